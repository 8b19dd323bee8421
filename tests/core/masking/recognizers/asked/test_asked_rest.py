"""A first part or the bare rest of what was asked for."""

from __future__ import annotations

import pytest

from appliance.core.masking.analysis import Analysis
from appliance.core.masking.context import Turn, read
from appliance.core.masking.recognizers.asked.rest import AskedRest

PARTS = [
    ([("agent", "请报一下卡号")], "62284871", "BANK_CARD"),
    ([("agent", "您的微信号"), ("visitor", "chenxi下划线")], "后面2088", "WECHAT"),
    ([("agent", "身份证"), ("visitor", "⟦CN_ID:01⟧")], "最后四位应该是512X", "CN_ID"),
    ([("visitor", "E31"), ("agent", "后面六位")], "592846", "PASSPORT"),
    ([("visitor", "豫C的"), ("agent", "后五位呢")], "8K417", "PLATE"),
]
NO_PARTS = [
    ([("visitor", "E31"), ("agent", "后面几位")], "592"),
    ([("visitor", "豫C的"), ("agent", "您说的是？")], "KKKKK"),
    ([("agent", "请报一下卡号")], "3张"),
    ([("agent", "请报一下卡号")], "我不想说，上次等了40分钟"),
    ([("agent", "您卡号后四位？")], "8832"),
    ([("agent", "您卡的额度是？")], "50000"),
    ([], "62284871"),
]


def find(turns, text):
    state = read([Turn(role, said) for role, said in turns])
    return AskedRest().find(Analysis(text, state=state))


@pytest.mark.parametrize(("turns", "text", "kind"), PARTS)
def test_taken(turns, text, kind):
    (part,) = find(turns, text)
    assert part.kind == kind


@pytest.mark.parametrize(("turns", "text"), NO_PARTS)
def test_left_alone(turns, text):
    assert find(turns, text) == []
