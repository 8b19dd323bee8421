"""The other rules as a table, and the order in which they are asked."""

from __future__ import annotations

import pytest

from appliance.ai.answering.answer import Answer, Rung
from appliance.core.masking.text import MaskedText
from appliance.service.handoff.decide import Decide
from appliance.service.handoff.rule import Asked, Reason

decide = Decide()


def said(text: str) -> MaskedText:
    return MaskedText.trusted(text)


def draft(rung: Rung) -> Answer:
    return Answer(said("……"), rung, "zh")


def code(reason: Reason | None) -> str | None:
    return reason.code if reason else None


ON_QUESTION = [
    ("我不想活了", "self_harm"),
    ("欠这么多钱，真想跳楼", "self_harm"),
    ("I want to kill myself", "self_harm"),
    ("我刚刚被骗了三万块", "fraud"),
    ("钱被盗刷了", "fraud"),
    ("我把验证码告诉骗子了怎么办", "fraud"),
    ("这笔不是我本人操作的", "fraud"),
    ("My account was hacked", "fraud"),
    ("我父亲去世了，存款怎么取", "bereavement"),
    ("My husband passed away", "bereavement"),
    ("我要去银保监投诉你们", "legal"),
    ("再不解决我就起诉你们", "legal"),
    ("You will hear from my lawyer", "legal"),
    ("我要投诉", "complaint"),
    ("你们柜员态度太差了", "complaint"),
    ("I want to make a complaint", "complaint"),
    ("转人工", "asks_for_person"),
    ("我要投诉，转人工", "complaint"),
    ("投诉多少天内答复", None),
    ("投诉电话是多少", None),
    ("怎么防范电信诈骗", None),
    ("失卡保障是什么", None),
    ("信用卡被盗刷能赔吗", None),
    ("信用卡丢了怎么办", None),
    ("接到电话让我报验证码是真的吗", None),
    ("房贷提前还款要违约金吗", None),
    ("手机死机了还能转账吗", None),
    ("How do I make a complaint?", None),
    ("What is the annual fee?", None),
]


@pytest.mark.parametrize(("text", "expected"), ON_QUESTION)
def test_what_a_question_leads_to(text: str, expected: str | None) -> None:
    assert code(decide.on_question(Asked(said(text)))) == expected


def test_no_answer_twice_in_a_row_hands_over() -> None:
    first = Asked(said("你们卖黄金吗"))
    assert decide.on_draft(first, draft("handoff")) is None
    second = Asked(said("那白银呢"), rungs=("handoff",))
    assert code(decide.on_draft(second, draft("handoff"))) == "no_answer"


def test_an_answer_in_between_starts_the_count_again() -> None:
    turn = Asked(said("那白银呢"), rungs=("handoff", "quote"))
    assert decide.on_draft(turn, draft("handoff")) is None


def test_no_answer_once_is_enough_when_the_visitor_insists() -> None:
    assert code(decide.on_draft(Asked(said("我很急，马上告诉我")), draft("handoff"))) == "no_answer"


@pytest.mark.parametrize("rung", ["approved", "generated", "quote", "clarify"])
def test_an_answer_does_not_hand_over(rung: Rung) -> None:
    assert decide.on_draft(Asked(said("我很急"), rungs=("handoff",)), draft(rung)) is None


def test_a_lost_card_without_an_answer_goes_to_a_person_at_once() -> None:
    assert code(decide.on_draft(Asked(said("我的钱包被偷了")), draft("handoff"))) == "lost_card"
    assert decide.on_draft(Asked(said("我的钱包被偷了")), draft("approved")) is None


def test_two_rejections_hand_over() -> None:
    history = [("user", said("年费多少")), ("assistant", said("……")), ("user", said("不对，不是这个"))]
    assert code(decide.on_question(Asked(said("你没懂我的意思"), history))) == "rejected_twice"
    assert decide.on_question(Asked(said("你没懂我的意思"), history[:2])) is None


def test_a_question_that_contains_such_words_is_no_rejection() -> None:
    history = [("user", said("回答错了"))]
    assert decide.on_question(Asked(said("户名不对，转账还能退回来吗"), history)) is None


def test_evidence_never_holds_the_words_of_a_visitor() -> None:
    reason = decide.on_question(Asked(said("我不想活了，我叫⟦PERSON:abc⟧")))
    assert reason is not None
    assert "不想活" not in reason.evidence + reason.zh + reason.en
