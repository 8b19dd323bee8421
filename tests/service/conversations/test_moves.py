from __future__ import annotations

import pytest

from appliance.core.kit.actors import SYSTEM, Actor
from appliance.core.kit.errors import BadInput
from appliance.core.masking.text import MaskedText
from appliance.service.conversations import actions, queries
from appliance.service.conversations.errors import (
    AlreadyClaimed,
    AlreadyOpen,
    ImpossibleMove,
    NoConversation,
    NotYours,
)
from appliance.service.conversations.tables import Message
from tests.service.scene import Scene, hire, masked

LIN = Actor("agent", "agent-lin", "林悦")
ZHAO = Actor("agent", "agent-zhao", "赵敏")


def claim(scene: Scene, conversation_id: str, agent: Actor = LIN) -> int:
    with scene.store.writing() as s:
        return actions.claim(s, conversation_id, agent)


def post(
    scene: Scene,
    conversation_id: str,
    version: int,
    text: str = "答",
    part: int = 1,
    answers: int = 1,
    **more,
):
    with scene.store.writing() as s:
        return actions.post_reply_part(
            s,
            scene.vault,
            conversation_id,
            version,
            MaskedText.trusted(text),
            "reply-1",
            {"rung": "generated"},
            answers_seq=answers,
            part=part,
            **more,
        )


def test_handing_over_tells_the_visitor_their_place(scene: Scene) -> None:
    first, second = scene.write(who="a"), scene.write("I need help with my card", who="b")
    assert scene.ask_for_person(first.conversation_id)
    assert scene.ask_for_person(second.conversation_id)
    assert "排在第 1 位" in str(scene.visitor_thread(first.conversation_id)[-1].text)
    assert "number 2" in str(scene.visitor_thread(second.conversation_id)[-1].text)
    row = scene.row(first.conversation_id)
    assert row.state == "queued"
    assert row.handoff_reason == [
        {
            "code": "asks_for_person",
            "zh": "访客要求人工",
            "en": "The visitor asks for a person",
            "evidence": "转人工",
            "rule": "",
            "version": "",
        }
    ]


def test_the_reasons_of_a_handoff_stay_with_staff(scene: Scene) -> None:
    got = scene.write()
    scene.ask_for_person(got.conversation_id)
    assert "reasons" in scene.thread(got.conversation_id)[-1].meta
    assert "reasons" not in scene.visitor_thread(got.conversation_id)[-1].meta


def test_asking_twice_is_one_handoff(scene: Scene) -> None:
    got = scene.write()
    assert scene.ask_for_person(got.conversation_id)
    before = scene.thread(got.conversation_id)
    assert not scene.ask_for_person(got.conversation_id)
    claim(scene, got.conversation_id)
    assert not scene.ask_for_person(got.conversation_id)
    assert scene.verbs().count("handoff.made") == 1
    assert len(scene.thread(got.conversation_id)) == len(before) + 1


def test_two_agents_cannot_both_claim(scene: Scene) -> None:
    got = scene.write()
    claim(scene, got.conversation_id, LIN)
    with pytest.raises(AlreadyClaimed) as refused:
        claim(scene, got.conversation_id, ZHAO)
    assert refused.value.zh == "这个会话已由 林悦 接待。"
    assert scene.row(got.conversation_id).agent_id == LIN.id


def test_a_double_click_claims_once(scene: Scene) -> None:
    got = scene.write()
    claim(scene, got.conversation_id)
    claim(scene, got.conversation_id)
    assert scene.verbs().count("conversation.claimed") == 1


def test_a_claim_stops_the_draft(scene: Scene) -> None:
    got = scene.write()
    assert isinstance(post(scene, got.conversation_id, 1), actions.Posted)
    claim(scene, got.conversation_id)
    dropped = post(scene, got.conversation_id, 1, part=2)
    assert dropped == actions.Dropped("claimed")
    (event,) = scene.audit("draft.dropped")
    assert event.details == {"reason": "claimed", "part": 2}


def test_a_newer_message_makes_the_draft_stale(scene: Scene) -> None:
    got = scene.write()
    scene.write("再问一句")
    assert post(scene, got.conversation_id, 1) == actions.Dropped("newer message")


def test_claimed_and_given_back_meanwhile_is_not_a_licence_for_the_old_draft(scene: Scene) -> None:
    got = scene.write()
    claim(scene, got.conversation_id)
    with scene.store.writing() as s:
        actions.give_back(s, got.conversation_id, LIN)
    assert post(scene, got.conversation_id, 1) == actions.Dropped("claimed")
    version = scene.row(got.conversation_id).version
    assert isinstance(post(scene, got.conversation_id, version), actions.Posted)


@pytest.mark.parametrize(("act", "reason"), [("hand_off", "handed over"), ("close", "closed")])
def test_queued_and_closed_silence_the_ai(scene: Scene, act: str, reason: str) -> None:
    got = scene.write()
    if act == "hand_off":
        scene.ask_for_person(got.conversation_id)
    else:
        with scene.store.writing() as s:
            actions.close(s, got.conversation_id, SYSTEM)
    assert post(scene, got.conversation_id, 1) == actions.Dropped(reason)


def test_a_part_is_stored_once(scene: Scene) -> None:
    got = scene.write()
    first = post(scene, got.conversation_id, 1, "第一句")
    again = post(scene, got.conversation_id, 1, "第一句")
    last = post(scene, got.conversation_id, 1, "第二句", part=2, last=True)
    assert isinstance(first, actions.Posted)
    assert isinstance(again, actions.Posted)
    assert isinstance(last, actions.Posted)
    assert again.duplicate
    assert again.message_id == first.message_id
    texts = [str(m.text) for m in scene.visitor_thread(got.conversation_id)]
    assert texts == ["年费多少", "第一句", "第二句"]
    assert not scene.row(got.conversation_id).awaits_ai


def test_text_no_channel_has_taken_is_withdrawn_at_the_claim(scene: Scene) -> None:
    with scene.store.writing() as s:
        got = actions.receive_message(s, scene.vault, actions.Intake("wecom", "mei", "c1", masked("问")))
    sent = post(scene, got.conversation_id, 1, "已送达")
    waiting = post(scene, got.conversation_id, 1, "未送达", part=2)
    assert isinstance(sent, actions.Posted)
    assert isinstance(waiting, actions.Posted)
    with scene.store.writing() as s:
        actions.mark_delivered(s, [sent.message_id])
    claim(scene, got.conversation_id)
    with scene.store.writing() as s:
        actions.mark_delivered(s, [waiting.message_id])
    assert [m.withdrawn for m in scene.thread(got.conversation_id) if m.author_kind == "ai"] == [False, True]
    assert "未送达" not in [str(m.text) for m in scene.visitor_thread(got.conversation_id)]
    with scene.store.reading() as s:
        assert s.query(Message).filter_by(id=waiting.message_id).one().delivered_at is None


def test_only_the_agent_in_charge_writes(scene: Scene) -> None:
    got = scene.write()
    with pytest.raises(ImpossibleMove):
        scene.say(got.conversation_id, LIN, "您好")
    claim(scene, got.conversation_id)
    written = scene.say(got.conversation_id, LIN, "您好，我是林悦", client_id="x1")
    assert (
        scene.say(got.conversation_id, LIN, "您好，我是林悦", client_id="x1").message_id == written.message_id
    )
    with pytest.raises(NotYours):
        scene.say(got.conversation_id, ZHAO, "我也来")
    with pytest.raises(BadInput):
        scene.say(got.conversation_id, LIN, "  ")
    assert [m.author_name for m in scene.visitor_thread(got.conversation_id) if m.author_kind == "agent"] == [
        "林悦"
    ]


def test_notes_leave_no_hole_in_the_visitors_numbers(scene: Scene) -> None:
    got = scene.write()
    claim(scene, got.conversation_id)
    with scene.store.writing() as s:
        actions.post_note(s, scene.vault, got.conversation_id, ZHAO, masked("注意：老客户"), "n1")
        actions.post_note(s, scene.vault, got.conversation_id, ZHAO, masked("注意：老客户"), "n1")
    scene.say(got.conversation_id, LIN, "您好")
    assert [m.seq for m in scene.thread(got.conversation_id)] == [1, 2, 3, 4]
    seen = scene.visitor_thread(got.conversation_id)
    assert [m.visitor_seq for m in seen] == [1, 2, 3]
    assert all(m.kind != "note" and m.author_id == "" for m in seen)
    assert [str(m.text) for m in scene.visitor_thread(got.conversation_id, after=2)] == ["您好"]


def test_what_the_agent_answered_the_ai_does_not_answer_again(scene: Scene) -> None:
    got = scene.write()
    claim(scene, got.conversation_id)
    scene.say(got.conversation_id, LIN, "年费 3600 元")
    with scene.store.writing() as s:
        actions.give_back(s, got.conversation_id, LIN)
    row = scene.row(got.conversation_id)
    assert (row.state, row.agent_id, row.awaits_ai) == ("ai", None, False)


def test_passing_on_and_back_to_the_queue(scene: Scene) -> None:
    got = scene.write()
    claim(scene, got.conversation_id)
    with pytest.raises(NotYours), scene.store.writing() as s:
        actions.transfer(s, got.conversation_id, ZHAO, LIN)
    with scene.store.writing() as s:
        actions.transfer(s, got.conversation_id, LIN, ZHAO)
    assert scene.row(got.conversation_id).agent_name == "赵敏"
    with scene.store.writing() as s:
        actions.transfer(s, got.conversation_id, ZHAO, None)
    row = scene.row(got.conversation_id)
    assert (row.state, row.agent_id) == ("queued", None)


def test_closing_and_reopening(scene: Scene) -> None:
    got = scene.write()
    claim(scene, got.conversation_id)
    with pytest.raises(NotYours), scene.store.writing() as s:
        actions.close(s, got.conversation_id, ZHAO)
    with scene.store.writing() as s:
        actions.close(s, got.conversation_id, LIN)
    with pytest.raises(ImpossibleMove), scene.store.writing() as s:
        actions.close(s, got.conversation_id, LIN)
    with scene.store.writing() as s:
        actions.reopen(s, got.conversation_id, LIN)
    assert scene.row(got.conversation_id).state == "human"


def test_no_second_open_conversation_by_reopening(scene: Scene, clock) -> None:
    hire(scene.store, "lin")
    got = scene.write()
    with scene.store.writing() as s:
        actions.close(s, got.conversation_id, SYSTEM)
    clock.advance(hours=30)
    scene.write("新问题")
    with pytest.raises(AlreadyOpen), scene.store.writing() as s:
        actions.reopen(s, got.conversation_id, LIN)


def test_a_conversation_that_is_not_there(scene: Scene) -> None:
    with pytest.raises(NoConversation):
        claim(scene, "nowhere")
    with pytest.raises(NoConversation), scene.store.reading() as s:
        queries.thread(s, scene.vault, "nowhere")
