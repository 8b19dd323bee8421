"""Names that only the words around make names, and names in other scripts; the same words elsewhere stay."""

from __future__ import annotations

import pytest

from appliance.core.masking.recognizers.person import Person

FOUND = [
    ("黄蓉，不是射雕那个，我身份证上真叫这个", ["黄蓉"]),
    ("马上是我弟，马上已经到了", ["马上"]),
    ("高兴，男，对我就叫高兴", ["高兴"]),
    ("国庆、元旦是双胞胎，压岁钱各开一个户", ["国庆", "元旦"]),
    ("户名东方既白金额5000备注房租", ["东方既白"]),
    ("我儿子呗，高高，打游戏充了六千多", ["高高"]),
    ("免贵姓逯，左边一个录", ["逯"]),
    ("你们有个姓禤的柜员态度很差", ["禤"]),
    ("我和陈默、宋词三个人合伙的账户", ["宋词"]),
    ("俄罗斯客户Екатерина Волкова，开了个卢布户", ["Екатерина Волкова"]),
    ("韩国籍박지훈，护照在这", ["박지훈"]),
    ("土耳其客户Işıl Yıldırım的款", ["Işıl Yıldırım"]),
    ("Sophie她妈的卡", ["Sophie"]),
    ("护照名字写成LiNa了", ["LiNa"]),
    ("你好我系阿May，屋企電話唔記得", ["阿May"]),
    ("卖保险的女的叫Cici，现在是空号", ["Cici"]),
    ("工资册上写老疙瘩，大名铁振山", ["铁振山"]),
]
LEFT_ALONE = [
    "马上是什么意思，马上能到账吗",
    "国庆、元旦放假吗",
    "就叫什么理财来着",
    "我儿子天天刷视频",
    "你们老爱收手续费",
    "wo de shenfenzheng diu le",
    "客服小美你好",
    "花呗能还信用卡吗",
    "Crédit Agricole 那笔汇款",
    "Is there a branch in Germany",
    "户名不对金额也不对",
    "Grace period for credit card?",
    "Mark as read how?",
    "小雪节气活动",
    "你们总行在深圳福田吧",
    "只有1張健保卡",
    "乐乐茶满减",
    "周大生打折，方特门票",
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_found(finds, text, expected):
    assert set(expected) <= set(finds(Person(), text))


@pytest.mark.parametrize(
    ("text", "expected"), [("老幺，就上个月转过的", ["老幺"]), ("阿芬", ["阿芬"]), ("老地方", [])]
)
def test_a_nickname_answers_who(finds, text, expected):
    assert finds(Person(), text, asked=["PERSON"]) == expected


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_left_alone(finds, text):
    assert finds(Person(), text) == []
