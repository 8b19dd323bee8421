"""Other processes at the same store: fair turns, plain refusals, and nothing acknowledged is lost by kill -9."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

from appliance.core.kit.errors import Unavailable
from appliance.core.store.engine import open_store
from appliance.core.store.session import Store
from appliance.core.vault import cipher_file
from appliance.core.vault.vault import Vault
from tests.core.store.rows import Note, texts

ROOT = Path(__file__).resolve().parents[3]


WRITER = """
import sys, threading
from pathlib import Path
from appliance.core.store.engine import open_store
from tests.core.store.rows import Note

store = open_store(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]))
def work(worker):
    n = 0
    while True:
        with store.writing() as w:
            w.add(Note(text=f"{sys.argv[3]}-{worker}-{n}"))
            w.flush()
            w.add(Note(text=f"{sys.argv[3]}-{worker}-{n}-second half"))
        sys.stdout.write(f"{sys.argv[3]}-{worker}-{n}\\n")
        sys.stdout.flush()
        n += 1
for worker in range(4):
    threading.Thread(target=work, args=(worker,)).start()
"""


def test_another_process_that_holds_the_store_makes_us_unavailable_not_wait_in_turn(
    store: Store, vault: Vault
) -> None:
    second = open_store(store.path, vault.store_key(), busy_ms=50)
    outcomes: list[str] = []

    def act() -> None:
        try:
            with second.writing() as w:
                w.add(Note(text="x"))
            outcomes.append("kept")
        except Unavailable:
            outcomes.append("refused")

    with store.writing() as w:
        w.add(Note(text="held"))
        threads = [threading.Thread(target=act) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
    assert outcomes == ["refused"] * 8
    assert texts(store) == ["held"]
    with second.writing() as w:
        w.add(Note(text="then"))
    assert texts(store) == ["held", "then"]
    second.close()


def test_a_busy_process_does_not_starve_another(store: Store, vault: Vault) -> None:
    other = open_store(store.path, vault.store_key())
    enough = threading.Event()

    def press(worker: int) -> None:
        n = 0
        while not enough.is_set():
            with store.writing() as w:
                w.add(Note(text=f"{worker}-{n}"))
            n += 1

    threads = [threading.Thread(target=press, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    waited: list[int] = []
    for n in range(10):
        before = store.commits
        with other.writing() as w:
            w.add(Note(text=f"other-{n}"))
        waited.append(store.commits - before)
    enough.set()
    for thread in threads:
        thread.join()
    other.close()
    # A handful of the other's commits may pass between two looks at the lock; without a turnstile it is hundreds.
    assert sorted(waited)[5] < 20, waited


def test_what_was_acknowledged_survives_kill_9(store: Store, vault: Vault) -> None:
    acknowledged: list[str] = []
    for kill in range(int(os.environ.get("KILLS", "5"))):
        command = [sys.executable, "-c", WRITER, str(store.path), vault.store_key().hex(), str(kill)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
            assert process.stdout is not None
            for _ in range(20 + 7 * kill % 50):
                acknowledged.append(process.stdout.readline().strip())
            process.kill()
            acknowledged += [line.strip() for line in process.stdout if line.endswith("\n")]
    found = set(texts(store))
    assert len(acknowledged) == len(set(acknowledged))
    assert set(acknowledged) <= found
    halves = {text for text in found if text.endswith("half")}
    assert {text.removesuffix("-second half") for text in halves} == found - halves, "no act is there by half"
    connection = cipher_file.connect(store.path, vault.store_key())
    assert connection.execute("PRAGMA cipher_integrity_check").fetchall() == []
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()
