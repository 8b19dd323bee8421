"""Mei goes on with the AI rather than wait; after the end she finds Lin again, or the queue, or the AI for a mere thank-you."""

from __future__ import annotations

from typing import Any

import pytest

from appliance.core.jobs.tables import Job
from appliance.core.kit.actors import Actor
from appliance.service.conversations import actions
from appliance.service.routing import actions as routing
from appliance.service.turns.take_turn import Outcome, take_turn
from tests.service.scene import Scene, hire, turn_parts

VISITOR = Actor("visitor", "mei")


@pytest.fixture
def lin(scene: Scene) -> Actor:
    """At work, with room for two."""
    made = hire(scene.store, "林悦", capacity=2)
    with scene.store.writing() as s:
        routing.be_present(s, made.id, "available")
    return made


def take_back(scene: Scene, conversation_id: str) -> bool:
    with scene.store.writing() as s:
        return actions.take_back(s, conversation_id, VISITOR)


def ended(scene: Scene, agent: Actor | None) -> str:
    """A conversation that an agent has closed, or the AI's that the system has."""
    one = scene.write("年费多少").conversation_id
    with scene.store.writing() as s:
        if agent is not None:
            routing.claim(s, one, agent)
        routing.close(s, one, agent or Actor("system", "system"))
    return one


def state(scene: Scene, one: str) -> tuple[str, str | None]:
    row = scene.row(one)
    return row.state, row.agent_id


def test_while_she_waits_the_ai_is_silent_until_she_takes_it_back(scene: Scene) -> None:
    one = scene.write("转人工").conversation_id
    scene.ask_for_person(one)
    scene.write("那利率是多少")
    parts = turn_parts(scene, "三点一")
    assert take_turn(parts, one) == Outcome.NOTHING
    assert take_back(scene, one)
    assert state(scene, one) == ("ai", None)
    assert scene.row(one).queue_no is None
    with scene.store.reading() as s:
        assert s.query(Job).filter_by(kind="turns.take", state="queued").count() == 1, (
            "what waits is answered"
        )
    assert take_turn(parts, one) == Outcome.ANSWERED
    assert str(scene.visitor_thread(one)[-1].text) == "三点一"
    assert scene.verbs(one).count("handoff.taken_back") == 1
    assert not take_back(scene, one), "a second tap changes nothing"


def test_a_person_who_came_first_stays(scene: Scene, lin: Actor) -> None:
    one = scene.write("转人工").conversation_id
    scene.ask_for_person(one)
    with scene.store.writing() as s:
        routing.claim(s, one, lin)
    assert not take_back(scene, one)
    assert state(scene, one) == ("human", lin.id)


def test_she_finds_the_same_agent_again(scene: Scene, lin: Actor) -> None:
    one = ended(scene, lin)
    assert scene.write("还有一个问题，额度能提吗").conversation_id == one
    assert state(scene, one) == ("human", lin.id)
    assert scene.row(one).unread_visitor == 1
    assert take_turn(turn_parts(scene, "不该说的话"), one) == Outcome.NOTHING
    assert [view.meta.get("event") for view in scene.thread(one)[-2:]] == [None, "claimed"]
    assert scene.audit("conversation.claimed")[-1].details["how"] == "came_back"


@pytest.mark.parametrize("why", ["away", "busy", "full", "disabled"])
def test_else_she_comes_into_the_queue_of_the_same_team(scene: Scene, lin: Actor, why: str) -> None:
    one = ended(scene, lin)
    with scene.store.writing() as s:
        if why == "full":
            for n in range(2):
                busy = scene_write(scene, s, n)
                actions.claim(s, busy, lin)
        elif why == "disabled":
            from appliance.core.accounts.tables import Agent

            found = s.get(Agent, lin.id)
            assert found is not None
            found.state = "disabled"
        else:
            routing.be_present(s, lin.id, why)
    scene.write("还有一个问题，额度能提吗")
    assert state(scene, one) == ("queued", None)
    row = scene.row(one)
    assert [each["code"] for each in row.handoff_reason] == ["came_back"]


def scene_write(scene: Scene, s: Any, n: int) -> str:
    from tests.service.scene import masked

    inbound = actions.Intake("web_widget", f"other-{n}", f"o{n}", masked("在吗"), None)
    return actions.receive_message(s, scene.vault, inbound).conversation_id


def test_a_thank_you_calls_nobody_back(scene: Scene, lin: Actor) -> None:
    one = ended(scene, lin)
    scene.write("谢谢")
    assert state(scene, one) == ("ai", None)


def test_what_the_ai_had_goes_on_with_the_ai(scene: Scene, lin: Actor) -> None:
    one = ended(scene, None)
    scene.write("还有一个问题，额度能提吗")
    assert state(scene, one) == ("ai", None)


def test_after_a_day_it_is_a_new_conversation(scene: Scene, lin: Actor, clock: Any) -> None:
    one = ended(scene, lin)
    clock.advance(hours=24, minutes=1)
    assert scene.write("还有一个问题，额度能提吗").conversation_id != one


def test_what_was_said_to_a_person_is_read_by_the_ai(scene: Scene, lin: Actor) -> None:
    one = scene.write("我想改预留地址").conversation_id
    with scene.store.writing() as s:
        routing.claim(s, one, lin)
    scene.say(one, lin, "请带身份证到网点办理。")
    scene.write("要本人去吗")
    with scene.store.writing() as s:
        routing.give_back(s, one, lin)
    seen: list[Any] = []

    def play(question: Any, *, history: Any, **_: Any) -> Any:
        from tests.service.scene import answer

        seen.extend((role, str(text)) for role, text in history)
        return answer("须本人办理。")

    assert take_turn(turn_parts(scene, play), one) == Outcome.ANSWERED
    assert seen == [("user", "我想改预留地址"), ("agent", "请带身份证到网点办理。")]
