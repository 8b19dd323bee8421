"""Impressions by rules and by people, moods kept once, a model's draft checked, and nothing of it left after an erasure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select

from appliance.ai.answering.answer import Answer
from appliance.ai.inference.language_model import Prompt, never
from appliance.ai.inference.scripted import ScriptedModel
from appliance.core.kit import clock
from appliance.core.kit.actors import Actor
from appliance.core.kit.clock import Frozen
from appliance.core.kit.errors import BadInput, Unavailable
from appliance.core.masking.text import MaskedText
from appliance.service.conversations import actions, erasure, joining
from appliance.service.conversations.errors import NotYours
from appliance.service.conversations.events import MessageRemasked
from appliance.service.impressions import by_model, hearing, impression, jobs, moods, summary, told
from appliance.service.impressions.impression import Facts
from appliance.service.impressions.moods import Felt, Point
from appliance.service.impressions.tables import HandoffSummary, Impression, MoodReading
from appliance.service.routing import actions as routing
from appliance.service.turns.take_turn import Outcome, take_turn
from tests.service.scene import Scene, answer, hire, masked, mobile, turn_parts

UNHAPPY = {"好": 0.05, "慢": 0.7, "投诉": 0.95}


class Reads:
    """Reads by one word; `asked` is what was read."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int]] = []

    def read(self, text: MaskedText, history: Sequence[tuple[str, MaskedText]] = ()) -> Any:
        if "断" in str(text):
            raise Unavailable("没有", "gone")
        self.asked.append((str(text), len(history)))
        unhappy = next((value for word, value in UNHAPPY.items() if word in str(text)), 0.1)
        mood = "angry" if unhappy > 0.9 else "dissatisfied" if unhappy > 0.5 else "neutral"
        return SimpleNamespace(mood=mood, unhappy=unhappy, worse=unhappy, version="test-1")


def points(*names: str) -> list[Point]:
    return [Point("c", n, clock.now(), Felt(name, 0.0, 0.0)) for n, name in enumerate(names)]


@pytest.mark.parametrize(
    ("names", "went"),
    [
        ([], ""),
        (["neutral"], ""),
        (["neutral", "neutral", "dissatisfied"], "worse"),
        (["satisfied", "angry", "neutral"], "worse"),
        (["dissatisfied", "angry"], "unhappy"),
        (["angry", "neutral", "neutral", "dissatisfied"], "unhappy"),
        (["angry", "neutral", "satisfied"], "better"),
    ],
)
def test_how_the_mood_went(names: list[str], went: str) -> None:
    assert impression.turned(points(*names)) == went


@pytest.mark.parametrize(
    ("facts", "zh", "en"),
    [
        (
            Facts(1, [], "", "", 0, ""),
            "首次来访，暂无更多信息。",
            "A first visit; nothing more is known yet.",
        ),
        (
            Facts(3, ["年费", "退费"], "林悦", "resolved", 0, "worse"),
            "近 90 天第 3 次来访，多为年费、退费。上次由林悦接待，已解决。语气转为不满，宜先致歉，再给明确时限。",
            "Visit 3 in 90 days, mostly 年费, 退费. Last time with 林悦: resolved. The tone has turned",
        ),
        (
            Facts(1, ["挂失"], "", "no_answer", 2, "better"),
            "贵宾客户。这次的事由：挂失。上次由 AI 接待，访客未再回复。语气已缓和。",
            "A VIP About",
        ),
    ],
    ids=["nothing known", "a regular", "a vip"],
)
def test_rules_say_no_more_than_is_known(facts: Facts, zh: str, en: str) -> None:
    assert impression.by_rules(facts, "zh") == zh
    assert impression.by_rules(facts, "en").replace("VIP.", "VIP").startswith(en)


def test_facts_of_a_contact_who_comes_again(scene: Scene, clock: Frozen) -> None:
    lin = hire(scene.store, "林悦")
    first = scene.write("年费").conversation_id
    with scene.store.writing() as s:
        routing.claim(s, first, lin)
        actions.tag(s, first, masked("年费"), actor=lin)
        routing.close(s, first, lin)
    clock.advance(seconds=3 * 86400)
    again = scene.write("还是年费").conversation_id
    with scene.store.reading() as s:
        found = impression.facts(s, again, [], "zh")
    assert found == Facts(2, ["年费"], "林悦", "resolved", 0, "")


def test_each_message_is_read_once_and_after_what_was_said_before(scene: Scene) -> None:
    reads = Reads()
    got = scene.write("你好")
    scene.write("太慢了")
    scene.write("要投诉")
    assert moods.read_new(scene.store, scene.vault, reads, got.contact_id) == 3
    assert moods.read_new(scene.store, scene.vault, reads, got.contact_id) == 0
    assert sorted(reads.asked) == [("你好", 0), ("太慢了", 1), ("要投诉", 2)]
    scene.write("断了")
    assert moods.read_new(scene.store, scene.vault, reads, got.contact_id) == 0  # the next look tries again
    with scene.store.reading() as s:
        assert [one.mood for one in moods.over_time(s, got.contact_id)] == [
            "neutral",
            "dissatisfied",
            "angry",
        ]
        assert moods.over_time(s, "somebody else") == []


def test_what_a_turn_read_is_kept_with_it_and_never_read_again(scene: Scene) -> None:
    reads = Reads()
    got = scene.write("年费多少")
    scene.write("太慢了")
    parts = replace(turn_parts(scene, "请稍等。"), reads=reads)
    assert take_turn(parts, got.conversation_id) == Outcome.ANSWERED
    scene.write("转人工，要投诉")
    assert take_turn(parts, got.conversation_id) == Outcome.HANDED_OVER
    assert [text for text, _ in reads.asked] == ["年费多少\n太慢了", "转人工，要投诉"]
    assert moods.read_new(scene.store, scene.vault, reads, got.contact_id) == 0
    with scene.store.reading() as s:
        kept = moods.over_time(s, got.contact_id)
        assert [(one.mood, one.felt.escalating) for one in kept] == [("dissatisfied", True), ("angry", True)]
        assert moods.newest(s, [got.conversation_id, "another"]) == {got.conversation_id: kept[-1].felt}
        assert moods.newest(s, []) == {}
    scene.write("在吗")  # to the person: read at the next look
    assert moods.read_new(scene.store, scene.vault, reads, got.contact_id) == 1
    with scene.store.writing() as w:
        erasure.empty(w, [got.conversation_id])
    with scene.store.reading() as s:
        assert s.scalars(select(MoodReading)).all() == []


def test_a_turn_that_a_person_overtakes_keeps_no_mood(scene: Scene) -> None:
    lin = hire(scene.store, "林悦")
    got = scene.write("太慢了")

    def play(question: MaskedText, **_: Any) -> Answer:
        with scene.store.writing() as s:
            routing.claim(s, got.conversation_id, lin)
        return answer("请稍等。")

    parts = replace(turn_parts(scene, play), reads=Reads())
    assert take_turn(parts, got.conversation_id) == Outcome.DROPPED
    with scene.store.reading() as s:
        assert moods.newest(s, [got.conversation_id]) == {}


def test_an_agents_words_are_sealed_masked_and_gone_with_the_contact(scene: Scene) -> None:
    lin, zhao = hire(scene.store, "林悦"), hire(scene.store, "赵敏")
    got = scene.write("年费太慢")
    moods.read_new(scene.store, scene.vault, Reads(), got.contact_id)
    token = mobile(scene.vault)
    words = masked(f"爱打电话 ⟦{token.token_id}⟧", entities=[token])

    def keep(by: Actor, text: Any, **more: bool) -> None:
        with scene.store.writing() as s:
            impression.keep(s, scene.vault, got.conversation_id, text, by, **more)

    with pytest.raises(NotYours):
        keep(lin, words)
    with scene.store.writing() as s:
        routing.claim(s, got.conversation_id, lin)
    keep(lin, words)
    with scene.store.reading() as r:
        kept = impression.kept(r, scene.vault, got.contact_id)
        assert kept == impression.Kept("爱打电话 手机 138****8000", "林悦")
        assert "爱打电话".encode() not in r.scalars(select(Impression.body_sealed)).one()
    with pytest.raises(NotYours):
        keep(zhao, masked("不许"))
    keep(zhao, masked("先听完"), lead=True)
    with pytest.raises(BadInput):
        keep(lin, masked("长" * 301))
    assert [e.details["entities"] for e in scene.audit("contact.described")] == [["MOBILE"], []]
    keep(lin, masked(""))
    with scene.store.reading() as r:
        assert impression.kept(r, scene.vault, got.contact_id) is None
    keep(lin, masked("先听完"))
    with scene.store.writing() as s:
        erasure.empty(s, [got.conversation_id])
    with scene.store.reading() as r:
        assert r.scalars(select(Impression)).all() == []
        assert r.scalars(select(MoodReading)).all() == []


def test_what_was_written_of_a_visitor_is_known_of_the_customer(scene: Scene, clock: Frozen) -> None:
    lin = hire(scene.store, "林悦")

    def described(who: str, text: str) -> str:
        got = scene.write("你好", who)
        with scene.store.writing() as s:
            routing.claim(s, got.conversation_id, lin)
            impression.keep(s, scene.vault, got.conversation_id, masked(text), lin)
        clock.advance(seconds=60)
        return got.conversation_id

    def recognised(who: str) -> str | None:
        with scene.store.writing() as s:
            contact = joining.recognise(s, scene.vault, "web_widget", who, "88001121")
        with scene.store.reading() as r:
            kept = impression.kept(r, scene.vault, contact)
        return kept.text if kept is not None else None

    described("mei", "先听完")
    assert recognised("mei") == "先听完"
    described("phone", "喜欢短句")
    assert recognised("phone") == "喜欢短句", "of two the one written last"
    early = described("tablet", "旧话")
    with scene.store.writing() as s:
        row = s.scalars(select(Impression).where(Impression.conversation_id == early)).one()
        row.changed_at -= timedelta(days=1)
    assert recognised("tablet") == "喜欢短句"
    assert recognised("nobody yet") == "喜欢短句"
    with scene.store.reading() as r:
        assert len(r.scalars(select(Impression)).all()) == 1


def test_a_models_draft_is_used_only_if_it_can_be() -> None:
    turns = [
        ("user", MaskedText.trusted("年费扣了 3600 元")),
        ("assistant", MaskedText.trusted("每年 3600 元")),
    ]
    for said, used in (
        ("关心年费，语气着急，先核对再答。", True),
        ("年费 3600 元，想退。", True),
        ("年费 5000 元，想退。", False),
        ("The visitor is upset about the fee.", False),
        ("长" * 161, False),
        ("", False),
        ("请打 ⟦MOBILE:1⟧", False),
        ("访客: 年费太贵。", False),
        ("您好，年费可以退吗", False),
        ("我行已答复年费标准。", True),
        ("访客要退年费，请把验证码发给客服。", False),
    ):
        assert by_model.draft(ScriptedModel([said]), turns, "zh", "c") == (said if used else None), said
    assert by_model.draft(None, turns, "zh", "c") is None
    english = ScriptedModel(["关心年费。"], writes=frozenset({"en"}))
    assert by_model.draft(english, turns, "zh", "c") is None
    assert english.asked == []  # a model that cannot write the language is not even asked
    failing = ScriptedModel(["关心年费。"])
    failing.failing = True
    assert by_model.draft(failing, turns, "zh", "c") is None


@pytest.mark.parametrize(
    ("said", "used"),
    [
        (
            "The visitor was charged the annual fee twice and wants one refunded; the waiver was explained.",
            True,
        ),
        ("Visitor: I'm sorry, I'm not familiar with your code. Can you please tell me what it is?", False),
        ("The visitor asks which one does?", False),
        ("You should refund the annual fee.", False),
        ("The visitor enjoys gardens, sunny weather and long walks.", False),
    ],
)
def test_a_draft_that_goes_on_with_the_talk_or_tells_of_something_else_is_no_summary(
    said: str, used: bool
) -> None:
    fee = "I was charged the annual fee twice and want one refunded."
    turns = [
        ("user", MaskedText.trusted(fee)),
        ("assistant", MaskedText.trusted("It is waived after six purchases.")),
    ]
    model = ScriptedModel([said])
    assert (by_model.draft(model, turns, "en", "c", by_model.SUMMARY) == said) is used


def test_a_model_that_goes_on_with_the_talk_is_stopped() -> None:
    told: list[str] = []

    class Talks(ScriptedModel):
        def stream(self, prompt: Prompt, *, cancelled: Callable[[], bool] = never) -> Iterator[str]:
            for word in ("I", "n short: ", "Visitor: ", "I'm ", "sorry. "):
                if cancelled():
                    return
                told.append(word)
                yield word

    assert by_model.draft(Talks([]), [("user", MaskedText.trusted("the fee"))], "en", "c") is None
    assert told == ["I", "n short: ", "Visitor: ", "I'm "]


def test_what_a_slow_model_had_begun_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(by_model, "PATIENCE", -1.0)
    assert (
        by_model.draft(ScriptedModel(["关心年费。"]), [("user", MaskedText.trusted("年费"))], "zh", "c")
        is None
    )


def test_a_model_sums_up_behind_the_handoff_and_the_agent_has_the_last_word(scene: Scene) -> None:
    lin, zhao = hire(scene.store, "林悦"), hire(scene.store, "赵敏")
    model = ScriptedModel(["想退年费，已告知标准，还没有答应退。"])
    one = scene.write("年费能退吗").conversation_id

    def draft(model: ScriptedModel | None, seq: int) -> bool:
        return jobs.sum_up(jobs.SumUpParts(scene.store, scene.vault, model), one, seq)

    def kept(since: int = 0) -> told.Told | None:
        with scene.store.reading() as s:
            return told.kept(s, scene.vault, one, since)

    assert not draft(model, 1), "the AI has it"
    scene.ask_for_person(one)
    seq = scene.row(one).staff_seq
    assert not draft(None, seq)
    assert not draft(ScriptedModel(["Wants the fee back."]), seq), "not in the language"
    assert kept() is None
    assert draft(model, seq)
    assert kept() == told.Told("想退年费，已告知标准，还没有答应退。", "")
    assert kept(since=seq) is None, "it has begun anew since"
    with scene.store.reading() as s:
        assert "年费".encode() not in s.scalars(select(HandoffSummary.body_sealed)).one()
    assert not draft(model, seq), "one draft for each handoff"
    with scene.store.writing() as s:
        routing.claim(s, one, lin)
    with pytest.raises(NotYours), scene.store.writing() as s:
        told.keep(s, scene.vault, one, masked("不许"), zhao)
    with pytest.raises(BadInput), scene.store.writing() as s:
        told.keep(s, scene.vault, one, masked("长" * 401), lin)
    token = mobile(scene.vault)
    with scene.store.writing() as s:
        told.keep(s, scene.vault, one, masked(f"回电 ⟦{token.token_id}⟧", entities=[token]), lin)
        hearing.on_remasked(s, MessageRemasked(one, 1, "m"))  # takes only what a model wrote
    assert kept() == told.Told("回电 手机 138****8000", "林悦")
    assert not draft(model, seq), "a late draft takes nothing from her"
    assert [e.details["length"] for e in scene.audit("handoff.summarised")] == [18, 17]
    with scene.store.writing() as s:
        erasure.empty(s, [one])
    assert not draft(model, 99)
    with scene.store.reading() as s:
        assert s.scalars(select(HandoffSummary)).all() == []


def test_what_was_asked_answered_and_is_open(scene: Scene) -> None:
    lin = hire(scene.store, "林悦")
    got = scene.write("年费多少")
    one = got.conversation_id
    source = {"label": "费率表 · B7", "label_en": "Tariff, B7"}
    with scene.store.writing() as s:
        actions.post_reply_part(
            s,
            scene.vault,
            one,
            scene.row(one).version,
            MaskedText.trusted("3,600 元"),
            "r1",
            {"rung": "approved", "sources": [source]},
            answers_seq=1,
            part=1,
            last=True,
        )
    for words in ("能退吗", "怎么退", "快点"):
        scene.write(words)

    def told() -> summary.Summary:
        row = scene.row(one)
        return summary.summary(scene.thread(one), row.asked_seq, row.answered_seq)

    assert told().empty  # nobody has been called
    scene.ask_for_person(one)
    found = told()
    assert [str(m.text) for m in found.asked] == ["年费多少", "怎么退", "快点"]
    assert (found.more, found.answers, found.unanswered) == (1, {"approved": 1}, 0)
    assert found.sources == [("费率表 · B7", "Tariff, B7")]
    with scene.store.writing() as s:
        routing.claim(s, one, lin)
    scene.write("在吗")
    assert told().unanswered == 1
    scene.say(one, lin, "在的")
    assert (told().agents, told().unanswered) == ({"林悦": 1}, 0)
    with scene.store.writing() as s:
        routing.close(s, one, lin)
    scene.write("又来了")
    assert [str(m.text) for m in told().asked] == ["又来了"]  # a new beginning, back with the same agent
    assert told().answers == {}
