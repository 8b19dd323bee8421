"""The later of two conversations goes into the earlier: words, values, marks and standing; both feeds stay without a hole."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from appliance.core.accounts.tables import Agent
from appliance.core.entities.tables import Entity
from appliance.core.kit.actors import Actor
from appliance.core.kit.clock import Frozen
from appliance.core.store.search_index import SearchIndex
from appliance.service.conversations import (
    actions,
    closings,
    erasure,
    lists,
    marks,
    own_words,
    queries,
    search,
)
from appliance.service.conversations.errors import AlreadyMerged, CannotMerge, NotYours
from appliance.service.conversations.events import Merged
from appliance.service.conversations.tables import Conversation, Message
from appliance.service.routing import actions as routing
from tests.service.scene import MOBILE, Scene, hire, masked, mobile


def two(scene: Scene, clock: Frozen, lin: Actor) -> tuple[str, str]:
    """Mei came, was answered, and it ended; two days later she comes again and Lin has her."""
    first = scene.write("年费多少", found := "mei").conversation_id
    with scene.store.writing() as s:
        routing.claim(s, first, lin)
    scene.say(first, lin, "每年 3,600 元")
    with scene.store.writing() as s:
        actions.tag(s, first, masked("年费"), actor=lin)
        routing.close(s, first, lin)
        actions.rate(s, scene.vault, first, 4)
    clock.advance(seconds=2 * 86400)
    token = mobile(scene.vault)
    second = scene.write(f"还是年费，⟦{token.token_id}⟧", found, entities=[token]).conversation_id
    with scene.store.writing() as s:
        routing.claim(s, second, lin)
        actions.tag(s, second, masked("年费"), actor=lin)
        actions.tag(s, second, masked("投诉"), actor=lin)
        actions.post_note(s, scene.vault, second, lin, masked("已核对"), "n1")
    scene.say(second, lin, "马上核对")
    scene.write("快一点", found)
    return first, second


@pytest.fixture
def lin(scene: Scene) -> Actor:
    return hire(scene.store, "林悦")


def merged(scene: Scene, one: str, other: str, by: Actor, **more: bool) -> str:
    with scene.store.writing() as s:
        return actions.merge(s, scene.vault, one, other, by, **more)


def test_words_and_standing_go_on_in_the_earlier_one(scene: Scene, clock: Frozen, lin: Actor) -> None:
    first, second = two(scene, clock, lin)
    staff = [[(str(m.text), m.author_kind) for m in scene.thread(one)] for one in (first, second)]
    visitor = [[str(m.text) for m in scene.visitor_thread(one)] for one in (first, second)]
    before = scene.row(second)
    assert merged(scene, second, first, lin) == first  # whichever is named first
    thread, seen = scene.thread(first), scene.visitor_thread(first)
    assert [m.seq for m in thread] == list(range(1, len(thread) + 1))
    assert [m.visitor_seq for m in seen] == list(range(1, len(seen) + 1))
    marker = len(staff[0])
    assert [(str(m.text), m.author_kind) for m in thread[:marker] + thread[marker + 1 :]] == staff[0] + staff[
        1
    ]
    assert [str(m.text) for m in seen] == visitor[0] + visitor[1]
    assert before.code in str(thread[marker].text)
    now = scene.row(first)
    assert (now.state, now.agent_id, now.unread_visitor) == ("human", lin.id, before.unread_visitor)
    assert now.asked_seq - now.answered_seq == before.asked_seq - before.answered_seq
    assert str(thread[now.asked_seq - 1].text) == "快一点"
    with scene.store.reading() as s:
        assert marks.tags_of(s, [first, second]) == {first: ["年费", "投诉"]}
        assert [queries.of_code(s, scene.row(one).code) for one in (first, second)] == [first, first]
        assert {e.conversation_id for e in s.scalars(select(Entity))} == {first}
        token = next(iter(s.scalars(select(Entity.token_id))))
        assert own_words.original(s, scene.vault, first, token).expose() == MOBILE
        score = closings.last(s, first)
        assert (score and score.score) == 4
    assert scene.say(first, lin, "办好了").seq == len(thread) + 1
    assert {e.conversation_id for e in scene.audit("conversation.merged")} == {first, second}


def test_what_is_left_leads_there_and_comes_back_to_nobody(scene: Scene, clock: Frozen, lin: Actor) -> None:
    first, second = two(scene, clock, lin)
    merged(scene, first, second, lin)
    with pytest.raises(AlreadyMerged) as problem, scene.store.writing() as s:
        routing.reopen(s, second, lin)
    assert scene.row(first).code in problem.value.zh
    with scene.store.reading() as s:
        assert [one.id for one in queries.of_contact(s, scene.row(first).contact_id)] == [first]
        for view in ("closed", "all", "mine"):
            found = lists.list_for_desk(s, scene.vault, view, lin.id)  # type: ignore[arg-type]
            assert second not in [one.id for one in found]
    assert scene.write("还在吗", "mei").conversation_id == first
    with scene.store.writing() as s:
        routing.close(s, first, lin)
    assert (
        scene.write("又来了", "mei").conversation_id == first
    )  # reopened within a day, not the one that is gone


def test_two_that_have_ended_and_a_visitor_who_comes_back(scene: Scene, clock: Frozen, lin: Actor) -> None:
    first, second = two(scene, clock, lin)
    with scene.store.writing() as s:
        routing.close(s, second, lin)
    clock.advance(seconds=60)
    ended = scene.row(second).closed_at
    merged(scene, first, second, lin)
    assert (scene.row(first).state, scene.row(first).closed_at) == ("closed", ended)
    assert scene.write("我回来了", "mei").conversation_id == first


def test_who_may_and_what_stays_apart(scene: Scene, clock: Frozen, lin: Actor) -> None:
    zhao = hire(scene.store, "赵敏")
    first, second = two(scene, clock, lin)
    other = scene.write("你好", "hua").conversation_id
    with pytest.raises(NotYours):
        merged(scene, first, second, zhao)
    for one, another in ((first, first), (first, other), (second, other)):
        with pytest.raises(CannotMerge):
            merged(scene, one, another, lin)
    with scene.store.writing() as s:
        routing.give_back(s, second, lin)
    with pytest.raises(CannotMerge):  # the AI may be writing in it
        merged(scene, first, second, lin)
    with scene.store.writing() as s:
        routing.claim(s, second, lin)
        s.get_one(Agent, zhao.id).role = "team_lead"
    assert merged(scene, first, second, zhao, lead=True) == first
    with pytest.raises(AlreadyMerged):
        merged(scene, first, second, lin)


def test_search_and_erasure_follow(scene: Scene, clock: Frozen, lin: Actor) -> None:
    index = SearchIndex(scene.store.path.with_name("search.db"), scene.vault.search_key())
    first, second = two(scene, clock, lin)
    search.catch_up(scene.store, scene.vault, index)
    merged(scene, first, second, lin)
    search.follow(
        scene.store, scene.vault, index, Merged(second, 1, first)
    )  # the other half of the announcement
    assert [hit.conversation_id for hit in index.search("快一点")] == [second]
    search.follow(scene.store, scene.vault, index, Merged(first, 1, first))
    assert [hit.conversation_id for hit in index.search("快一点")] == [first]
    search.catch_up(scene.store, scene.vault, index)
    index.close()
    with scene.store.writing() as s:
        erasure.empty(s, erasure.ids_of(s, [scene.row(first).contact_id]))
    with scene.store.reading() as s:
        assert {m.kind for m in s.scalars(select(Message).where(Message.conversation_id == first))} == {
            "event"
        }
        assert s.scalars(select(Entity)).all() == []
        assert all(c.erased_at for c in s.scalars(select(Conversation)))
