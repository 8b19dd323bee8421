"""Promise: fifty threads read while one writes, without one error; the pool that SQLAlchemy would choose by itself crashes."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from appliance.core.store.session import Store
from tests.core.store.rows import Note, Scratch

ROOT = Path(__file__).resolve().parents[2]
SECONDS = float(os.environ.get("READ_SECONDS", "5"))
READERS = 50


def test_fifty_read_while_one_writes(store: Store) -> None:
    with store.connection() as connection:
        Scratch.metadata.create_all(connection)
    ends = time.monotonic() + SECONDS
    problems: list[BaseException] = []
    reads, writes = [0] * READERS, [0]

    def guarded(work: object) -> None:
        try:
            while time.monotonic() < ends and not problems:
                work()  # type: ignore[operator]
        except BaseException as problem:
            problems.append(problem)

    def write() -> None:
        with store.writing() as w:  # two rows in one act: nobody may ever see one of them alone
            w.add_all((Note(text=f"{writes[0]} a"), Note(text=f"{writes[0]} b")))
        writes[0] += 1

    def reader(number: int) -> None:
        seen = 0

        def read() -> None:
            nonlocal seen
            with store.reading() as s:
                count = s.scalar(select(func.count()).select_from(Note)) or 0
                again = len(s.scalars(select(Note.text).order_by(Note.id.desc()).limit(20)).all())
                assert count % 2 == 0, "half an act was seen"
                assert count >= seen, "time went backwards"
                assert again == min(count, 20)
            seen = count
            reads[number] += 1

        guarded(read)

    threads = [threading.Thread(target=reader, args=(number,)) for number in range(READERS)]
    threads.append(threading.Thread(target=guarded, args=(write,)))
    interval = sys.getswitchinterval()
    sys.setswitchinterval(0.001)  # as `serve` sets it
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sys.setswitchinterval(interval)
    assert problems == []
    assert min(reads) > 0, "everybody got a turn"
    assert writes[0] > 0
    with store.reading() as s:
        assert s.scalar(select(func.count()).select_from(Note)) == 2 * writes[0]
        assert s.execute(text("PRAGMA integrity_check")).scalar() == "ok"
    print(f"\n{sum(reads)} reads, {writes[0]} commits in {SECONDS:.0f} s, 0 errors")


THREADS = """
import sys, threading
from pathlib import Path
import sqlcipher3.dbapi2 as driver
from sqlalchemy import create_engine, text
from appliance.core.store.engine import open_store
from appliance.core.vault import cipher_file

path, key, which = Path(sys.argv[1]), bytes.fromhex(sys.argv[2]), sys.argv[3]
if which == "ours":
    readers = open_store(path, key).readers
else:  # the dialect's own choice for a creator without a poolclass argument
    from sqlalchemy.pool import SingletonThreadPool
    readers = create_engine("sqlite://", creator=lambda: cipher_file.connect(path, key), module=driver,
                            poolclass=SingletonThreadPool)
together = threading.Barrier(40)
problems = []
def read():
    try:
        together.wait(60)
        for _ in range(30):
            with readers.connect() as c:
                c.execute(text("SELECT count(*) FROM test_note")).scalar()
    except BaseException as problem:
        problems.append(problem)
threads = [threading.Thread(target=read) for _ in range(40)]
[t.start() for t in threads]; [t.join() for t in threads]
sys.exit(3 if problems else 0)
"""


def forty_threads(store: Store, key: bytes, which: str) -> int:
    command = [sys.executable, "-c", THREADS, str(store.path), key.hex(), which]
    return subprocess.run(command, cwd=ROOT, capture_output=True).returncode


def test_our_pool_stands_forty_threads_and_the_usual_one_does_not(store: Store, vault: object) -> None:
    key = vault.store_key()  # type: ignore[attr-defined]
    with store.connection() as connection:
        Scratch.metadata.create_all(connection)
    with store.writing() as w:
        w.add_all(Note(text=str(n)) for n in range(500))
    assert forty_threads(store, key, "ours") == 0
    usual = [forty_threads(store, key, "usual") for _ in range(3)]
    if not any(usual):
        pytest.skip("the usual pool did not fail this time; ours need not be an exception for ever")
    print(f"\nthe usual pool ended with {usual} (-11: crashed)")
