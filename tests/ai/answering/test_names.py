"""A bank's own names in two languages are read from its texts, so that either one finds what is written by the other."""

from __future__ import annotations

import pytest

from appliance.ai.answering.asked import read
from appliance.ai.answering.names import Names
from appliance.ai.answering.vocabulary import Vocabulary
from appliance.core.masking.tagger import Tagger

TEXTS = [
    "信用卡手册\n本手册适用于贝壳卡（Shell Card）和远洋白金卡（Ocean Platinum）。",
    "信用卡手册\n卡种=贝壳卡; 年费=免\n卡种=远洋白金卡; 年费=1800元",
    "汇款指引 › 三种汇款\n项目=英文名; 飞鱼汇=FlyFish Remit; 信鸥汇=Gull Transfer",
    "汇款指引 › 三种汇款\n项目=到账; 飞鱼汇=10分钟内; 信鸥汇=3个工作日",
    "保险要点\n产品=珊瑚重疾; 英文名=Coral Critical Illness; 起缴=1200元",
    "保险要点\n产品=“海星”意外; 英文名=Starfish Accident; 起缴=96元",
    "小企业细则\n内容=价格; 小舟套餐 Dinghy=18元; 巨轮套餐 Liner=188元",
    "利率表\n产品=大额存单（CD）; 起点=20万元",
]


@pytest.mark.parametrize(
    ("question", "chinese"),
    [
        ("How fast is FlyFish Remit?", "How fast is 飞鱼汇?"),
        ("flyfish remit多久到账", "飞鱼汇多久到账"),
        ("FlyFish多久到账", "飞鱼汇多久到账"),
        ("Coral Critical Illness等待期", "珊瑚重疾等待期"),
        ("Starfish赔多少", "海星意外赔多少"),
        ("Ocean Platinum的年费", "远洋白金卡的年费"),
        ("Shell Card有年费吗", "贝壳卡有年费吗"),
        ("Dinghy套餐多少钱", "小舟套餐套餐多少钱"),
        ("gull wings", "gull wings"),  # the beginning of a name is one only as a name is written
        ("my card", "my card"),
        ("CD利率", "CD利率"),
    ],
)
def test_names(question: str, chinese: str) -> None:
    assert Names(TEXTS).in_chinese(question) == chinese


@pytest.mark.parametrize("question", ["How fast is FlyFish Remit?", "FlyFish多久arrive"])
def test_a_question_is_about_the_thing_by_its_other_name(question: str) -> None:
    asked = read(question, Vocabulary(TEXTS, Tagger()))
    assert "飞鱼汇" in asked.said
    assert any("飞鱼汇" in text for text in asked.search)
