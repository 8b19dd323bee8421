"""What the rules make of a reading, and that they go by words where there is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from appliance.ai.answering.answer import Answer
from appliance.ai.reading.labels import MOODS, TOPICS
from appliance.ai.reading.reader import VERSION, Reading
from appliance.core.kit.errors import Unavailable
from appliance.core.masking.text import MaskedText
from appliance.service.handoff.decide import Decide
from appliance.service.handoff.live import LiveDecide
from appliance.service.handoff.rule import Asked, Reason
from appliance.service.turns.take_turn import Outcome, take_turn
from tests.service.scene import Scene, turn_parts


def said(text: str) -> MaskedText:
    return MaskedText.trusted(text)


def reading(person: float = 0.0, worse: float = 0.0, **likely: float) -> Reading:
    """A reading with these chances; the rest is neutral and none."""

    def chances(names: Sequence[str], rest: str) -> dict[str, float]:
        known = {name: likely.get(name, 0.0) for name in names}
        return known | {rest: 1 - sum(known.values())}

    return Reading(person, worse, chances(MOODS, "neutral"), chances(TOPICS, "none"))  # type: ignore[arg-type]


class Reads:
    """Says what it is told to about a text; neutral about any other."""

    def __init__(self, known: Mapping[str, Reading]) -> None:
        self._known = known

    def read(self, text: MaskedText, history: Sequence[tuple[str, MaskedText]] = ()) -> Reading:
        return self._known.get(str(text), reading())


def asked(now: Reading, *before: Reading) -> Reason | None:
    known = {"now": now} | {f"before {n}": each for n, each in enumerate(before)}
    history = [
        turn
        for n in range(len(before))
        for turn in (("user", said(f"before {n}")), ("assistant", said("……")))
    ]
    return Decide(Reads(known)).on_question(Asked(said("now"), history))


@pytest.mark.parametrize(
    ("read", "code"),
    [
        (reading(person=0.9), "asks_for_person"),
        (reading(person=0.1), None),
        (reading(angry=0.9), "angry"),
        (reading(dissatisfied=0.9), None),
        (reading(dissatisfied=0.9, worse=0.8), "escalating"),
        (reading(worse=0.8), None),
        (reading(anxious=0.9), None),
        (reading(self_harm=0.5), "self_harm"),
        (reading(self_harm=0.3), None),
        (reading(self_harm=0.3, anxious=0.6), "self_harm"),
        (reading(self_harm=0.3, satisfied=0.6), None),
        (reading(self_harm=0.15, anxious=0.6), None),
        (reading(fraud=0.4, anxious=0.6), None),
        (reading(fraud=0.8), "fraud"),
        (reading(bereavement=0.8), "bereavement"),
        (reading(complaint=0.8), "complaint"),
        (reading(complaint=0.4), None),
        (reading(legal_threat=0.8), "legal"),
        (reading(regulator=0.8), "legal"),
        (reading(media_threat=0.8), "legal"),
        (reading(money_laundering=0.8), "money_laundering"),
        (reading(self_harm=0.5, person=0.9), "self_harm"),
        (reading(refund=0.9), None),
        (reading(lost_card=0.9), None),
    ],
)
def test_what_a_reading_leads_to(read: Reading, code: str | None) -> None:
    reason = asked(read)
    assert (reason.code if reason else None) == code


def test_a_reason_keeps_the_chance_and_the_version_of_the_weights() -> None:
    reason = asked(reading(fraud=0.8))
    assert reason is not None
    assert reason.evidence == f"fraud 0.80 ({VERSION})"
    assert reason.rule == "sensitive"


def test_dissatisfied_twice_hands_over() -> None:
    sad = reading(dissatisfied=0.9)
    reason = asked(sad, reading(), sad, reading())
    assert reason is not None
    assert reason.code == "dissatisfied"
    assert asked(sad, reading(), reading()) is None


def test_a_turn_before_is_read_as_it_was_when_it_came() -> None:
    class Notes(Reads):
        """Notes after how many turns each text was read."""

        def __init__(self, known: Mapping[str, Reading]) -> None:
            super().__init__(known)
            self.after: dict[str, int] = {}

        def read(self, text: MaskedText, history: Sequence[tuple[str, MaskedText]] = ()) -> Reading:
            self.after[str(text)] = len(history)
            return super().read(text, history)

    sad = reading(dissatisfied=0.9)
    reads = Notes({"now": sad, "first": sad, "second": reading()})
    turns = [("user", said("first")), ("assistant", said("……")), ("user", said("second"))]
    assert Decide(reads).on_question(Asked(said("now"), turns)) is not None
    assert reads.after == {"now": 3, "second": 2, "first": 0}


def test_a_mood_that_was_kept_with_its_turn_is_not_read_anew(scene: Scene) -> None:
    sad = reading(dissatisfied=0.9)
    for text, outcome in (("等了三天了", Outcome.ANSWERED), ("还是没有办好", Outcome.HANDED_OVER)):
        knows_one_text = Reads({text: sad})  # as after a restart with other weights
        parts = turn_parts(scene, "请稍候。", LiveDecide(scene.store, knows_one_text))
        got = scene.write(text)
        assert take_turn(replace(parts, reads=knows_one_text), got.conversation_id) == outcome
    assert [reason["code"] for reason in scene.row(got.conversation_id).handoff_reason] == ["dissatisfied"]


@pytest.mark.parametrize(("kept", "code"), [(0.9, "dissatisfied"), (0.1, None)])
def test_what_was_kept_of_a_turn_counts_before_what_would_be_read(kept: float, code: str | None) -> None:
    sad = reading(dissatisfied=0.9)
    reads = Reads({"now": sad} if code else {"now": sad, "first": sad})
    turn = Asked(said("now"), [("user", said("first")), ("assistant", said("……"))], felt={0: kept})
    reason = Decide(reads).on_question(turn)
    assert (reason.code if reason else None) == code


@pytest.mark.parametrize("topic", ["refund", "lost_card", "minor", "elderly"])
def test_some_matters_are_answered_first(topic: str) -> None:
    decide, turn = Decide(Reads({"now": reading(**{topic: 0.9})})), Asked(said("now"))
    assert decide.on_draft(turn, Answer(said("……"), "approved", "zh")) is None
    reason = decide.on_draft(turn, Answer(said("……"), "handoff", "zh"))
    assert reason is not None
    assert reason.code == topic
    assert [r.code for r in decide.reasons(turn)] == [topic]


def test_a_general_question_about_such_a_matter_is_answered() -> None:
    text = "怎么防范电信诈骗"
    assert Decide(Reads({text: reading(fraud=0.9)})).on_question(Asked(said(text))) is None


def test_words_that_are_read_clearly_otherwise_are_no_wish() -> None:
    text = "你们帮我查一下转人工以后要收多少服务费和等待时间"
    assert Decide(Reads({text: reading(person=0.01)})).on_question(Asked(said(text))) is None
    assert Decide(Reads({"转人工": reading(person=0.01)})).on_question(Asked(said("转人工"))) is not None


@pytest.mark.parametrize(("chance", "wish"), [(0.2, False), (0.35, True)])
def test_words_of_a_wish_need_some_chance_by_meaning_too(chance: float, wish: bool) -> None:
    text = "上次的事没说完，你们看着办吧，帮我转接人工"
    decided = Decide(Reads({text: reading(person=chance)})).on_question(Asked(said(text)))
    assert (decided is not None) is wish


class Silent:
    """An embedding server that does not answer."""

    def read(self, text: MaskedText, history: Sequence[tuple[str, MaskedText]] = ()) -> Reading:
        raise Unavailable("向量服务没有应答", "no answer")


@pytest.mark.parametrize(
    ("text", "code"), [("转人工", "asks_for_person"), ("我要投诉", "complaint"), ("年费多少", None)]
)
def test_without_a_reading_the_words_decide(text: str, code: str | None) -> None:
    reason = Decide(Silent()).on_question(Asked(said(text)))
    assert (reason.code if reason else None) == code


def test_every_reason_of_a_message_the_gravest_first() -> None:
    decide = Decide(Reads({"now": reading(person=0.9, angry=0.9, fraud=0.9)}))
    assert [r.code for r in decide.reasons(Asked(said("now")))] == ["fraud", "asks_for_person", "angry"]


def test_a_wish_that_a_person_has_served_is_not_read_into_what_follows() -> None:
    class Leans(Reads):
        """Takes whatever follows a wish for one."""

        def read(self, text: MaskedText, history: Sequence[tuple[str, MaskedText]] = ()) -> Reading:
            return reading(0.9 if any(str(turn) == "can I have a word" for _, turn in history) else 0.0)

    before = [("user", said("can I have a word")), ("agent", said("Your card is registered."))]
    decide = Decide(Leans({}))
    assert decide.on_question(Asked(said("Branch opening hours"), before[:1])) is not None
    assert decide.on_question(Asked(said("Branch opening hours"), before)) is None
