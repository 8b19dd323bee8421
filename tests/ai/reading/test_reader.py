"""The reader: what it needs of the embedder, what it makes of offers, and that its weights fit its features."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from appliance.ai.reading import features, thresholds, weights
from appliance.ai.reading.cues import offered
from appliance.ai.reading.evaluate import Outcome, measure
from appliance.ai.reading.labels import MOODS, SCORES, TOPICS
from appliance.ai.reading.reader import Reader, Reading
from appliance.ai.reading.script import plain
from appliance.ai.reading.training import grow
from appliance.ai.reading.training.seeds import sections
from appliance.core.masking.text import MaskedText


class Embeds:
    """Counts what is embedded; its vectors are the mean of all, which says nothing."""

    name, dim = "still", 384

    def __init__(self) -> None:
        self.asked: list[str] = []

    def query(self, text: MaskedText) -> np.ndarray:
        self.asked.append(str(text))
        return weights.shipped().mean

    def passages(self, texts: Sequence[str]) -> np.ndarray:
        raise AssertionError

    wordings = passages

    def forget(self) -> None:
        raise AssertionError


def said(text: str) -> MaskedText:
    return MaskedText.trusted(text)


def read(text: str, *before: tuple[str, str]) -> Reading:
    return Reader(Embeds()).read(said(text), [(role, said(turn)) for role, turn in before])


OFFER = ("assistant", "这个问题需人工核实，需要为您转人工吗？")


@pytest.mark.parametrize("yes", ["要", "好的", "嗯嗯"])
def test_a_yes_is_a_wish_only_after_an_offer(yes: str) -> None:
    assert read(yes, OFFER).person > read(yes, ("assistant", "年费为每年 200 元。")).person
    assert read(yes, OFFER).wants_person
    assert not read(yes, ("assistant", "年费为每年 200 元。")).wants_person


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("转人工", True),
        ("轉人工", True),
        ("换个活人来跟我说", True),
        ("zhuanrengong", True),
        ("let me talk to a real person", True),
        ("人工费怎么算", False),
        ("不用转人工了，我自己看看", False),
        ("刚才人工已经办好了", False),
        ("转账转错了", False),
    ],
)
def test_a_wish_is_told_from_words_about_persons_by_letters_alone(text: str, wish: bool) -> None:
    assert read(text).wants_person is wish


@pytest.mark.parametrize(
    ("text", "mood"),
    [
        ("垃圾银行！！骗子！！", "angry"),
        ("太好了，谢谢你，讲得真清楚", "satisfied"),
        ("房贷利率是多少", "neutral"),
    ],
)
def test_plain_moods_need_no_meaning(text: str, mood: str) -> None:
    assert read(text).mood == mood


def test_a_masked_value_says_nothing() -> None:
    with_value, without = features.lay("我的卡⟦BANK_CARD:abc⟧丢了"), features.lay("我的卡 丢了")
    assert np.array_equal(with_value.rows, without.rows)


def test_one_writing_for_both_scripts_and_all_digits() -> None:
    assert plain("轉賬 １２３ 塊") == plain("转账 45 块")


def test_the_message_is_embedded_once_and_what_it_leans_on_beside_it() -> None:
    embeds = Embeds()
    reader = Reader(embeds)
    history = [("visitor", said("我的钱少了两万")), ("assistant", said("请问是什么时候？"))]
    reader.read(said("就刚才呀"), history)
    reader.read(said("就刚才呀"), history)
    assert embeds.asked == ["就刚才呀", "我的钱少了两万"]


def test_a_long_message_is_understood_alone() -> None:
    long = "昨天下午三点" * 20
    assert features.leans_on(long, [("visitor", "你好")]) == ""


@pytest.mark.parametrize(
    ("turn", "is_offer"),
    [
        ("需要为您转人工吗？", True),
        ("Shall I connect you with a colleague?", True),
        ("年费为每年 200 元。", False),
        ("请携带身份证到网点办理。", False),
    ],
)
def test_our_offers_are_known(turn: str, is_offer: bool) -> None:
    assert offered(turn) is is_offer


def test_chances_are_chances() -> None:
    row = weights.read(features.lay("我要投诉"), None)
    assert row.shape == (SCORES,)
    assert row[2 : 2 + len(MOODS)].sum() == pytest.approx(1, abs=1e-4)
    assert row[2 + len(MOODS) :].sum() == pytest.approx(1, abs=1e-4)


def test_the_gravest_topic_is_named_from_its_own_chance_on() -> None:
    topics = dict.fromkeys(TOPICS, 0.0) | {
        "none": 0.6,
        "self_harm": thresholds.GRAVE["self_harm"],
        "refund": 0.1,
    }
    assert Reading(0, 0, dict.fromkeys(MOODS, 0.2), topics).topic == "self_harm"


def test_the_weights_fit_into_the_package() -> None:
    from importlib.resources import files

    assert (files("appliance.ai.reading") / "learned" / "reading.npz").stat().st_size < 2_000_000  # type: ignore[attr-defined]


def test_every_seed_has_labels_and_the_same_seed_grows_the_same_texts() -> None:
    names = (
        "topics",
        "crossed",
        "wants",
        "wants_hard",
        "near_misses",
        "near_hard",
        "moods",
        "plain",
        "dialogues",
    )
    topics = {seed.labels.topic for name in names for seed in sections(name)}
    assert topics == set(TOPICS)
    assert list(grow.examples(50)) == list(grow.examples(50))


def test_figures_of_a_small_table() -> None:
    labelled = [Outcome(True, "angry", False, "fraud"), Outcome(False, "neutral", False, "none")] * 10
    ours = [Outcome(True, "dissatisfied", False, "fraud"), Outcome(True, "neutral", False, "none")] * 10
    report = measure(ours, labelled)
    groups = {name: (rows, macro) for name, rows, macro, _ in report.groups}
    (wants,) = groups["wants_person"][0]
    assert (wants.count, wants.precision, wants.recall) == (10, 0.5, 1.0)
    assert report.mood_errors == 0.5
    (unhappy,) = groups["unhappy"][0]
    assert unhappy.f1 == 1.0
    low, high = wants.interval
    assert low < wants.f1 < high
