"""Rules that count turns, drafts and surroundings, each as a table: one row must fire, its neighbour must not."""

from __future__ import annotations

from typing import Any

import pytest

from appliance.service.conversations.turn import Exchange
from appliance.service.handoff import evidence
from appliance.service.handoff.reads import Means
from appliance.service.handoff.rule import Reason
from appliance.service.handoff.rules.asked_again import AskedAgain
from appliance.service.handoff.rules.engine import Engine
from appliance.service.handoff.rules.gate_rejected import GateRejected
from appliance.service.handoff.rules.high_value import HighValue
from appliance.service.handoff.rules.low_confidence import LowConfidence
from appliance.service.handoff.rules.no_answer import NoAnswer
from appliance.service.handoff.rules.office_hours import OfficeHours
from appliance.service.handoff.rules.own_topics import OwnTopics
from appliance.service.handoff.rules.rejected_twice import RejectedTwice
from appliance.service.handoff.rules.unresolved import Unresolved
from appliance.service.handoff.topics import Topic
from tests.service.handoff.cases import Likens, asked, codes, drafted, went

FEE, FEE_AGAIN, RATE = "信用卡年费是多少", "信用卡的年费要多少钱", "定期存款利率多少"
ALIKE = Means(
    likens=Likens(
        [FEE, FEE_AGAIN],
        ["跨行转账手续费多少", "同行转账手续费多少"],
        ["挂失要多久", "挂失要多少钱"],
        ["How much is the annual fee?", "What is the annual fee?", "How much is the transfer fee?"],
    )
)


def open_ended(n: int) -> list[Exchange]:
    """So many different questions without an answer."""
    return [went(f"第{n}个没有答案的问题", "handoff") for n in range(n)]


@pytest.mark.parametrize(
    ("before", "now", "rung", "expected"),
    [
        (open_ended(4), "还有一个问题怎么办", "handoff", (None, "unresolved")),
        (open_ended(4), "还有一个问题怎么办", "quote", (None, None)),
        (open_ended(3), "还有一个问题怎么办", "handoff", (None, None)),
        (open_ended(5), "还有一个问题怎么办", "quote", ("unresolved", None)),
        (open_ended(5), "谢谢", "approved", (None, None)),
        ([*open_ended(3), went(RATE), *open_ended(2)], "还有一个问题怎么办", "handoff", (None, None)),
        ([*open_ended(4), went(RATE)], "不对，不是这个", "quote", ("unresolved", None)),
        ([*open_ended(4), went(FEE)], FEE_AGAIN, "quote", ("unresolved", None)),
        ([*open_ended(4), went(FEE)], RATE, "quote", (None, None)),
        ([went(RATE)] * 8, "外币兑换怎么办理", "quote", (None, None)),
    ],
)
def test_turns_without_a_resolved_question(
    before: list[Exchange], now: str, rung: str, expected: tuple[Any, Any]
) -> None:
    assert codes(Unresolved(ALIKE), asked(now, *before), drafted(rung)) == expected


@pytest.mark.parametrize(("turns", "fires"), [(2, True), (3, False)])
def test_the_number_of_turns_is_set(turns: int, fires: bool) -> None:
    rule = Unresolved(ALIKE, {"turns": turns})
    assert (rule.on_draft(asked("还有吗怎么办", *open_ended(1)), drafted("clarify")) is not None) == fires


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ([FEE], FEE, "asked_again"),
        ([FEE], "信用卡年费，是多少？", "asked_again"),
        ([FEE], FEE_AGAIN, "asked_again"),
        ([FEE, RATE], FEE_AGAIN, "asked_again"),
        ([FEE], RATE, None),
        (["跨行转账手续费多少"], "同行转账手续费多少", None),
        (["挂失要多久"], "挂失要多少钱", None),
        (["How much is the annual fee?"], "What is the annual fee?", "asked_again"),
        (["How much is the annual fee?"], "How much is the transfer fee?", None),
        ([], FEE, None),
        (["你好"], "你好", None),
        (["好的"], "好的", None),
        (["⟦MOBILE:1⟧"], "⟦MOBILE:1⟧", None),
    ],
)
def test_the_same_question_again(before: list[str], now: str, expected: str | None) -> None:
    assert codes(AskedAgain(ALIKE), asked(now, *map(went, before))) == (None, expected)


def test_without_an_embedder_the_same_words_count() -> None:
    assert AskedAgain().on_draft(asked(FEE, went(FEE)), drafted()) is not None
    assert AskedAgain().on_draft(asked(FEE_AGAIN, went(FEE)), drafted()) is None


def test_a_third_asking_where_three_are_set() -> None:
    rule = AskedAgain(ALIKE, {"times": 3})
    assert rule.on_draft(asked(FEE, went(FEE)), drafted()) is None
    assert rule.on_draft(asked(FEE, went(FEE), went(FEE_AGAIN)), drafted()) is not None


BAD = {"rejected": True}


@pytest.mark.parametrize(
    ("before", "draft", "values", "expected"),
    [
        ([went(FEE, **BAD)], drafted(**BAD), {"quoted": True}, "gate_rejected"),
        ([went(FEE, **BAD)], drafted(), {"quoted": True}, None),
        ([went(FEE)], drafted(**BAD), {"quoted": True}, None),
        ([went(FEE, **BAD), went(RATE)], drafted(**BAD), {"quoted": True}, None),
        ([], drafted(**BAD), {"times": 1, "quoted": True}, "gate_rejected"),
        ([went(FEE, **BAD)], drafted(**BAD), {}, None),
        ([went(FEE, "handoff", **BAD)], drafted("handoff", **BAD), {}, "gate_rejected"),
    ],
)
def test_drafts_that_the_gate_turned_down(
    before: list[Exchange], draft: Any, values: Any, expected: str | None
) -> None:
    assert codes(GateRejected(values=values), asked(RATE, *before), draft) == (None, expected)


@pytest.mark.parametrize(
    ("rung", "sure", "expected"),
    [
        ("quote", 0.64, "low_confidence"),
        ("generated", 0.5, "low_confidence"),
        ("clarify", 0.5, "low_confidence"),
        ("quote", 0.65, None),
        ("approved", 0.1, None),
        ("handoff", 0.1, None),
    ],
)
def test_low_confidence(rung: str, sure: float, expected: str | None) -> None:
    assert codes(LowConfidence(), asked(FEE), drafted(rung, sure=sure)) == (None, expected)


@pytest.mark.parametrize(
    ("draft", "values", "expected"),
    [
        (drafted("quote", no_engine=True), {}, None),
        (drafted("handoff", no_engine=True), {}, "engine"),
        (drafted("quote", no_engine=True), {"quoted": True}, "engine"),
        (drafted("generated", seconds=60), {}, None),
        (drafted("generated", seconds=61), {}, "engine"),
        (drafted("quote", seconds=11), {"seconds": 10}, "engine"),
    ],
)
def test_an_engine_that_is_away_or_slow(draft: Any, values: Any, expected: str | None) -> None:
    assert codes(Engine(values=values), asked(FEE), draft) == (None, expected)


@pytest.mark.parametrize(
    ("tier", "values", "now", "rung", "expected"),
    [
        (2, {}, FEE, "quote", (None, "high_value")),
        (2, {}, FEE, "approved", (None, None)),
        (1, {}, FEE, "quote", (None, None)),
        (1, {"tier": 1}, FEE, "quote", (None, "high_value")),
        (2, {"at_once": True}, FEE, "approved", ("high_value", None)),
        (2, {"at_once": True}, "你好", "quote", (None, None)),
    ],
)
def test_a_contact_of_high_value(tier: int, values: Any, now: str, rung: str, expected: Any) -> None:
    assert codes(HighValue(values=values), asked(now, tier=tier), drafted(rung)) == expected


@pytest.mark.parametrize(
    ("rule", "facts", "values", "held"),
    [
        ("unresolved", {"open": False}, {}, True),
        ("unresolved", {"open": True}, {}, False),
        ("unresolved", {"open": False}, {"closed": False}, False),
        ("unresolved", {"open": False}, {"holds": ["engine"]}, False),
        ("asks_for_person", {"open": False}, {}, False),
        ("sensitive", {"open": False}, {}, False),
        ("mood", {"open": False}, {}, False),
        ("unresolved", {"waiting": 10}, {"queue": 10}, True),
        ("unresolved", {"waiting": 9}, {"queue": 10}, False),
        ("unresolved", {"waiting": 99}, {}, False),
    ],
)
def test_office_hours_hold_other_reasons_back(rule: str, facts: Any, values: Any, held: bool) -> None:
    reason = Reason(rule, "", "", rule=rule)
    assert OfficeHours(values=values).holds_back(asked(FEE, **facts), reason) == held


@pytest.mark.parametrize(
    ("times", "before", "fires"), [(1, 0, True), (2, 1, True), (3, 1, False), (3, 2, True)]
)
def test_no_answer_so_many_times_in_a_row(times: int, before: int, fires: bool) -> None:
    rule = NoAnswer(values={"times": times})
    assert (rule.on_draft(asked("怎么办呢", *open_ended(before)), drafted("handoff")) is not None) == fires


@pytest.mark.parametrize(("times", "fires"), [(1, True), (2, True), (3, False)])
def test_answers_turned_down_so_many_times(times: int, fires: bool) -> None:
    turn = asked("不对", went("你没懂我的意思"))
    assert (RejectedTwice(values={"times": times}).on_question(turn) is not None) == fires


CASHIER = Topic("cashier_dispute", "柜台长短款", "A cash dispute", examples=("柜台少给了我钱",))
LATER = Topic("estate", "房产过户", "Transfer of a home", at_once=False, examples=("房子怎么过户",))
OWN = Means(
    likens=Likens(["柜台少给了我钱", "取钱时柜员少数了一百"], ["房子怎么过户", "过户要带什么"], near=0.94),
    topics={each.code: each for each in (CASHIER, LATER)},
)


@pytest.mark.parametrize(
    ("now", "rung", "expected"),
    [
        ("取钱时柜员少数了一百", "quote", ("cashier_dispute", None)),
        ("过户要带什么", "handoff", (None, "estate")),
        ("过户要带什么", "quote", (None, None)),
        ("年费多少", "handoff", (None, None)),
    ],
)
def test_topics_of_the_banks_own_by_meaning(now: str, rung: str, expected: Any) -> None:
    assert codes(OwnTopics(OWN), asked(now), drafted(rung)) == expected


def test_a_nearer_counter_example_takes_a_topic_away() -> None:
    against = Topic(
        "cashier_dispute", "柜台长短款", "x", examples=CASHIER.examples, unlike=("取钱时柜员少数了一百",)
    )
    means = Means(likens=OWN.likens, topics={"cashier_dispute": against})
    assert codes(OwnTopics(means), asked("取钱时柜员少数了一百")) == (None, None)
    assert codes(OwnTopics(OWN, {"near": 0.95}), asked("取钱时柜员少数了一百")) == (None, None)


@pytest.mark.parametrize(
    ("kept", "zh", "en"),
    [
        ("angry 0.83 (reading-2)", "按语义：激动 0.83 (reading-2)", "by meaning: angry 0.83 (reading-2)"),
        ("turns 5", "没有解决的轮数 5", "turns that resolved nothing 5"),
        ("lexicon", "明确的字词", "plain words"),
        ("engine not ready", "引擎未就绪", "engine not ready"),
        ("of a later version 3!", "of a later version 3!", "of a later version 3!"),
    ],
)
def test_evidence_in_words(kept: str, zh: str, en: str) -> None:
    assert (evidence.said(kept, "zh"), evidence.said(kept, "en")) == (zh, en)
