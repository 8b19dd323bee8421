"""Who commits is heard by the others on the same store, in this process or another, and nobody waits for one that has gone."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from appliance.core.jobs.queue import enqueue
from appliance.core.jobs.registry import Registry
from appliance.core.jobs.runner import Runner
from appliance.core.store.engine import open_store
from appliance.core.store.neighbours import Neighbours
from appliance.core.store.session import Store
from appliance.core.vault.vault import Vault
from tests.core.store.rows import Note

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 30.0
ANOTHER = """
import sys, threading
from pathlib import Path
from appliance.core.store.neighbours import Neighbours

heard = threading.Event()
mine = Neighbours(Path(sys.argv[1]), lambda asked: heard.set())
mine.start()
print("listening", flush=True)
heard.wait()
print("heard", flush=True)
sys.stdin.read()
"""


@contextmanager
def neighbour(store: Store, folder: Path) -> Iterator[Neighbours]:
    made = Neighbours(folder, store.heard)
    store.on_commit(made.tell)
    store.ask_others = made.ask
    made.start()
    yield made
    made.close()


def write(store: Store, text: str) -> None:
    with store.writing() as w:
        w.add(Note(text=text))


def test_the_other_one_hears_and_oneself_does_not(store: Store, vault: Vault, tmp_path: Path) -> None:
    heard = {"here": threading.Event(), "there": threading.Event()}
    second = open_store(store.path, vault.store_key())
    store.on_others_commit(heard["here"].set)
    second.on_others_commit(heard["there"].set)
    with second, neighbour(store, tmp_path / "n"), neighbour(second, tmp_path / "n"):
        write(store, "one")
        assert heard["there"].wait(PATIENCE)
        assert not heard["here"].is_set()
        write(second, "two")
        assert heard["here"].wait(PATIENCE)
        assert store.others >= 1
    assert os.listdir(tmp_path / "n") == []
    write(store, "nobody listens")


def test_a_job_asked_for_in_one_process_is_begun_by_the_runner_of_the_other(
    store: Store, vault: Vault, tmp_path: Path
) -> None:
    second, done = open_store(store.path, vault.store_key()), threading.Event()
    registry = Registry()
    registry.add("work", lambda job: done.set())
    runner = Runner(second, registry)
    asked = threading.Event()
    with second, neighbour(store, tmp_path / "n"), neighbour(second, tmp_path / "n"):
        second.on_others_ask(asked.set)
        runner.start()
        write(store, "asks for nothing")
        with store.writing() as w:
            enqueue(w, "work", {})
        assert asked.wait(PATIENCE)
        assert done.wait(PATIENCE)
        assert runner.stop()


def test_in_a_folder_of_any_depth_and_for_its_owner_alone(store: Store, tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["a-folder-with-a-long-name"] * 8)
    with neighbour(store, deep):
        (socket,) = deep.iterdir()
        assert len(str(socket)) > 200
        assert socket.stat().st_mode & 0o777 == 0o600


def test_one_that_was_killed_is_forgotten(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "n"
    with subprocess.Popen(
        [sys.executable, "-c", ANOTHER, str(folder)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "listening\n"
        with neighbour(store, folder) as ours:
            write(store, "to another process")
            assert other.stdout.readline() == "heard\n"
            other.kill()
            other.wait(PATIENCE)
            assert len(os.listdir(folder)) == 2
            ours.tell()
            assert len(os.listdir(folder)) == 1
            write(store, "goes on")


def test_one_that_does_not_listen_keeps_nobody_waiting(store: Store, tmp_path: Path) -> None:
    deaf = Neighbours(tmp_path / "n", lambda asked: None)  # its thread is never started
    with neighbour(store, tmp_path / "n") as ours:
        for _ in range(2000):  # far more than the kernel keeps for it
            ours.tell()
        write(store, "goes on")
    deaf.close()
