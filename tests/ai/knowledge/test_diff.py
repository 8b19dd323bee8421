"""Two versions compared: what came, what went, what changed, and which number."""

from __future__ import annotations

import pytest

from appliance.ai.knowledge.diff import diff, words
from appliance.ai.knowledge.tables import Passage


def passages(*texts: str) -> list[Passage]:
    return [
        Passage(id=str(n), document_id="d", ordinal=n, text=text, heading="年费")
        for n, text in enumerate(texts)
    ]


FEE, LOST, HOURS = "金卡年费每年 200 元，首年免收。", "挂失手续费每次 10 元。", "营业时间为每日九点至十七点。"

TABLE = [
    ([FEE, LOST], [FEE, LOST], [], 2),
    ([FEE, LOST], [FEE], ["removed"], 1),
    ([LOST], [FEE, LOST, HOURS], ["added", "added"], 1),
    ([FEE, LOST], [FEE.replace("200", "300"), LOST], ["changed"], 1),
    ([FEE, LOST, HOURS], [FEE.replace("200", "300"), HOURS], ["changed", "removed"], 1),
    ([FEE], ["房贷最长三十年。"], ["removed", "added"], 0),
    ([], [FEE], ["added"], 0),
    ([FEE, LOST], [LOST, FEE], ["added", "removed"], 1),
]


@pytest.mark.parametrize(("before", "after", "kinds", "same"), TABLE)
def test_passages(before: list[str], after: list[str], kinds: list[str], same: int) -> None:
    found = diff(passages(*before), passages(*after))
    assert sorted(change.kind for change in found.changes) == sorted(kinds)
    assert found.same == same


def test_every_passage_is_told_once_in_a_long_list() -> None:
    before = [f"第 {n} 条 利率 {n}.25%。" for n in range(150)]
    after = [text.replace(".25", ".35") for text in before] + ["新增的一条。"]
    found = diff(passages(*before), passages(*after))
    assert (found.count("changed"), found.count("added"), found.count("removed")) == (150, 1, 0)


def test_a_changed_number_is_marked_whole_and_nothing_is_lost() -> None:
    old, new = words("年利率 3.25%，期限 36 个月", "年利率 3.52%，期限 36 个月")
    assert [one.text for one in old if one.differs] == ["3.25%"]
    assert [one.text for one in new if one.differs] == ["3.52%"]
    assert "".join(one.text for one in new) == "年利率 3.52%，期限 36 个月"
