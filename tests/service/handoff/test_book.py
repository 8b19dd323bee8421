"""The rule book as a value: what may stand in it, what a bad one is told, where a case applies."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from appliance.core.kit.errors import BadInput
from appliance.service.handoff.book import SHIPPED, book
from appliance.service.handoff.bound import Bound
from appliance.service.handoff.difference import differences
from appliance.service.handoff.scope import Scope
from tests.service.handoff.cases import asked, drafted, went

FEE = "信用卡年费是多少"


def test_a_book_survives_its_keeping() -> None:
    content = {
        "rules": {"unresolved": {"turns": 3, "cases": [{"channels": ["loopback"], "on": False}]}},
        "topics": {"pension": {"zh": "养老金", "examples": ["养老金没到账"]}, "refund": {"on": False}},
    }
    made = book("1", content)
    assert book("1", made.content()) == made
    assert made.rules["unresolved"].cases[0][1].values["turns"] == 3, (
        "a case begins with what holds everywhere"
    )
    assert book("0", SHIPPED.content()) == SHIPPED


@pytest.mark.parametrize(
    ("content", "names"),
    [
        ([], ("rules",)),
        ({"regeln": {}}, ("regeln",)),
        ({"rules": {"moods": {}}}, ("moods", "asks_for_person")),
        ({"rules": {"mood": []}}, ("mood",)),
        ({"rules": {"unresolved": {"turns": 1}}}, ("unresolved", "turns", "2", "12")),
        ({"rules": {"unresolved": {"turns": 2.5}}}, ("unresolved", "turns")),
        ({"rules": {"unresolved": {"turns": True}}}, ("unresolved", "turns")),
        ({"rules": {"unresolved": {"rounds": 5}}}, ("unresolved", "rounds")),
        ({"rules": {"unresolved": {"on": 1}}}, ("unresolved", "on")),
        ({"rules": {"mood": {"moods": ["glad"]}}}, ("mood", "moods", "angry")),
        ({"rules": {"mood": {"cases": [{"on": False}]}}}, ("mood", "cases")),
        ({"rules": {"mood": {"cases": [{"hours": "9-5"}]}}}, ("mood", "hours")),
        ({"rules": {"mood": {"cases": [{"channels": "web"}]}}}, ("mood", "channels")),
        ({"rules": {"mood": {"cases": [{"channels": ["web"], "angry": 2}]}}}, ("mood", "angry")),
        ({"topics": {"Pension": {}}}, ("topics.Pension",)),
        ({"topics": {"pension": {"examples": ["x"]}}}, ("topics.pension", "zh")),
        ({"topics": {"pension": {"zh": "养老金"}}}, ("topics.pension", "examples")),
        ({"topics": {"refund": {"examples": "x"}}}, ("topics.refund", "examples")),
        ({"topics": {"refund": {"loud": True}}}, ("topics.refund", "loud")),
    ],
)
def test_what_cannot_be_used_is_named(content: Any, names: tuple[str, ...]) -> None:
    with pytest.raises(BadInput) as told:
        book("draft", content)
    for name in names:
        assert name in told.value.zh
        assert name in told.value.en


def at(hour: int, minute: int = 0) -> dict[str, Any]:
    return {"at": datetime(2026, 3, 3, hour, minute, tzinfo=UTC)}


@pytest.mark.parametrize(
    ("scope", "facts", "fits"),
    [
        (Scope(channels=("web",)), {"channel": "web"}, True),
        (Scope(channels=("web",)), {"channel": "sms"}, False),
        (Scope(teams=("信贷",)), {"team": "信贷"}, True),
        (Scope(teams=("信贷",)), {"team": "客服"}, False),
        (Scope(hours="open"), {"open": True}, True),
        (Scope(hours="closed"), {"open": True}, False),
        (Scope(hours="09:00-12:00"), at(9), True),
        (Scope(hours="09:00-12:00"), at(12), False),
        (Scope(hours="22:00-07:00"), at(23), True),
        (Scope(hours="22:00-07:00"), at(6, 59), True),
        (Scope(hours="22:00-07:00"), at(7), False),
        (Scope(topics=("fraud",)), {}, True),
        (Scope(topics=("refund",)), {}, False),
        (Scope(channels=("web",), hours="closed"), {"channel": "web", "open": True}, False),
    ],
)
def test_where_and_when_a_case_applies(scope: Scope, facts: Any, fits: bool) -> None:
    assert scope.fits(asked("x", **facts).facts, lambda: frozenset({"fraud"})) == fits


def test_the_first_case_that_fits_counts() -> None:
    rules = {
        "no_answer": {"on": False},
        "unresolved": {
            "turns": 5,
            "cases": [{"channels": ["web"], "on": False}, {"hours": "closed", "turns": 2}],
        },
    }
    bound = Bound(book("7", {"rules": rules}))
    before = [went(f"问题{n}怎么办", "handoff") for n in range(2)]
    night = bound.on_draft(asked("再问一个问题", *before, open=False), drafted("handoff"))
    assert night is not None
    assert (night.code, night.version) == ("unresolved", "7")
    assert bound.on_draft(asked("再问一个问题", *before), drafted("handoff")) is None
    assert (
        bound.on_draft(asked("再问一个问题", *before, channel="web", open=False), drafted("handoff")) is None
    )


def test_a_rule_that_is_off_says_nothing_and_others_go_on() -> None:
    off = Bound(book("1", {"rules": {"asks_for_person": {"on": False}}}))
    assert off.on_question(asked("转人工")) is None
    topic_off = Bound(book("1", {"topics": {"complaint": {"on": False}}}))
    assert topic_off.on_question(asked("我要投诉")) is None
    reason = topic_off.on_question(asked("我要投诉，转人工"))
    assert reason is not None
    assert reason.code == "asks_for_person"


def test_a_known_matter_may_be_answered_first() -> None:
    later = Bound(book("1", {"topics": {"complaint": {"at_once": False}}}))
    assert later.on_question(asked("我要投诉")) is None
    reason = later.on_draft(asked("我要投诉"), drafted("handoff"))
    assert reason is not None
    assert reason.code == "complaint"


def test_at_night_the_ai_goes_on_but_a_wish_is_heard() -> None:
    night = Bound(book("1", {"rules": {"office_hours": {"on": True}}}))
    unanswered = asked("你们卖黄金吗", went("你们卖白银吗", "handoff"), open=False)
    assert night.on_draft(unanswered, drafted("handoff")) is None
    assert Bound(SHIPPED).on_draft(unanswered, drafted("handoff")) is not None
    assert night.on_question(asked("转人工", open=False)) is not None


def test_what_a_change_says_otherwise() -> None:
    new = book(
        "draft",
        {
            "rules": {"mood": {"on": False}, "unresolved": {"turns": 3, "cases": [{"hours": "closed"}]}},
            "topics": {"fraud": {"on": False}},
        },
    )
    found = {(each.rule, each.key): each for each in differences(SHIPPED, new)}
    assert found["unresolved", "turns"].after == 3
    assert found["unresolved", "cases.1.hours"].before is None
    assert {key for key, each in found.items() if each.fewer} == {("mood", "on"), ("topics", "fraud.on")}
    assert differences(SHIPPED, SHIPPED) == []
