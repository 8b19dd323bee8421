"""Mei's conversation pauses. It is read again as a whole, and what the first look missed is masked everywhere."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from appliance.core.entities.tables import Entity
from appliance.core.events.subscribers import Subscribers
from appliance.core.jobs.registry import Registry
from appliance.core.jobs.runner import Runner
from appliance.core.jobs.tables import Job
from appliance.core.kit import clock as kit_clock
from appliance.core.kit.actors import SYSTEM, Actor
from appliance.core.masking.engine import Masker
from appliance.core.masking.text import RawText
from appliance.core.store.search_index import SearchIndex
from appliance.service.conversations import actions
from appliance.service.conversations.events import Closed, MessageReceived, MessageRemasked, MessageWithheld
from appliance.service.conversations.search import catch_up, reindex
from appliance.service.second_look import jobs, queries
from appliance.service.second_look.look import LookParts, Overtaken, look
from appliance.service.second_look.reading import Suspect
from appliance.service.second_look.tables import SecondLook
from appliance.service.turns import jobs as turn_jobs
from tests.service.scene import Scene, hire

MOBILE, NAME = "13812345678", "王小明"
PAUSE = timedelta(minutes=10)


@pytest.fixture(scope="module")
def masker() -> Masker:
    return Masker()


@pytest.fixture
def parts(scene: Scene, masker: Masker) -> LookParts:
    scene.store.subscribers = Subscribers(
        within={
            MessageReceived: [turn_jobs.on_message_received],
            Closed: [jobs.on_closed],
            MessageWithheld: [jobs.on_withheld],
        }
    )
    return LookParts(scene.store, scene.vault, masker)


def said(scene: Scene, masker: Masker, text: str) -> Any:
    """A visitor writes; masked as the entrance does it, without what comes before."""
    seen = masker.mask(RawText(text), hasher=scene.vault.value_hash)
    return scene.write(str(seen.text), entities=seen.entities, dropped=seen.dropped)


def texts(scene: Scene, conversation_id: str) -> str:
    return "\n".join(str(view.text) for view in scene.thread(conversation_id))


def test_what_the_first_look_missed_is_masked_in_store_and_search(
    scene: Scene, parts: LookParts, tmp_path: Any
) -> None:
    index = SearchIndex(tmp_path / "search.db", scene.vault.search_key())
    one = scene.write(f"手机{MOBILE}").conversation_id  # as if no rule had known a mobile then
    catch_up(scene.store, scene.vault, index)
    assert index.search(MOBILE, 5)
    reading = look(parts, one)
    assert reading is not None
    assert dict(reading.found) == {"MOBILE": 1}
    assert MOBILE not in texts(scene, one)
    view = scene.thread(one)[0]
    assert "138****5678" in view.displays.values(), "the original is kept, sealed, as at a first look"
    reindex(scene.store, scene.vault, index, MessageRemasked(one, view.seq, view.id))
    assert not index.search(MOBILE, 5)
    (event,) = scene.audit("conversation.looked_again")
    assert (event.details["found"], event.details["withheld"]) == (["MOBILE 1"], 0)
    assert MOBILE not in str(event.details)
    index.close()


def test_twice_changes_nothing(scene: Scene, parts: LookParts) -> None:
    one = scene.write(f"手机{MOBILE}").conversation_id
    look(parts, one)
    before = texts(scene, one)
    again = look(parts, one)
    assert again is not None
    assert not again.changed
    assert texts(scene, one) == before
    assert len(scene.audit("conversation.looked_again")) == 1


def test_a_name_known_from_one_message_is_masked_in_all(
    scene: Scene, parts: LookParts, masker: Masker
) -> None:
    one = scene.write(f"给{NAME}转过钱").conversation_id
    said(scene, masker, f"我叫{NAME}，查下余额")
    look(parts, one)
    assert NAME not in texts(scene, one)


def test_a_code_is_known_by_what_was_said_after_it(scene: Scene, parts: LookParts) -> None:
    lin = hire(scene.store, "lin")
    one = scene.write("770521").conversation_id
    scene.ask_for_person(one)
    with scene.store.writing() as s:
        actions.claim(s, one, lin)
    scene.say(one, lin, "您的取款密码收到了，请稍等")
    assert "770521" in texts(scene, one)
    look(parts, one)
    assert "770521" not in texts(scene, one)
    assert scene.audit("message.remasked")[-1].details["dropped"] == ["PASSWORD"]


def test_a_withheld_text_is_opened_when_it_can_be_checked(
    scene: Scene, parts: LookParts, masker: Masker, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(masker, "_finds", lambda text, context, policy: ([], False))
        one = said(scene, masker, f"我叫{NAME}，手机{MOBILE}").conversation_id
        assert "WITHHELD" in texts(scene, one)
        reading = look(parts, one)
        assert reading is not None
        assert reading.withheld == 1, "still broken: it stays withheld, and is tried again"
    assert jobs.LOOK in queued(scene), "asked for when it was withheld"
    reading = look(parts, one)
    assert reading is not None
    assert (len(reading.opened), reading.withheld, dict(reading.found)) == (1, 0, {})
    now = texts(scene, one)
    assert "WITHHELD" not in now
    assert "我叫⟦PERSON:" in now
    assert MOBILE not in now
    with scene.store.reading() as s:
        left = set(s.scalars(select(Entity.kind).where(Entity.conversation_id == one)))
    assert left == {"PERSON", "MOBILE"}, "the sealed whole is gone, its values are kept one by one"


def test_a_conversation_that_moves_on_is_left_for_later(
    scene: Scene, parts: LookParts, masker: Masker, monkeypatch: pytest.MonkeyPatch
) -> None:
    got = scene.write(f"手机{MOBILE}")
    real = masker.mask

    def meanwhile(*args: Any, **more: Any) -> Any:
        with scene.store.writing() as s:
            seen = real(RawText("改过了"), hasher=scene.vault.value_hash)
            actions.remask_message(s, scene.vault, got.message_id, seen, actor=SYSTEM)
        return real(*args, **more)

    monkeypatch.setattr(masker, "mask", meanwhile)
    with pytest.raises(Overtaken):
        look(parts, got.conversation_id)
    assert "改过了" in texts(scene, got.conversation_id)
    with scene.store.reading() as s:
        assert s.get(SecondLook, got.conversation_id) is None


class Points:
    """A model that takes one stretch for a name, and one that no model may touch."""

    def of(self, lines: Any) -> list[Suspect]:
        at = str(lines[0].text).index("蓝信封")
        return [Suspect(0, at, at + 3, "PERSON"), Suspect(0, 0, 3, "OTP"), Suspect(9, 0, 1, "PERSON")]


def test_what_a_model_points_at_is_masked_and_it_can_drop_nothing(scene: Scene, parts: LookParts) -> None:
    one = scene.write("门口那个蓝信封也办了").conversation_id
    reading = look(LookParts(parts.store, parts.vault, parts.masker, Points()), one)
    assert reading is not None
    assert dict(reading.found) == {"PERSON": 1}
    assert texts(scene, one).startswith("门口那个⟦PERSON:")


# --- when ---


def queued(scene: Scene) -> list[str]:
    with scene.store.reading() as s:
        return list(s.scalars(select(Job.kind).where(Job.state == "queued")))


@pytest.fixture
def sweep(scene: Scene, parts: LookParts) -> Any:
    registry = Registry()
    jobs.register(registry, parts, PAUSE)
    runner = Runner(scene.store, registry)

    def run() -> None:
        registry.get(jobs.SWEEP)(None)  # type: ignore[arg-type]
        runner.run_until_idle()

    return run


def done(scene: Scene) -> set[str]:
    with scene.store.reading() as s:
        return set(s.scalars(select(SecondLook.conversation_id)))


def answered(scene: Scene) -> None:
    """No visitor waits for an answer."""
    with scene.store.writing() as s:
        for job in s.scalars(select(Job).where(Job.kind == "turns.take")):
            s.delete(job)


def test_once_it_has_paused_and_not_before(scene: Scene, sweep: Any, clock: Any) -> None:
    one = scene.write(f"手机{MOBILE}").conversation_id
    answered(scene)
    sweep()
    assert done(scene) == set()
    clock.advance(minutes=11)
    sweep()
    assert done(scene) == {one}
    assert MOBILE not in texts(scene, one)
    scene.write("还有，电话13912345678", who="mei")
    answered(scene)
    sweep()
    assert "13912345678" in texts(scene, one)
    clock.advance(minutes=11)
    sweep()
    assert "13912345678" not in texts(scene, one)


def test_visitors_come_first(scene: Scene, sweep: Any, clock: Any) -> None:
    scene.write(f"手机{MOBILE}")
    clock.advance(minutes=11)
    sweep()
    assert done(scene) == set(), "a turn is waiting"
    answered(scene)
    sweep()
    assert len(done(scene)) == 1


def test_one_that_fails_holds_up_nothing_and_comes_back(
    scene: Scene, sweep: Any, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = (scene.write(f"手机{MOBILE}", who=who).conversation_id for who in ("bo", "mei"))
    answered(scene)
    clock.advance(minutes=11)
    real = jobs.look
    with monkeypatch.context() as patch:
        patch.setattr(jobs, "look", lambda parts, one: 1 / 0 if one == bad else real(parts, one))
        sweep()
    assert done(scene) == {good}
    clock.advance(minutes=2)
    sweep()
    assert done(scene) == {bad, good}


def test_a_conversation_that_ends_is_read_at_once(scene: Scene, parts: LookParts) -> None:
    lin = hire(scene.store, "lin")
    one = scene.write("你好").conversation_id
    scene.ask_for_person(one)
    with scene.store.writing() as s:
        actions.claim(s, one, lin)
        actions.close(s, one, lin)
    assert jobs.LOOK in queued(scene)


def test_figures(scene: Scene, parts: LookParts) -> None:
    for who in ("mei", "bo"):
        look(parts, scene.write(f"手机{MOBILE}", who=who).conversation_id)
    with scene.store.reading() as s:
        seen = queries.figures(s, kit_clock.now() - timedelta(days=30))
    assert (seen.conversations, seen.messages, seen.found, seen.missed) == (2, 2, {"MOBILE": 2}, 2)


def test_a_colleague_called_in_a_note_keeps_their_name(
    scene: Scene, parts: LookParts, masker: Masker
) -> None:
    lin, zhao = hire(scene.store, "lin"), Actor("agent", hire(scene.store, "zhaoning").id, "赵宁")
    one = scene.write("年费多少").conversation_id
    words = masker.mask(RawText("@赵宁 请看这一笔"), hasher=scene.vault.value_hash, own_names={"赵宁"})
    with scene.store.writing() as s:
        actions.post_note(s, scene.vault, one, lin, words, "n1", mentions=[zhao])
    look(parts, one)
    assert "@赵宁" in texts(scene, one)
