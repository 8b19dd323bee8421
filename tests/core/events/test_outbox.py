"""An event is announced exactly if its act happened, in commit order."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from appliance.core.events import queries
from appliance.core.events.event import Event
from appliance.core.events.outbox import emit, forget
from appliance.core.events.subscribers import Subscribers
from appliance.core.jobs.registry import Registry
from appliance.core.jobs.runner import Runner
from appliance.core.kit.clock import Frozen
from appliance.core.store.session import Store, WriteSession


@dataclass(frozen=True)
class Rang(Event):
    times: int
    loud: bool = False


@dataclass(frozen=True)
class Quiet(Event):
    pass


def test_events_are_read_back_in_commit_order(store: Store) -> None:
    with store.reading() as s:
        assert queries.head(s) == 0
    with store.writing() as w:
        first = emit(w, Rang("c1", times=1))
        second = emit(w, Rang("c2", times=2, loud=True))
    with store.reading() as s:
        rows = queries.since(s, 0)
        assert [(r.seq, r.kind, r.conversation_id, r.payload) for r in rows] == [
            (first, "Rang", "c1", {"times": 1, "loud": False}),
            (second, "Rang", "c2", {"times": 2, "loud": True}),
        ]
        assert [r.seq for r in queries.since(s, first)] == [second]
        assert [r.seq for r in queries.since(s, 0, limit=1)] == [first]
        assert [r.seq for r in queries.since(s, 0, conversation="c2")] == [second]
        assert queries.head(s) == second


def test_an_act_that_fails_announces_nothing(store: Store) -> None:
    heard: list[int] = []
    store.subscribers = Subscribers(after={Rang: [("ear", lambda e: heard.append(e.times))]})
    with pytest.raises(KeyError), store.writing() as w:  # noqa: PT012
        emit(w, Rang("c1", times=1))
        raise KeyError
    with store.reading() as s:
        assert queries.head(s) == 0
    assert Runner(store, _registry(store)).run_until_idle() == 0
    assert heard == []


def test_within_runs_in_the_act_and_can_fail_it(store: Store) -> None:
    def refuse(s: WriteSession, event: Rang) -> None:
        raise ValueError(event.times)

    store.subscribers = Subscribers(within={Rang: [refuse]})
    with pytest.raises(ValueError, match="7"), store.writing() as w:
        emit(w, Rang("c1", times=7))
    with store.reading() as s:
        assert queries.head(s) == 0


def test_within_may_announce_more_and_after_hears_in_order_by_conversation(store: Store) -> None:
    heard: list[tuple[str, int]] = []

    def echo(s: WriteSession, event: Rang) -> None:
        emit(s, Quiet(event.conversation_id))

    store.subscribers = Subscribers(
        within={Rang: [echo]},
        after={
            Rang: [
                ("ear", lambda e: heard.append(("ear", e.times))),
                ("log", lambda e: heard.append(("log", e.times))),
            ],
            Quiet: [("ear", lambda e: heard.append(("quiet", 0)))],
        },
    )
    for times in range(3):
        with store.writing() as w:
            emit(w, Rang("c1", times=times))
    assert Runner(store, _registry(store)).run_until_idle() == 9
    assert [t for who, t in heard if who == "ear"] == [0, 1, 2]
    assert [t for who, t in heard if who == "log"] == [0, 1, 2]
    assert heard.count(("quiet", 0)) == 3


def test_a_subscriber_that_fails_hears_it_again(store: Store, clock: Frozen) -> None:
    tries: list[int] = []

    def stumble(event: Rang) -> None:
        tries.append(event.times)
        if len(tries) == 1:
            raise RuntimeError

    store.subscribers = Subscribers(after={Rang: [("ear", stumble)]})
    with store.writing() as w:
        emit(w, Rang("c1", times=1))
        emit(w, Rang("c1", times=2))
    runner = Runner(store, _registry(store))
    runner.run_until_idle()
    assert tries == [1], "the second event of a conversation must not overtake the first"
    clock.advance(seconds=1)
    runner.run_until_idle()
    assert tries == [1, 1, 2]


def test_two_subscribers_with_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="same name"):
        Subscribers(after={Rang: [("ear", print), ("ear", repr)]})


def test_forgetting_old_rows_never_moves_the_head_back(store: Store, clock: Frozen) -> None:
    for times in range(3):
        with store.writing() as w:
            emit(w, Rang(None, times=times))
    clock.advance(days=3)
    with store.writing() as w:
        forget(w, clock.at)
    with store.reading() as s:
        assert queries.head(s) == 3
        assert [r.seq for r in queries.since(s, 0)] == [3]
    with store.writing() as w:
        assert emit(w, Rang(None, times=4)) == 4


@pytest.mark.parametrize("payload", [{"times": 1}, {"times": 1, "gone": "field of an older version"}])
def test_an_event_is_rebuilt_from_its_row(payload: dict[str, object]) -> None:
    assert Rang.of("c", payload) == Rang("c", times=1)


def _registry(store: Store) -> Registry:
    registry = Registry()
    registry.add_all(store.subscribers.job_handlers())
    return registry
