"""A job is handed over with the act that asks for it and done with the act that ends it, or neither."""

from __future__ import annotations

import threading

import pytest

from appliance.core.jobs.queue import FIRST_LEASE, enqueue, takers
from appliance.core.jobs.registry import JobContext
from appliance.core.jobs.runner import Runner
from appliance.core.kit.clock import Frozen
from appliance.core.kit.errors import Unavailable
from appliance.core.store.session import Store
from tests.core.jobs.work import registry, states, until


def test_a_job_is_handed_over_with_its_act_and_done_with_another(store: Store) -> None:
    """Born running, done in the handler's own act: two commits in all, and never a look for it."""
    seen: list[list[tuple[str, int]]] = []
    over = threading.Event()

    def handle(job: JobContext) -> None:
        seen.append(states(store))
        with job.store.writing() as w:
            job.finish(w)
        seen.append(states(store))
        over.set()

    runner = Runner(store, registry(greet=handle), threads=2)
    runner.start()
    until(lambda: runner.accepts("greet"))  # it has looked, and there was nothing older
    before = store.commits
    with store.writing() as w:
        enqueue(w, "greet", {}, lane="a")
    assert over.wait(20)
    assert runner.stop()
    assert seen == [[("running", 1)], [("done", 1)]]
    assert store.commits - before == 2


def test_an_act_that_fails_hands_nothing_over_and_ends_no_job(store: Store, clock: Frozen) -> None:
    tries: list[int] = []
    over = threading.Event()

    def handle(job: JobContext) -> None:
        tries.append(job.attempt)
        over.set()
        if job.attempt == 1:
            with job.store.writing() as w:
                job.finish(w)
                raise Unavailable("磁盘", "the disk")

    runner = Runner(store, registry(greet=handle), threads=1)
    runner.start()
    until(lambda: runner.accepts("greet"))
    with pytest.raises(KeyError), store.writing() as w:  # noqa: PT012
        enqueue(w, "greet", {})
        raise KeyError
    with store.writing() as w:
        enqueue(w, "greet", {})
    assert over.wait(20)
    assert runner.stop()
    assert states(store) == [("queued", 1)], "its act was undone, so the job is not done"
    clock.advance(seconds=1)
    assert Runner(store, registry(greet=handle)).run_until_idle() == 1
    assert tries == [1, 2]


def test_what_was_handed_over_and_not_begun_goes_back_at_the_stop(store: Store) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def handle(job: JobContext) -> None:
        begun.set()
        assert go_on.wait(20)

    runner = Runner(store, registry(greet=handle), threads=1)
    runner.start()
    until(lambda: runner.accepts("greet"))
    with store.writing() as w:
        enqueue(w, "greet", {})
    assert begun.wait(20)
    for _ in range(3):
        with store.writing() as w:
            enqueue(w, "greet", {})
    assert states(store) == [("running", 1)] * 4
    stopping = threading.Thread(target=runner.stop)
    stopping.start()
    until(lambda: not runner.accepts("greet"))
    go_on.set()
    stopping.join()
    assert states(store) == [("done", 1)] + [("queued", 0)] * 3


def test_a_job_handed_over_to_a_process_that_dies_comes_back(store: Store, clock: Frozen) -> None:
    class Dead:
        """A runner that was told nothing more."""

        def accepts(self, kind: str) -> bool:
            return True

        def adopt(self, claim: object) -> None: ...

        def asked(self) -> None: ...

    ran: list[tuple[object, int]] = []
    takers[store] = Dead()
    with store.writing() as w:
        enqueue(w, "greet", {"n": 1}, lane="a")
        enqueue(w, "greet", {"n": 2}, lane="a")
        enqueue(w, "greet", {"n": 3}, max_attempts=1)
    assert states(store) == [("running", 1), ("queued", 0), ("queued", 0)], "one of a lane; no only attempt"
    del takers[store]
    runner = Runner(store, registry(greet=lambda job: ran.append((job.payload["n"], job.attempt))))
    assert runner.run_until_idle() == 1
    clock.advance(seconds=FIRST_LEASE.total_seconds())
    assert runner.run_until_idle() == 2
    assert ran == [(3, 1), (1, 2), (2, 1)]
