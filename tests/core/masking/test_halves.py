"""Mei sends a number in two messages: the second one tells what the first one was."""

from __future__ import annotations

import pytest

from appliance.core.masking.context import Turn
from appliance.core.masking.halves import complete
from appliance.core.masking.text import MaskedText, RawText, tokens_in

CARD = "6228487103156403755"
TOGETHER = [
    ("BANK_CARD", ["请报一下卡号", "62284871"], "03156403755", CARD),
    ("BANK_CARD", ["", "先发一半 6228 4871"], "后面是0315 6403 755", CARD),
    ("MOBILE", ["留一个手机", "1873634"], "8806", "18736348806"),
    ("CN_ID", ["证件号", "前六位610113"], "后面19750528 5757", "610113197505285757"),
    ("MOBILE", ["", "幺八七三六三四"], "八八零六", "18736348806"),
]


def spoken_turns(question, *visitor):
    asked = [Turn("agent", question)] if question else []
    return [*asked, *(Turn("visitor", MaskedText.trusted(text)) for text in visitor)]


@pytest.mark.parametrize(("kind", "before", "new", "value"), TOGETHER)
def test_both_halves_carry_the_token_of_the_whole(masker, hasher, kind, before, new, value):
    turns = spoken_turns(*before)
    (again,) = complete(turns, RawText(new), hasher=hasher)
    now = masker.mask(RawText(new), hasher=hasher, context=turns)
    assert again.turn == len(turns) - 1
    (early,), (late,) = tokens_in(again.masked.text), tokens_in(now.text)
    assert early.kind == late.kind == kind
    assert early.token_id == late.token_id == f"{kind}:{hasher(kind, value)}"
    assert again.masked.entities[0].value.expose() == value


def test_a_secret_in_two_halves_is_dropped_from_both(masker, hasher):
    turns = spoken_turns("请输入短信验证码", "前三位482")
    (again,) = complete(turns, RawText("后三位019"), hasher=hasher)
    assert again.masked.dropped == ["OTP"]
    assert "482" not in str(again.masked.text)
    assert masker.mask(RawText("后三位019"), hasher=hasher, context=turns).dropped == ["OTP"]


def test_three_messages_make_one_number(hasher):
    turns = spoken_turns("卡号？", "6228 4871", "0315", "6403")
    again = complete(turns, RawText("752"), hasher=hasher)
    assert [each.turn for each in again] == [1, 2, 3]
    assert len({each.masked.entities[0].token_id for each in again}) == 1


def test_what_the_number_was_may_be_said_afterwards(hasher):
    (again,) = complete(spoken_turns("", "770521"), RawText("这个是我的取款密码"), hasher=hasher)
    assert again.masked.dropped == ["PASSWORD"]


UNRELATED = [
    ([], "6228"),
    (["", "我想查一下贷款"], "3000元够吗"),
    (["请报一下卡号", "我转了5000元"], "等了5分钟"),
    (["", "⟦BANK_CARD:01⟧"], "谢谢"),
    (["", "770521"], "密码是多少位的？"),
    (["", "尾号8871的卡"], "2024年办的"),
]


@pytest.mark.parametrize(("before", "new"), UNRELATED)
def test_most_messages_complete_nothing(hasher, before, new):
    assert complete(spoken_turns(*before) if before else [], RawText(new), hasher=hasher) == []
