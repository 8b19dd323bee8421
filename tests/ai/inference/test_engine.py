"""The engine's life: started, watched, restarted, ended, and gone with the appliance."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from appliance.ai.inference import engine as engines
from appliance.ai.inference.command import CPU_NICE, LAUNCHER, Call
from appliance.ai.inference.engine import Engine
from appliance.ai.inference.language_model import ModelStatus
from appliance.core.settings import load

FAKE = Path(__file__).with_name("fake_vllm.py")
ENOUGH = 30.0


class Life:
    """An engine over the stand-in process, its states in the order they came, and its process ids."""

    def __init__(self, folder: Path, mode: str = "well") -> None:
        self.folder, self.mode = folder, mode
        self.states: queue.Queue[ModelStatus] = queue.Queue()
        settings = load({}, data_dir=str(folder / "data"), engine_python=sys.executable)
        from appliance.ai.bundles.shelf import Bundle

        self.engine = Engine(
            settings,
            Bundle(folder / "tiny-1", None, None),
            folder / "logs",
            on_change=self.states.put,
            command_for=self._call,
            first_pause=0.05,
        )

    def _call(self, port: int, key: str, home: Path) -> Call:
        argv = [
            sys.executable,
            "-I",
            str(LAUNCHER),
            f"--nice={CPU_NICE}",
            sys.executable,
            str(FAKE),
            str(port),
            self.mode,
            str(self.folder),
        ]
        return Call(tuple(argv), {"VLLM_API_KEY": key, "PATH": os.environ["PATH"]})

    def next(self) -> ModelStatus:
        return self.states.get(timeout=ENOUGH)

    def pids(self) -> list[int]:
        """Of the last life: the stand-in and its child."""
        return [int(pid) for pid in (self.folder / "pids").read_text().splitlines()[-1].split()]


@pytest.fixture
def life(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Life]]:
    monkeypatch.setattr(engines, "POLL_STARTING", 0.05)
    monkeypatch.setattr(engines, "POLL_READY", 0.05)
    made: list[Life] = []

    def make(mode: str = "well") -> Life:
        made.append(Life(tmp_path, mode))
        return made[-1]

    yield make
    for each in made:
        each.engine.stop()


def wait_until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + ENOUGH
    while not true():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.02)


def gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def test_it_starts_becomes_ready_and_stops(life: Callable[..., Life]) -> None:
    one = life()
    assert one.engine.status().state == "off"
    one.engine.start()
    assert [one.next().state, one.next().state] == ["starting", "ready"]
    pids = one.pids()
    one.engine.stop()
    assert one.next().state == "off"
    wait_until(lambda: all(gone(pid) for pid in pids))  # killed; the system takes a moment to clear them away
    assert one.engine.pid is None
    one.engine.stop()


def test_all_of_it_steps_back_for_what_needs_no_engine(life: Callable[..., Life]) -> None:
    one = life()
    one.engine.start()
    assert [one.next().state, one.next().state] == ["starting", "ready"]
    ours = os.getpriority(os.PRIO_PROCESS, 0)
    assert {psutil.Process(pid).nice() for pid in one.pids()} == {min(ours + CPU_NICE, 19)}


def test_so_does_its_session_where_processors_are_shared_among_sessions(life: Callable[..., Life]) -> None:
    group = Path("/proc/self/autogroup")
    if not group.exists() or not os.access(group, os.W_OK):
        pytest.skip("this kernel shares processors among processes alone")
    one = life()
    one.engine.start()
    assert [one.next().state, one.next().state] == ["starting", "ready"]
    nice = min(os.getpriority(os.PRIO_PROCESS, 0) + CPU_NICE, 19)
    assert one.engine.pid is not None
    assert Path(f"/proc/{one.engine.pid}/autogroup").read_text().split()[-1] == str(nice)


def test_a_dead_engine_is_started_again(life: Callable[..., Life]) -> None:
    one = life()
    one.engine.start()
    assert [one.next().state, one.next().state] == ["starting", "ready"]
    first = one.pids()
    os.kill(first[0], signal.SIGKILL)
    assert [one.next().state, one.next().state] == ["restarting", "ready"]
    assert one.pids() != first
    wait_until(lambda: gone(first[1]))


def test_one_that_ignores_the_word_to_end_is_ended(
    life: Callable[..., Life], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "STOP_SECONDS", 0.3)
    one = life("deaf")
    one.engine.start()
    assert [one.next().state, one.next().state] == ["starting", "ready"]
    pids = one.pids()
    one.engine.stop()
    wait_until(lambda: all(gone(pid) for pid in pids))


def test_one_that_cannot_start_is_failed_with_its_own_words(
    life: Callable[..., Life], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "LONGEST_PAUSE", 0.05)
    one = life("crash")
    one.engine.start()
    seen = [one.next()]
    while seen[-1].state != "failed":
        seen.append(one.next())
    assert [status.state for status in seen] == ["starting", "restarting", "failed"]
    assert "not enough memory for the cache" in seen[-1].detail_en
    assert "not enough memory for the cache" in seen[-1].detail_zh


def test_it_comes_back_when_the_cause_is_gone(
    life: Callable[..., Life], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "LONGEST_PAUSE", 0.05)
    one = life("crash")
    one.engine.start()
    while one.next().state != "failed":
        pass
    one.mode = "well"
    while one.next().state != "ready":
        pass


def test_nothing_outlives_an_appliance_that_was_killed(tmp_path: Path) -> None:
    """The appliance is a process of its own here, and gets `kill -9`."""
    program = f"""
import sys, time
sys.path[:0] = [{str(FAKE.parents[3])!r}, {str(FAKE.parent)!r}]
from pathlib import Path
from test_engine import Life
life = Life(Path({str(tmp_path)!r}))
life.engine.start()
while life.engine.status().state != "ready":
    time.sleep(0.02)
print(life.engine.pid, flush=True)
time.sleep(600)
"""
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as appliance:
        assert appliance.stdout is not None
        launcher = int(appliance.stdout.readline())
        pids = [launcher, *map(int, (tmp_path / "pids").read_text().split())]
        assert not any(gone(pid) for pid in pids)
        appliance.kill()
    wait_until(lambda: all(gone(pid) for pid in pids))


def test_nor_does_it_outlive_its_launcher(life: Callable[..., Life]) -> None:
    one = life()
    one.engine.start()
    assert [one.next().state, one.next().state] == ["starting", "ready"]
    pids = one.pids()
    assert one.engine.pid is not None
    os.kill(one.engine.pid, signal.SIGKILL)
    wait_until(lambda: all(gone(pid) for pid in pids))


@pytest.mark.parametrize(
    ("python", "said"),
    [("/nowhere/python", "run deploy/setup.py engine"), (sys.executable, "appliance models activate")],
)
def test_what_is_missing_is_a_state_with_one_sentence(tmp_path: Path, python: str, said: str) -> None:
    settings = load({}, data_dir=str(tmp_path), engine_python=python)
    engine = Engine(settings, None, tmp_path / "logs")
    engine.start()
    assert engine.status().state == "missing"
    assert said in engine.status().detail_en
    assert engine.pid is None


def test_a_bundle_that_was_changed_is_not_loaded(tmp_path: Path) -> None:
    from appliance.ai.bundles.shelf import inspect

    settings = load({}, data_dir=str(tmp_path / "data"), engine_python=sys.executable)
    (tmp_path / "tiny-1").mkdir()
    states: queue.Queue[ModelStatus] = queue.Queue()
    engine = Engine(settings, inspect(tmp_path / "tiny-1", settings), tmp_path, on_change=states.put)
    engine.start()
    assert states.get(timeout=ENOUGH).state == "starting"
    refused = states.get(timeout=ENOUGH)
    assert refused.state == "failed"
    assert "did not pass its check and is not loaded" in refused.detail_en
    assert engine.pid is None
    engine.stop()


def test_what_it_prints_is_kept_and_the_key_is_not_an_argument(life: Callable[..., Life]) -> None:
    one = life()
    one.engine.start()
    assert [one.next().state, one.next().state] == ["starting", "ready"]
    log = one.folder / "logs" / "engine.log"
    wait_until(lambda: "ENGINE STARTS key" in log.read_text())
    assert log.stat().st_mode & 0o077 == 0
    assert one.engine.key not in log.read_text()
    assert one.engine.key not in Path(f"/proc/{one.pids()[0]}/cmdline").read_text()
