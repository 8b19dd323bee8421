"""Jobs happen with their act, in their lane's order, at least once, and come back from a process that died."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from appliance.core.jobs import claims
from appliance.core.jobs.queue import enqueue, forget_done
from appliance.core.jobs.registry import JobContext
from appliance.core.jobs.runner import Runner
from appliance.core.jobs.schedule import Schedule
from appliance.core.jobs.tables import Job
from appliance.core.kit.clock import Frozen
from appliance.core.kit.errors import Unavailable
from appliance.core.store.session import Store
from tests.core.jobs.work import registry, states

LEASE = timedelta(seconds=15)


def test_a_job_exists_only_if_its_act_did(store: Store) -> None:
    ran: list[object] = []
    runner = Runner(store, registry(greet=lambda job: ran.append(job.payload["n"])))
    with pytest.raises(KeyError), store.writing() as w:  # noqa: PT012
        enqueue(w, "greet", {"n": 1})
        raise KeyError
    with store.writing() as w:
        enqueue(w, "greet", {"n": 2})
    assert runner.run_until_idle() == 1
    assert ran == [2]
    assert states(store) == [("done", 1)]


def test_no_transaction_is_open_while_a_handler_runs(store: Store) -> None:
    def write(job: JobContext) -> None:
        with job.store.writing() as w:
            assert job.holds(w)
            enqueue(w, "other", {})

    with store.writing() as w:
        enqueue(w, "write", {})
    assert Runner(store, registry(write=write)).run_until_idle() == 1
    assert states(store) == [("done", 1), ("queued", 0)], "a kind without a handler here is left for others"


def test_a_key_is_queued_once(store: Store) -> None:
    with store.writing() as w:
        first = enqueue(w, "greet", {}, key="k")
        assert enqueue(w, "greet", {}, key="k") == first
        assert enqueue(w, "greet", {}, key="other") != first
    assert len(states(store)) == 2


def test_the_same_key_may_be_asked_for_again_while_the_first_runs(store: Store, clock: Frozen) -> None:
    runs: list[int] = []

    def again(job: JobContext) -> None:
        runs.append(job.attempt)
        if len(runs) == 1:
            with job.store.writing() as w:
                enqueue(w, "again", {}, key="k")
            raise Unavailable("稍后", "later")

    with store.writing() as w:
        enqueue(w, "again", {}, key="k")
    Runner(store, registry(again=again)).run_until_idle()
    # The failed first run does not come back beside the second one: that did its work.
    clock.advance(minutes=10)
    Runner(store, registry(again=again)).run_until_idle()
    assert runs == [1, 1]
    assert states(store) == [("done", 1), ("done", 1)]


@pytest.mark.parametrize(
    ("problem", "kept"),
    [
        (Unavailable("引擎不可用", "the engine is away"), "the engine is away"),
        (ValueError("13812345678 in a library's message"), "ValueError"),
    ],
)
def test_failures_back_off_then_end_and_keep_no_words(
    store: Store, clock: Frozen, problem: Exception, kept: str
) -> None:
    tries: list[int] = []

    def fail(job: JobContext) -> None:
        tries.append(job.attempt)
        raise problem

    with store.writing() as w:
        enqueue(w, "fail", {}, max_attempts=3)
    runner = Runner(store, registry(fail=fail))
    for wait in (1, 2):
        assert runner.run_until_idle() == 1
        clock.advance(seconds=wait - 0.001)
        assert runner.run_until_idle() == 0
        clock.advance(seconds=0.001)
    assert runner.run_until_idle() == 1
    clock.advance(days=1)
    assert runner.run_until_idle() == 0
    assert tries == [1, 2, 3]
    with store.reading() as s:
        job = s.scalars(select(Job)).one()
        assert (job.state, job.last_error) == ("failed", kept)


def test_a_job_of_a_dead_process_comes_back_after_its_lease(store: Store, clock: Frozen) -> None:
    ran: list[int] = []
    with store.writing() as w:
        enqueue(w, "greet", {}, max_attempts=3)
    with store.writing() as w:
        lost = claims.take(w, {"greet"}, LEASE, Schedule())
    assert lost is not None
    runner = Runner(store, registry(greet=lambda job: ran.append(job.attempt)))
    assert runner.run_until_idle() == 0
    clock.advance(seconds=15)
    assert runner.run_until_idle() == 1
    assert ran == [2]
    with store.writing() as w:
        assert not claims.done(w, lost), "the late one has no say any more"
        assert not claims.failed(w, lost, "late")
    assert states(store) == [("done", 2)]


def test_a_renewed_lease_does_not_run_out(store: Store, clock: Frozen) -> None:
    with store.writing() as w:
        enqueue(w, "greet", {})
    with store.writing() as w:
        held = claims.take(w, {"greet"}, LEASE, Schedule())
        assert held is not None
    clock.advance(seconds=10)
    with store.writing() as w:
        claims.renew(w, [held], LEASE)
    clock.advance(seconds=10)
    with store.reading() as s:
        assert not claims.any_due(s, {"greet"})


def test_a_job_that_kills_its_process_every_time_fails_in_the_end(store: Store, clock: Frozen) -> None:
    with store.writing() as w:
        enqueue(w, "bomb", {}, max_attempts=2)
    for _ in range(2):
        with store.writing() as w:
            assert claims.take(w, {"bomb"}, LEASE, Schedule()) is not None
        clock.advance(seconds=16)
    with store.writing() as w:
        assert claims.take(w, {"bomb"}, LEASE, Schedule()) is None
    assert states(store) == [("failed", 2)]


def test_a_later_job_of_a_lane_left_over_by_a_crash_is_not_blocked_by_an_older_one(
    store: Store, clock: Frozen
) -> None:
    ran: list[object] = []
    with store.writing() as w:
        enqueue(w, "greet", {"n": "late"}, lane="a", run_at=clock.at + timedelta(seconds=5))
        enqueue(w, "greet", {"n": "now"}, lane="a")
    with store.writing() as w:
        assert claims.take(w, {"greet"}, LEASE, Schedule()) is not None
    clock.advance(seconds=20)
    Runner(store, registry(greet=lambda job: ran.append(job.payload["n"]))).run_until_idle()
    assert ran == ["now", "late"]


def test_a_schedule_runs_each_round_once_also_with_two_runners_and_a_failing_round(
    store: Store, clock: Frozen
) -> None:
    rounds: list[float] = []

    def tick(job: JobContext) -> None:
        rounds.append(clock.at.timestamp())
        if len(rounds) == 2:
            raise RuntimeError

    def runner() -> Runner:
        schedule = Schedule()
        schedule.every(60, "tick")
        return Runner(store, registry(tick=tick), schedule=schedule)

    one, two = runner(), runner()
    for _ in range(3):
        one.run_until_idle()
        two.run_until_idle()
        clock.advance(seconds=60)
    assert [b - a for a, b in pairwise(rounds)] == [60, 60]


def test_done_jobs_are_forgotten_failed_ones_stay(store: Store, clock: Frozen) -> None:
    def fail(job: JobContext) -> None:
        raise RuntimeError

    with store.writing() as w:
        enqueue(w, "good", {})
        enqueue(w, "bad", {}, max_attempts=1)
    Runner(store, registry(good=lambda job: None, bad=fail)).run_until_idle()
    clock.advance(days=3)
    with store.writing() as w:
        forget_done(w)
    assert states(store) == [("failed", 1)]


def test_threads_are_woken_by_the_commit_and_stop_cleanly(store: Store) -> None:
    ran = threading.Semaphore(0)
    runner = Runner(store, registry(greet=lambda job: ran.release() and None), threads=2)
    runner.start()
    for _ in range(20):
        with store.writing() as w:
            enqueue(w, "greet", {})
    for _ in range(20):
        assert ran.acquire(timeout=20)
    assert runner.stop()
    assert states(store) == [("done", 1)] * 20


Step = tuple[str | None, bool]


@pytest.mark.parametrize("handed_over", [False, True])
@given(
    jobs=st.lists(st.tuples(st.sampled_from([None, "a", "b", "c"]), st.booleans()), min_size=1, max_size=16),
    threads=st.integers(1, 4),
)
def test_a_lane_runs_one_at_a_time_in_order_whatever_fails(
    store: Store, handed_over: bool, jobs: list[Step], threads: int
) -> None:
    lock = threading.Lock()
    running: set[str] = set()
    overlaps: list[str] = []
    finished: dict[str, list[int]] = {}
    all_done = threading.Semaphore(0)

    def handle(job: JobContext) -> None:
        lane, number, fails = job.payload["lane"], job.payload["number"], job.payload["fails"]
        with lock:
            if lane in running:
                overlaps.append(lane)
            if lane is not None:
                running.add(lane)
        try:
            if fails and job.attempt == 1:
                raise RuntimeError
            with lock:
                finished.setdefault(lane, []).append(number)
            all_done.release()
        finally:
            with lock:
                running.discard(lane)

    before = claims.backoff
    claims.backoff = lambda attempt: timedelta(0)
    runner = Runner(store, registry(step=handle), threads=threads)
    try:
        if handed_over:
            runner.start()
        for number, (lane, fails) in enumerate(jobs):
            with store.writing() as w:
                enqueue(w, "step", {"lane": lane, "number": number, "fails": fails}, lane=lane)
        if not handed_over:
            runner.start()
        for _ in jobs:
            assert all_done.acquire(timeout=30)
        assert runner.stop()
    finally:
        claims.backoff = before
    assert overlaps == []
    for lane, numbers in finished.items():
        if lane is not None:
            assert numbers == [n for n, (its, _) in enumerate(jobs) if its == lane]
    assert sorted(n for each in finished.values() for n in each) == list(range(len(jobs)))


WORKER = """
import sys
from pathlib import Path
from datetime import timedelta
from itertools import pairwise
from appliance.core.jobs.registry import Registry
from appliance.core.jobs.runner import Runner
from appliance.core.store.engine import open_store

def hold(job):
    print("holding", flush=True)
    sys.stdin.readline()

registry = Registry()
registry.add("hold", hold)
Runner(open_store(Path(sys.argv[1]), bytes.fromhex(sys.argv[2])), registry, 1, lease=timedelta(seconds=0.5)).start()
sys.stdin.read()
"""


def test_a_killed_worker_process_loses_its_job_to_another(store: Store, vault: object) -> None:
    key = vault.store_key().hex()
    root = Path(__file__).resolve().parents[3]
    with store.writing() as w:
        enqueue(w, "hold", {})
    with subprocess.Popen(
        [sys.executable, "-c", WORKER, str(store.path), key],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(root)},
        text=True,
    ) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "holding\n"
        assert states(store) == [("running", 1)]
        worker.send_signal(signal.SIGKILL)
    taken = threading.Event()
    runner = Runner(store, registry(hold=lambda job: taken.set()), 1)
    runner.start()
    assert taken.wait(timeout=20)
    assert runner.stop()
    assert states(store) == [("done", 2)]
