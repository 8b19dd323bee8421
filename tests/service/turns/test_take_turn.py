from __future__ import annotations

from typing import Any

import pytest

from appliance.ai.answering.answer import Answer
from appliance.core.jobs.registry import Registry
from appliance.core.jobs.runner import Runner
from appliance.core.kit.clock import Frozen
from appliance.core.kit.errors import SealedError, StorageFull
from appliance.core.masking.text import MaskedText
from appliance.service.conversations import actions
from appliance.service.routing import actions as routing
from appliance.service.turns import jobs
from appliance.service.turns.take_turn import Outcome, take_turn
from tests.service.scene import Rules, Scene, Script, answer, hire, said, turn_parts


def heard(scene: Scene, conversation_id: str, kind: str = "ai") -> list[str]:
    return [str(m.text) for m in scene.visitor_thread(conversation_id) if m.author_kind == kind]


def streamed(*sentences: str, rung: str = "generated"):
    """An answerer that writes sentence by sentence."""

    def play(question: MaskedText, *, on_sentence: Any, cancelled: Any, **_: Any) -> Answer:
        out = []
        for each in sentences:
            if cancelled():
                break
            on_sentence(said(each))
            out.append(each)
        return answer("".join(out), rung)

    return play


def test_an_approved_answer(scene: Scene) -> None:
    got = scene.write("年费多少")
    assert take_turn(turn_parts(scene, "每年 3,600 元。"), got.conversation_id) == Outcome.ANSWERED
    assert heard(scene, got.conversation_id) == ["每年 3,600 元。"]
    reply = scene.thread(got.conversation_id)[-1]
    assert (reply.meta["rung"], reply.author_kind) == ("approved", "ai")
    assert not scene.row(got.conversation_id).awaits_ai


def test_a_generated_answer_goes_out_sentence_by_sentence(scene: Scene) -> None:
    got = scene.write("年费多少")
    during: list[list[str]] = []

    def play(question: MaskedText, *, on_sentence: Any, **_: Any) -> Answer:
        on_sentence(said("第一句。"))
        during.append(heard(scene, got.conversation_id))
        on_sentence(said("第二句。"))
        return answer("第一句。第二句。", "generated")

    take_turn(turn_parts(scene, play), got.conversation_id)
    assert during == [["第一句。"]]
    assert heard(scene, got.conversation_id) == ["第一句。", "第二句。"]
    replies = [m for m in scene.thread(got.conversation_id) if m.author_kind == "ai"]
    assert len({m.reply_id for m in replies}) == 1
    assert not scene.row(got.conversation_id).awaits_ai


def test_sources_and_options_stand_beside_the_words(scene: Scene) -> None:
    from appliance.ai.knowledge.hits import Source

    got = scene.write("年费多少")
    source = Source("d1", "信用卡费率表", sheet="年费", cell="B7")
    play = lambda *_, **__: answer("3,600 元", "quote", sources=[source], options=["还有吗"])  # noqa: E731
    take_turn(turn_parts(scene, play), got.conversation_id)
    meta = scene.visitor_thread(got.conversation_id)[-1].meta
    assert meta["sources"][0]["label"] == source.label("zh")
    assert meta["sources"][0]["label_en"] == source.label("en")
    assert meta["options"] == ["还有吗"]


def test_asking_for_a_person_hands_over_without_an_answer(scene: Scene) -> None:
    got = scene.write("转人工")
    parts = turn_parts(scene, "不该说的话")
    assert take_turn(parts, got.conversation_id) == Outcome.HANDED_OVER
    assert heard(scene, got.conversation_id) == []
    assert scene.row(got.conversation_id).state == "queued"
    assert take_turn(parts, got.conversation_id) == Outcome.NOTHING


def saying(text: str, rung: str):
    return lambda *_, **__: answer(text, rung)


def test_no_answer_is_said_and_the_visitor_may_ask_again(scene: Scene) -> None:
    got = scene.write("月球网点在哪")
    parts = turn_parts(scene, saying("资料里没有，需要为您转人工吗？", "handoff"))
    assert take_turn(parts, got.conversation_id) == Outcome.ANSWERED
    assert heard(scene, got.conversation_id) == ["资料里没有，需要为您转人工吗？"]
    assert scene.row(got.conversation_id).state == "ai"


@pytest.mark.parametrize("rung", ["approved", "quote", "handoff"])
def test_the_banks_own_words_are_said_before_a_person_takes_over(scene: Scene, rung: str) -> None:
    got = scene.write("我的卡丢了")
    parts = turn_parts(scene, saying("请立即拨打挂失热线。", rung), Rules(rungs=[rung]))
    assert take_turn(parts, got.conversation_id) == Outcome.HANDED_OVER
    assert heard(scene, got.conversation_id) == ["请立即拨打挂失热线。"]
    row = scene.row(got.conversation_id)
    assert (row.state, [r["code"] for r in row.handoff_reason]) == ("queued", ["rejected"])


@pytest.mark.parametrize("rung", ["clarify", "generated"])
def test_a_rule_on_the_draft_keeps_back_what_is_no_answer_of_the_bank(scene: Scene, rung: str) -> None:
    got = scene.write("年费多少")
    parts = turn_parts(scene, saying("可疑的答案", rung), Rules(rungs=[rung]))
    assert take_turn(parts, got.conversation_id) == Outcome.HANDED_OVER
    assert heard(scene, got.conversation_id) == []
    assert scene.row(got.conversation_id).state == "queued"
    assert scene.audit("draft.dropped")[0].details["reason"] == "handoff: rejected"


def test_the_shipped_rules_fit(scene: Scene) -> None:
    from appliance.service.handoff.decide import Decide

    got = scene.write("帮我转人工客服")
    assert take_turn(turn_parts(scene, "不该说的话", Decide()), got.conversation_id) == Outcome.HANDED_OVER
    (reason,) = scene.row(got.conversation_id).handoff_reason
    assert reason["code"] == "asks_for_person"
    assert heard(scene, got.conversation_id) == []


def explode(*_: Any, **__: Any) -> Answer:
    raise RuntimeError("the model fell over")


def test_a_failing_answerer_never_means_silence(scene: Scene) -> None:
    got = scene.write("年费多少")
    assert take_turn(turn_parts(scene, explode), got.conversation_id) == Outcome.HANDED_OVER
    assert [r["code"] for r in scene.row(got.conversation_id).handoff_reason] == ["ai_failed"]
    assert "转接人工" in heard(scene, got.conversation_id, "system")[0]


def test_failing_in_the_middle_of_a_reply_hands_over_too(scene: Scene) -> None:
    got = scene.write("年费多少")

    def play(question: MaskedText, *, on_sentence: Any, **_: Any) -> Answer:
        on_sentence(said("第一句。"))
        raise RuntimeError("the model fell over")

    assert take_turn(turn_parts(scene, play), got.conversation_id) == Outcome.HANDED_OVER
    assert heard(scene, got.conversation_id) == ["第一句。"]
    assert scene.row(got.conversation_id).state == "queued"


def test_a_failing_rule_hands_over(scene: Scene) -> None:
    class Broken(Rules):
        def on_question(self, turn: Any) -> Any:
            raise KeyError("rule")

    got = scene.write("年费多少")
    take_turn(turn_parts(scene, "答", Broken()), got.conversation_id)
    assert scene.row(got.conversation_id).state == "queued"


def test_a_burst_is_answered_as_one_question(scene: Scene) -> None:
    got = scene.write("你好")
    parts = turn_parts(scene, "")

    def play(question: MaskedText, **_: Any) -> Answer:
        if str(question) == "你好":
            scene.write("信用卡年费多少")
        return answer(f"答：{question}")

    script = Script(play)
    object.__setattr__(parts, "answerer", script)
    assert take_turn(parts, got.conversation_id) == Outcome.ANSWERED
    assert script.asked == ["你好", "你好\n信用卡年费多少"]
    assert heard(scene, got.conversation_id) == ["答：你好\n信用卡年费多少"]
    assert scene.audit("draft.dropped")[0].details["reason"] == "newer message"


def test_what_was_answered_is_history(scene: Scene) -> None:
    got = scene.write("年费多少")
    seen: list[Any] = []

    def play(question: MaskedText, *, history: Any, lang: str, **_: Any) -> Answer:
        seen.append((str(question), [(role, str(text)) for role, text in history], lang))
        return answer("三千六")

    parts = turn_parts(scene, play)
    take_turn(parts, got.conversation_id)
    scene.write("能减免吗")
    take_turn(parts, got.conversation_id)
    assert seen[1] == ("能减免吗", [("user", "年费多少"), ("assistant", "三千六")], "zh")


def test_a_claim_during_the_answer_drops_the_rest(scene: Scene) -> None:
    lin = hire(scene.store, "林悦")
    got = scene.write("年费多少")

    def play(question: MaskedText, *, on_sentence: Any, **_: Any) -> Answer:
        on_sentence(said("第一句。"))
        with scene.store.writing() as s:
            routing.claim(s, got.conversation_id, lin)
        on_sentence(said("第二句。"))
        on_sentence(said("第三句。"))
        return answer("第一句。第二句。第三句。", "generated")

    assert take_turn(turn_parts(scene, play), got.conversation_id) == Outcome.DROPPED
    assert heard(scene, got.conversation_id) == ["第一句。"]
    assert len(scene.audit("draft.dropped")) == 1


def test_the_writer_is_told_to_stop(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    from appliance.service.turns import reply

    monkeypatch.setattr(reply, "LOOK_EVERY", 0)
    lin = hire(scene.store, "林悦")
    got = scene.write("年费多少")
    told: list[bool] = []

    def play(question: MaskedText, *, cancelled: Any, **_: Any) -> Answer:
        told.append(cancelled())
        with scene.store.writing() as s:
            routing.claim(s, got.conversation_id, lin)
        told.append(cancelled())
        return answer("写了一半", "generated")

    assert take_turn(turn_parts(scene, play), got.conversation_id) == Outcome.DROPPED
    assert told == [False, True]
    assert heard(scene, got.conversation_id) == []
    assert len(scene.audit("draft.dropped")) == 1


def test_a_turn_run_again_after_a_crash_says_nothing_twice(scene: Scene) -> None:
    got = scene.write("年费多少")

    class PowerCut(BaseException):
        pass

    def cut(question: MaskedText, *, on_sentence: Any, **_: Any) -> Answer:
        on_sentence(said("第一句。"))
        raise PowerCut

    with pytest.raises(PowerCut):
        take_turn(turn_parts(scene, cut), got.conversation_id)
    assert (
        take_turn(turn_parts(scene, streamed("第一句。", "第二句。")), got.conversation_id)
        == Outcome.ANSWERED
    )
    assert heard(scene, got.conversation_id) == ["第一句。", "第二句。"]
    replies = [m for m in scene.thread(got.conversation_id) if m.author_kind == "ai"]
    assert len({m.reply_id for m in replies}) == 1
    assert take_turn(turn_parts(scene, "再说一遍"), got.conversation_id) == Outcome.NOTHING


def test_a_full_disk_brings_the_job_back(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    got = scene.write("年费多少")

    def full(*_: Any, **__: Any) -> Any:
        raise StorageFull

    with monkeypatch.context() as patch:
        patch.setattr(actions, "post_reply_part", full)
        with pytest.raises(StorageFull):
            take_turn(turn_parts(scene, streamed("第一句。")), got.conversation_id)
    assert scene.row(got.conversation_id).state == "ai"
    assert take_turn(turn_parts(scene, streamed("第一句。")), got.conversation_id) == Outcome.ANSWERED


def test_a_sealed_vault_stops_the_turn_and_hands_nothing_over(scene: Scene) -> None:
    got = scene.write("年费多少")

    def play(*_: Any, **__: Any) -> Answer:
        raise SealedError

    with pytest.raises(SealedError):
        take_turn(turn_parts(scene, play), got.conversation_id)
    assert scene.row(got.conversation_id).state == "ai"


def runner(scene: Scene, play: Any) -> tuple[Runner, Script]:
    parts = turn_parts(scene, play)
    registry = Registry()
    jobs.register(registry, parts)
    return Runner(scene.store, registry), parts.answerer  # type: ignore[return-value]


def test_a_message_brings_its_own_turn(scene: Scene) -> None:
    run, script = runner(scene, "三千六")
    got = scene.write("年费多少")
    scene.write("在吗")
    run.run_until_idle()
    assert script.asked == ["年费多少\n在吗"]
    assert heard(scene, got.conversation_id) == ["三千六"]


def test_the_ai_is_silent_while_a_person_is_coming_or_there(scene: Scene) -> None:
    run, script = runner(scene, "不该说的话")
    lin = hire(scene.store, "林悦")
    got = scene.write("转人工")
    run.run_until_idle()
    scene.write("有人吗")
    run.run_until_idle()
    with scene.store.writing() as s:
        routing.claim(s, got.conversation_id, lin)
    scene.write("在吗")
    run.run_until_idle()
    assert script.asked == []


def test_after_being_given_back_the_ai_answers_what_is_open(scene: Scene) -> None:
    run, script = runner(scene, "三千六")
    lin = hire(scene.store, "林悦")
    got = scene.write("转人工")
    run.run_until_idle()
    with scene.store.writing() as s:
        routing.claim(s, got.conversation_id, lin)
    scene.say(got.conversation_id, lin, "您好")
    scene.write("年费多少")
    with scene.store.writing() as s:
        routing.give_back(s, got.conversation_id, lin)
    run.run_until_idle()
    assert script.asked == ["年费多少"]
    assert heard(scene, got.conversation_id) == ["三千六"]


def test_when_every_try_fails_a_person_is_asked_for(
    scene: Scene, clock: Frozen, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> Any:
        raise StorageFull

    run, _ = runner(scene, "三千六")
    monkeypatch.setattr(actions, "post_reply_part", full)
    got = scene.write("年费多少")
    for _ in range(jobs.ATTEMPTS):
        run.run_until_idle()
        clock.advance(minutes=10)
    assert scene.row(got.conversation_id).state == "queued"
