from __future__ import annotations

import pytest

from appliance.core.kit.actors import Actor
from appliance.core.kit.clock import Frozen
from appliance.core.kit.errors import BadInput
from appliance.service.conversations.errors import AlreadyClaimed, ImpossibleMove, NotYours
from appliance.service.routing import actions, capacity, presence, queue, silence, tend
from appliance.service.routing.errors import AtCapacity, NobodyWaiting, NotAtWork
from tests.service.scene import Scene, hire


def waiting(scene: Scene, *visitors: str) -> list[str]:
    ids = [scene.write(who=who).conversation_id for who in visitors]
    for conversation_id in ids:
        scene.ask_for_person(conversation_id)
    return ids


def places(scene: Scene, ids: list[str]) -> list[int | None]:
    with scene.store.reading() as s:
        return [queue.place(s, conversation_id) for conversation_id in ids]


def test_places_move_up_as_conversations_are_taken(scene: Scene) -> None:
    lin = hire(scene.store, "林悦")
    ids = waiting(scene, "a", "b", "c")
    assert places(scene, ids) == [1, 2, 3]
    with scene.store.writing() as s:
        assert actions.next_in_queue(s, lin) == ids[0]
    assert places(scene, ids) == [None, 1, 2]


def test_no_clock_lets_a_newer_conversation_overtake(scene: Scene, clock: Frozen) -> None:
    (older,) = waiting(scene, "a")
    clock.advance(minutes=-30)
    (newer,) = waiting(scene, "b")
    assert places(scene, [older, newer]) == [1, 2]


def test_nobody_waits(scene: Scene) -> None:
    lin = hire(scene.store, "林悦")
    with pytest.raises(NobodyWaiting), scene.store.writing() as s:
        actions.next_in_queue(s, lin)


def test_the_limit_holds_on_every_path(scene: Scene) -> None:
    lin, zhao = hire(scene.store, "林悦", capacity=1), hire(scene.store, "赵敏")
    first, second, third = waiting(scene, "a", "b", "c")
    with scene.store.writing() as s:
        actions.claim(s, first, lin)
        actions.claim(s, second, zhao)
    with pytest.raises(AtCapacity) as refused, scene.store.writing() as s:
        actions.claim(s, third, lin)
    assert "林悦 已达到同时接待上限（1 个会话）" in refused.value.zh
    with pytest.raises(AtCapacity), scene.store.writing() as s:
        actions.next_in_queue(s, lin)
    with pytest.raises(AtCapacity), scene.store.writing() as s:
        actions.transfer(s, second, zhao, lin.id)
    with scene.store.writing() as s:
        actions.close(s, second, zhao)
    with pytest.raises(AtCapacity), scene.store.writing() as s:
        actions.reopen(s, second, lin)
    with scene.store.writing() as s:
        actions.close(s, first, lin)
        actions.claim(s, third, lin)
    with scene.store.reading() as s:
        assert capacity.load(s, lin.id).full


def test_a_full_agent_still_keeps_what_is_theirs(scene: Scene) -> None:
    lin = hire(scene.store, "林悦", capacity=1)
    (mine,) = waiting(scene, "a")
    with scene.store.writing() as s:
        actions.claim(s, mine, lin)
    with scene.store.writing() as s:
        actions.claim(s, mine, lin)
    zhao = hire(scene.store, "赵敏", capacity=0)
    # Who was late hears who was first, not that they are full.
    with pytest.raises(AlreadyClaimed), scene.store.writing() as s:
        actions.claim(s, mine, zhao)


@pytest.mark.parametrize("name", ["nobody", "left"])
def test_accounts_that_cannot_take_conversations(scene: Scene, name: str) -> None:
    lin = hire(scene.store, "林悦")
    hire(scene.store, "left", state="disabled")
    (mine,) = waiting(scene, "a")
    with scene.store.writing() as s:
        actions.claim(s, mine, lin)
    with pytest.raises(NotAtWork), scene.store.writing() as s:
        actions.transfer(s, mine, lin, f"agent-{name}")


def test_transfer_release_and_give_back(scene: Scene) -> None:
    lin, zhao = hire(scene.store, "林悦"), hire(scene.store, "赵敏")
    (got,) = waiting(scene, "a")
    with scene.store.writing() as s:
        actions.claim(s, got, lin)
        actions.transfer(s, got, lin, zhao.id)
    with pytest.raises(NotYours), scene.store.writing() as s:
        actions.give_back(s, got, lin)
    with scene.store.writing() as s:
        actions.transfer(s, got, zhao, None)
    assert places(scene, [got]) == [1]
    with pytest.raises(ImpossibleMove), scene.store.writing() as s:
        actions.give_back(s, got, zhao)


def test_presence_by_hand_and_by_silence(scene: Scene, clock: Frozen) -> None:
    lin = hire(scene.store, "林悦")
    with scene.store.reading() as s:
        assert presence.presence_of(s, lin.id) == "offline"
    with scene.store.writing() as s:
        presence.set_presence(s, lin.id, "available")
    clock.advance(minutes=2)
    with scene.store.writing() as s:
        presence.seen(s, lin.id)
    clock.advance(minutes=2)
    with scene.store.reading() as s:
        assert (presence.presence_of(s, lin.id), presence.online(s)) == ("available", 1)
    clock.advance(minutes=4)
    with scene.store.reading() as s:
        assert (presence.presence_of(s, lin.id), presence.online(s)) == ("away", 0)
    clock.advance(minutes=12)
    with scene.store.reading() as s:
        assert presence.presence_of(s, lin.id) == "offline"
    with scene.store.writing() as s:
        assert presence.seen(s, lin.id)  # and is again what was said
    with scene.store.reading() as s:
        assert presence.presence_of(s, lin.id) == "available"
    with pytest.raises(BadInput), scene.store.writing() as s:
        presence.set_presence(s, lin.id, "asleep")


def test_how_long_silence_may_last_is_set_by_administrators(scene: Scene, clock: Frozen) -> None:
    lin, boss = hire(scene.store, "林悦"), Actor("agent", "boss", "何青")
    with scene.store.writing() as s:
        presence.set_presence(s, lin.id, "available")
    for away, offline, reassign in ((1, 15, 0), (3, 3, 0), (3, 481, 0), (5, 15, 4), (5, 15, 481)):
        with pytest.raises(BadInput), scene.store.writing() as s:
            silence.set_limits(s, silence.Silence(away, offline, reassign), boss)
    with scene.store.writing() as s:
        silence.set_limits(s, silence.Silence(10, 20, 0), boss)
        silence.set_limits(s, silence.Silence(10, 30, 0), boss)
    told = [(e.details["before"], e.details["after"]) for e in scene.audit("routing.silence_changed")]
    assert told == [([3, 15, 0], [10, 20, 0]), ([10, 20, 0], [10, 30, 0])]
    found = []
    for minutes in (9, 2, 18, 2):
        clock.advance(minutes=minutes)
        with scene.store.reading() as s:
            found.append((str(presence.presence_of(s, lin.id)), presence.online(s)))
    assert found == [("available", 1), ("away", 0), ("away", 0), ("offline", 0)]


def test_who_waits_for_a_silent_agent_is_passed_on(scene: Scene, clock: Frozen) -> None:
    lin, boss = hire(scene.store, "林悦"), Actor("agent", "boss", "何青")
    with scene.store.writing() as s:
        presence.set_presence(s, lin.id, "available")
    waits, answered = scene.write("年费", "mei").conversation_id, scene.write("年费", "li").conversation_id
    for one in (waits, answered):
        with scene.store.writing() as s:
            actions.claim(s, one, lin)
    scene.say(answered, lin, "在的")
    clock.advance(minutes=9)
    assert tend.tend(scene.store) == 0  # the team has no limit, and silence alone moves nothing
    with scene.store.writing() as s:
        silence.set_limits(s, silence.Silence(3, 15, 10), boss)
    assert tend.tend(scene.store) == 0
    clock.advance(minutes=1)
    assert tend.tend(scene.store) == 1
    assert (scene.row(waits).state, scene.row(answered).state) == ("queued", "human")
    assert tend.tend(scene.store) == 0
