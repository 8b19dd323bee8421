"""The reader: what it needs of the embedder, what it makes of offers, and that its weights fit its features."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from appliance.ai.inference.shallow import ShallowEmbedder
from appliance.ai.reading import features, thresholds, weights
from appliance.ai.reading.cues import offered
from appliance.ai.reading.evaluate import Outcome, measure
from appliance.ai.reading.labels import MOODS, SCORES, TOPICS
from appliance.ai.reading.reader import Reader, Reading
from appliance.ai.reading.script import plain
from appliance.ai.reading.training import corpus, grow
from appliance.ai.reading.training.figures import table
from appliance.ai.reading.training.learn import learned, outcome, readings
from appliance.ai.reading.training.seeds import Example, sections
from appliance.ai.reading.training.vectors import Vectors
from appliance.core.masking.text import MaskedText, RawText


class Embeds:
    """Counts what is embedded; its vectors are the mean of all, which says nothing."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def vector(self, text: str) -> np.ndarray:
        self.asked.append(text)
        return weights.shipped().mean[-384:]


def said(text: str) -> MaskedText:
    return MaskedText.trusted(text)


READER = Reader(ShallowEmbedder())


def read(text: str, *before: tuple[str, str]) -> Reading:
    return READER.read(said(text), [(role, said(turn)) for role, turn in before])


OFFER = ("assistant", "这个问题需人工核实，需要为您转人工吗？")


@pytest.mark.parametrize("yes", ["要", "好的", "嗯嗯"])
def test_a_yes_is_a_wish_only_after_an_offer(yes: str) -> None:
    assert read(yes, OFFER).person > read(yes, ("assistant", "年费为每年 200 元。")).person
    assert read(yes, OFFER).wants_person
    assert not read(yes, ("assistant", "年费为每年 200 元。")).wants_person


@pytest.mark.parametrize("yes", ["要", "好的 转吧", "接！"])
def test_a_bare_yes_to_our_offer_is_about_what_was_offered_for(yes: str) -> None:
    matter = ("visitor", "我被骗了，刚给骗子转了五万")
    found, before = read(yes, matter, OFFER), read(matter[1])
    assert (found.topics, found.moods) == (before.topics, before.moods)
    assert found.wants_person
    assert read(yes, matter, ("assistant", "年费为每年 200 元。")).topics != before.topics
    assert read(yes, OFFER).topic == "none"


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
def test_a_wish_is_told_from_words_about_persons(text: str, wish: bool) -> None:
    assert read(text).wants_person is wish


@pytest.mark.parametrize(
    ("text", "mood"),
    [
        ("垃圾银行！！骗子！！", "angry"),
        ("太好了，谢谢你，讲得真清楚", "satisfied"),
        ("房贷利率是多少", "neutral"),
    ],
)
def test_plain_moods(text: str, mood: str) -> None:
    assert read(text).mood == mood


def test_a_masked_value_says_nothing() -> None:
    with_value, without = features.lay("我的卡⟦BANK_CARD:abc⟧丢了"), features.lay("我的卡 丢了")
    assert np.array_equal(with_value.rows, without.rows)


def test_one_writing_for_both_scripts_and_all_digits() -> None:
    assert plain("轉賬 １２３ 塊") == plain("转账 45 块")


def test_the_message_and_the_turns_it_leans_on_are_embedded_once_together() -> None:
    embeds = Embeds()
    reader = Reader(embeds)
    history = [("visitor", said("我的錢少了两万")), ("assistant", said("请问是什么时候？"))]
    reader.read(said("就刚才呀"), history)
    reader.read(said("就刚才呀"), history)
    assert embeds.asked == ["就刚才呀 | 请问是什么时候? | 我的钱少了两万"]


def test_a_long_message_costs_no_more_than_its_two_ends() -> None:
    long = features.joined("昨天下午三点" * 200, [("visitor", "你好" * 100)])
    assert long.startswith("昨天下午三点")
    assert len(long) < 160


def test_a_message_that_its_letters_make_plain_is_not_embedded() -> None:
    embeds = Embeds()
    assert Reader(embeds).read(said("房贷利率是多少")).mood == "neutral"
    assert embeds.asked == []


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


@pytest.mark.parametrize(("times", "named"), [(1.1, "self_harm"), (0.9, "fraud")])
def test_a_topic_that_may_not_be_missed_is_named_before_a_likelier_one(times: float, named: str) -> None:
    worth = thresholds.WORTH
    fraud = 0.12
    self_harm = times * fraud * worth["fraud"] / worth["self_harm"]
    topics = dict.fromkeys(TOPICS, 0.0) | {"none": fraud, "fraud": fraud, "self_harm": self_harm}
    assert Reading(0, 0, dict.fromkeys(MOODS, 0.2), topics).topic == named


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("工友说把我的工资卡给他过几天账，给六百，行得通吗", "money_laundering"),
        ("反洗钱那边要我讲清楚卖房的钱怎么来的，公证书交到哪", "money_laundering"),
        ("佢想用我個戶口收數再轉畀第二個人，分我兩成", "money_laundering"),
        ("they pay me 5% to take transfers and send them on, is that allowed", "money_laundering"),
        ("冒充公安的说我涉嫌洗钱，我把钱转到他给的账户了", "fraud"),
        ("单位办反洗钱讲座，能借你们的宣传页吗", "none"),
        ("一天最多能存多少现金", "none"),
    ],
)
def test_money_of_doubtful_origin_is_told_from_being_cheated_and_from_asking(text: str, topic: str) -> None:
    assert read(text).topic == topic


@pytest.mark.parametrize(("chance", "unhappy"), [(0.02, True), (-0.02, False)])
def test_dissatisfied_and_angry_count_together(chance: float, unhappy: bool) -> None:
    half = (thresholds.UNHAPPY + chance) / 2
    rest = 1 - 2 * half
    moods = dict.fromkeys(MOODS, 0.0) | {"dissatisfied": half, "angry": half, "neutral": rest}
    found = Reading(0, 0, moods, dict.fromkeys(TOPICS, 1 / len(TOPICS)))
    assert (found.mood in ("dissatisfied", "angry")) is unhappy


def test_danger_to_life_outranks_a_surer_topic() -> None:
    moods = dict.fromkeys(MOODS, 0.2)
    for chance, named in ((thresholds.LIFE, "self_harm"), (thresholds.LIFE - 0.1, "fraud")):
        topics = dict.fromkeys(TOPICS, 0.0) | {"fraud": 1 - chance, "self_harm": chance}
        assert Reading(0, 0, moods, topics).topic == named


def test_only_the_last_turns_are_looked_at_so_that_an_older_one_may_leave() -> None:
    embeds = Embeds()
    reader = Reader(embeds)
    turns = [("visitor", said(f"我的錢少了 第{n}回")) for n in "一二三四五六七八"]
    assert reader.read(said("就刚才呀"), turns) == reader.read(said("就刚才呀"), turns[1:])
    assert len(embeds.asked) == 1


def test_the_weights_fit_into_the_package() -> None:
    assert (files("appliance.ai.reading") / "learned" / "reading.npz").stat().st_size < 3_000_000  # type: ignore[attr-defined]


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


class NoVectors(Vectors):
    """Every text means something else."""

    def of(self, texts: Sequence[str]) -> np.ndarray:
        return np.random.default_rng(1).normal(0, 0.05, (len(texts), 384)).astype(np.float32)


def test_the_same_examples_give_the_same_weights_and_these_can_be_read_by() -> None:
    some = [*grow.examples(60), Example("转人工", wants_person=True)]
    one, other = (learned(some, NoVectors(), hurry=True) for _ in range(2))
    assert all(np.array_equal(one[name], other[name]) for name in one)
    assert set(one) == set(np.load(files("appliance.ai.reading") / "learned" / "reading.npz"))
    report = measure([outcome(r) for r in readings(one, some, NoVectors())], [outcome(e) for e in some])
    lines = list(table({"nobody": report, "the same": report}))
    assert lines[0] == "| | nobody | the same | mean |"
    assert all(line.count("|") == 5 for line in lines)
    assert any(line.startswith("| topic self_harm |") for line in lines)


class Hides:
    """Hides every digit."""

    def mask(self, raw: RawText, *, hasher: object) -> SimpleNamespace:
        return SimpleNamespace(text=re.sub(r"\d+", "⟦CARD:0⟧", raw.expose()))


def test_what_people_wrote_is_masked_before_it_is_learned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(corpus, "_masker", Hides)
    line = {"text": "卡号6222021", "wants_person": False, "mood": "neutral", "escalating": False, "topic": "none",
            "history": [{"role": "visitor", "text": "尾号7788"}]}  # fmt: skip
    file = tmp_path / "author.jsonl"
    file.write_text(json.dumps(line, ensure_ascii=False) + "\n", "utf-8")
    (example,) = corpus.written(file)
    assert (example.text, example.history[0][1]) == ("卡号⟦CARD:0⟧", "尾号⟦CARD:0⟧")


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


@pytest.mark.parametrize(
    "data",
    ["770521", "先发卡号的前一半 6228 4871", "后面是 0021 9937", "尾号 4471", "8860-1175", "ends in 0926"],
)
def test_bare_data_wants_nobody_and_is_about_nothing_grave(data: str) -> None:
    found = read(data)
    assert (found.wants_person, found.topic, found.mood) == (False, "none", "neutral")
