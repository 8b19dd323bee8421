"""Outlines and picks: what is left of a text when only its classes of words count, and which offered way was taken."""

from __future__ import annotations

import pytest

from appliance.ai.reading.outline import outline
from appliance.ai.reading.picks import picked
from appliance.ai.reading.script import plain


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("转人工", "找客服"),
        ("不用转人工", "别找经理"),
        ("他非要打人工", "她硬要打客服"),
        ("connect me to a person", "transfer me to an agent"),
    ],
)
def test_words_of_one_class_have_one_outline(one: str, other: str) -> None:
    assert outline(plain(one)) == outline(plain(other))


@pytest.mark.parametrize(
    ("wish", "none"),
    [
        ("转人工", "不用转人工"),
        ("找你们经理", "刚才找你们经理了"),
        ("人工", "人工费"),
        ("找人工", "我妈找人工"),
        ("get me a person", "do not get me a person"),
    ],
)
def test_a_wish_and_a_near_miss_differ_in_outline(wish: str, none: str) -> None:
    assert outline(plain(wish)) != outline(plain(none))


def test_an_outline_is_no_longer_than_its_text() -> None:
    text = plain("我昨天想找你们的客户经理，结果没人接电话！" * 40)
    assert 0 < len(outline(text)) <= len(text)
    assert outline("") == ""


QUEUE = "前面还有 6 位，继续等待请回复 1，退出请回复 2。"
MENU = "请选择：1 自助办理 2 人工办理"
EITHER = "您可以在手机银行自助修改，或转人工办理。请问哪种？"


@pytest.mark.parametrize(
    ("text", "ours", "way"),
    [
        ("1", QUEUE, 1.0),
        ("2", QUEUE, -1.0),
        ("1", MENU, -1.0),
        ("2", MENU, 1.0),
        ("选②", "请选择：①机器人继续服务 ②人工客服", 1.0),
        ("第二种", EITHER, 1.0),
        ("前者", EITHER, -1.0),
        ("the second one", "Would you rather read the guide or talk to a colleague?", 1.0),
        ("2", "年费为每年 200 元。", 0.0),
        ("1 万元能存定期吗，利率是多少呢，存一年的话到期怎么取", MENU, 0.0),
        ("", MENU, 0.0),
    ],
)
def test_the_way_that_was_taken_is_known(text: str, ours: str, way: float) -> None:
    assert picked(text, ours) == way
