"""A document offers qa pairs: its rows and its sections, in its own words."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from appliance.ai.knowledge.qa_generation import MAX_ANSWER, proposals
from appliance.ai.knowledge.rows import cells


@dataclass
class Passage:
    id: str
    text: str
    heading: str = ""
    kind: str = "text"


def row(number: int, text: str, heading: str = "") -> Passage:
    return Passage(str(number), text, heading, "row")


TARIFF = "服务收费价目表 › 1.1 账户与凭证"


def test_a_row_is_asked_by_its_name_and_answered_by_itself() -> None:
    (made,) = proposals(
        [row(1, "编号=GR-03; 项目=存折补办; 收费标准=5元/本; 优惠与说明=写满换新免费", TARIFF)]
    )
    assert made.question == "存折补办（账户与凭证）的收费标准、优惠与说明是什么？"
    assert made.answer == "存折补办（账户与凭证）：收费标准：5元/本；优惠与说明：写满换新免费。"
    assert made.phrasings == ("存折补办的收费标准是多少？", "存折补办的优惠与说明是什么？")
    assert made.passages == ("1",)


def test_as_many_columns_name_a_row_as_it_takes() -> None:
    made = proposals(
        [row(1, "种类=整存整取; 期限=1年; 年利率=1.20"), row(2, "种类=整存整取; 期限=2年; 年利率=1.30")]
    )
    assert [one.question for one in made] == ["整存整取 1年的年利率是多少？", "整存整取 2年的年利率是多少？"]


def test_an_english_row_is_asked_in_english() -> None:
    (made,) = proposals(
        [row(1, "Card=Gold; Annual fee=CNY 100; Free if=five purchases a year", "Fees › Cards")]
    )
    assert made.question == "What is the Annual fee, Free if of Gold (Cards)?"
    assert made.answer == "Gold (Cards): Annual fee: CNY 100; Free if: five purchases a year."


def test_a_section_is_one_answer_and_a_chapter_is_none() -> None:
    short = [
        Passage("1", "办理须本人到场。", "手册 › 第二节 挂失"),
        Passage("2", "七日后补发。", "手册 › 第二节 挂失"),
    ]
    (made,) = proposals(short)
    assert (made.question, made.answer) == ("挂失有什么规定？", "办理须本人到场。\n七日后补发。")
    assert made.passages == ("1", "2")
    assert proposals([Passage("1", "长" * (MAX_ANSWER + 1), "手册 › 总则")]) == []


@pytest.mark.parametrize(
    "passages",
    [
        [],
        [Passage("1", "没有标题的段落。")],
        [row(1, "说明=只有一列")],
        [row(1, "项目=空行; 收费标准=—; 备注=")],
        [row(1, "这不是一行表格")],
    ],
)
def test_what_offers_nothing(passages: list[Passage]) -> None:
    assert proposals(passages) == []


def test_no_question_is_asked_twice() -> None:
    twice = [row(1, "项目=年费; 收费标准=100元"), row(2, "项目=年费; 收费标准=100元")]
    assert len(proposals(twice)) == 1


def test_cells_leave_out_what_is_empty() -> None:
    assert cells("期限=1年; 利率=1.5%; 备注=—") == [("期限", "1年"), ("利率", "1.5%")]
