from __future__ import annotations

import pytest

from appliance.core.entities.queries import displays
from appliance.core.kit.actors import SYSTEM
from appliance.core.kit.clock import Frozen
from appliance.core.kit.errors import BadInput, SealedError
from appliance.service.conversations import actions, keys, queries, recent
from appliance.service.conversations.tables import Message
from tests.service.scene import Scene, hire, masked, mobile


def test_the_first_message_opens_a_conversation_with_the_ai(scene: Scene) -> None:
    got = scene.write("年费多少")
    row = scene.row(got.conversation_id)
    assert (row.state, row.version, row.lang, row.awaits_ai) == ("ai", 1, "zh", True)
    assert [str(m.text) for m in scene.thread(got.conversation_id)] == ["年费多少"]
    assert scene.verbs() == ["conversation.opened", "message.received"]


def test_a_repeated_send_is_the_same_message(scene: Scene) -> None:
    first = scene.write("年费多少", client_id="c1")
    verbs = scene.verbs()
    again = scene.write("年费多少", client_id="c1")
    assert again.duplicate
    assert not first.duplicate
    assert (again.conversation_id, again.message_id, again.seq) == (
        first.conversation_id,
        first.message_id,
        first.seq,
    )
    assert scene.verbs() == verbs
    assert scene.row(first.conversation_id).version == 1


def test_anothers_client_id_says_nothing_of_their_conversation(scene: Scene) -> None:
    mei = scene.write("我的问题", client_id="c1", who="mei")
    other = scene.write("猜的编号", client_id="c1", who="other")
    assert not other.duplicate
    assert other.conversation_id != mei.conversation_id


@pytest.mark.parametrize("client_id", ["", "x" * 129])
def test_a_client_id_without_sense_is_refused(scene: Scene, client_id: str) -> None:
    with pytest.raises(BadInput), scene.store.writing() as s:
        actions.receive_message(s, scene.vault, actions.Intake("web_widget", "mei", client_id, masked("问")))


def test_text_rests_sealed_and_opens_only_in_its_place(scene: Scene) -> None:
    got = scene.write("我想问一下房贷利率")
    with scene.store.reading() as s:
        body = s.query(Message).one().body_sealed
    assert "房贷".encode() not in body
    scene.vault.seal()
    assert keys.held_count(scene.vault) == 0
    with pytest.raises(SealedError):
        scene.thread(got.conversation_id)


def test_originals_are_kept_and_only_the_token_is_in_the_text(scene: Scene) -> None:
    found = mobile(scene.vault)
    got = scene.write(f"我的手机 ⟦{found.token_id}⟧", entities=[found])
    (view,) = scene.thread(got.conversation_id)
    assert str(view.text) == f"我的手机 ⟦{found.token_id}⟧"
    assert view.displays == {found.token_id: "138****8000"}
    with scene.store.reading() as s:
        assert displays(s, {got.conversation_id: "web_widget"})[got.conversation_id]
    assert scene.audit("message.received")[0].details["entities"] == ["MOBILE"]


@pytest.mark.parametrize(
    ("text", "lang", "words"),
    [("验证码 ⟦OTP:dropped⟧", "zh", "验证码"), ("my code is ⟦OTP:dropped⟧", "en", "one-time codes")],
)
def test_a_dropped_secret_is_answered_with_a_warning(scene: Scene, text: str, lang: str, words: str) -> None:
    got = scene.write(text, dropped=["OTP"])
    _, warned = scene.visitor_thread(got.conversation_id)
    assert words in str(warned.text)
    assert warned.author_kind == "system"
    assert warned.meta["warn"] is True
    row = scene.row(got.conversation_id)
    assert row.lang == lang
    assert row.awaits_ai  # the warning is no answer
    assert row.last_author_kind == "visitor"


def test_a_message_without_words_keeps_the_language(scene: Scene) -> None:
    got = scene.write("How much is the annual fee?")
    scene.write("⟦MOBILE:abc123⟧")
    assert scene.row(got.conversation_id).lang == "en"


def test_a_conversation_closed_lately_reopens_with_the_ai(scene: Scene, clock: Frozen) -> None:
    lin = hire(scene.store, "林悦")
    got = scene.write("年费多少")
    with scene.store.writing() as s:
        actions.close(s, got.conversation_id, lin)
    clock.advance(hours=23)
    again = scene.write("还有一个问题")
    assert again.conversation_id == got.conversation_id
    assert scene.row(got.conversation_id).state == "ai"
    assert "conversation.reopened" in scene.verbs()


def test_a_conversation_closed_long_ago_stays_closed(scene: Scene, clock: Frozen) -> None:
    lin = hire(scene.store, "林悦")
    got = scene.write("年费多少")
    with scene.store.writing() as s:
        actions.close(s, got.conversation_id, lin)
    clock.advance(hours=25)
    again = scene.write("又来了")
    assert again.conversation_id != got.conversation_id
    with scene.store.reading() as s:
        found = queries.open_conversation(s, "web_widget", "mei")
        past = queries.of_contact(s, again.contact_id)
    assert found is not None
    assert found.id == again.conversation_id
    assert [c.id for c in past] == [again.conversation_id, got.conversation_id]


def test_recent_turns_are_the_last_ones_oldest_first(scene: Scene) -> None:
    for number in range(8):
        scene.write(f"第 {number} 句")
    with scene.store.reading() as s:
        said = recent.of_visitor(s, scene.vault, "web_widget", "mei", limit=3)
        assert recent.of_visitor(s, scene.vault, "web_widget", "nobody") == []
    assert [str(one.turn.text) for one in said] == ["第 5 句", "第 6 句", "第 7 句"]


def test_a_message_can_be_masked_anew(scene: Scene) -> None:
    got = scene.write("1380013")
    with scene.store.writing() as s:
        actions.remask_message(
            s,
            scene.vault,
            got.message_id,
            masked("⟦MOBILE:abc⟧", entities=[mobile(scene.vault)]),
            actor=SYSTEM,
        )
    assert [str(m.text) for m in scene.thread(got.conversation_id)] == ["⟦MOBILE:abc⟧"]
    assert scene.verbs()[-1] == "message.remasked"


def test_after_erasure_nothing_opens(scene: Scene) -> None:
    got = scene.write("秘密")
    scene.vault.forget_contact(got.contact_id)
    keys.forget_contact(scene.vault, got.contact_id)
    assert [str(m.text) for m in scene.thread(got.conversation_id)] == ["（内容已按要求删除）"]


def test_a_failed_act_leaves_nothing(scene: Scene) -> None:
    got = scene.write("第一句")
    inbound = actions.Intake("web_widget", "mei", "c9", masked("第二句"))

    def act() -> None:
        with scene.store.writing() as s:
            actions.receive_message(s, scene.vault, inbound)
            raise RuntimeError("the disk caught fire")

    with pytest.raises(RuntimeError, match="the disk caught fire"):
        act()
    assert len(scene.thread(got.conversation_id)) == 1
    assert scene.row(got.conversation_id).version == 1
    assert not scene.write("第二句", client_id="c9").duplicate
