"""A table of qa pairs, as a bank keeps them, read by the real reader."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from appliance.ai.knowledge.errors import UnreadableDocument
from appliance.ai.knowledge.pair_sheets import rows
from appliance.ai.knowledge.readers.read import read

LINES = [
    ("编号", "标准问题", "答案", "相似问法", "来源"),
    ("K1", "白金卡年费多少？", "每年 3,600 元；首年免收", "白金卡一年多少钱|白金年费", "tariff.xlsx"),
    ("K2", "怎么挂失？", "请拨打客服热线。", None, None),
]
PAIRS = [
    {
        "id": "K1",
        "question": "白金卡年费多少？",
        "answer": "每年 3,600 元；首年免收",
        "phrasings": ["白金卡一年多少钱", "白金年费"],
        "source": "tariff.xlsx",
    },
    {"id": "K2", "question": "怎么挂失？", "answer": "请拨打客服热线。"},
]


def test_a_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for line in LINES:
        book.active.append(line)
    book.save(tmp_path / "qa.xlsx")
    assert rows(read(tmp_path / "qa.xlsx"), "qa.xlsx") == PAIRS


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_table_as_text(tmp_path: Path, encoding: str) -> None:
    text = "\n".join(",".join(f'"{cell or ""}"' for cell in line) for line in LINES)
    (tmp_path / "qa.csv").write_bytes(text.encode(encoding))
    assert rows(read(tmp_path / "qa.csv"), "qa.csv") == PAIRS


def test_english_headings(tmp_path: Path) -> None:
    (tmp_path / "qa.csv").write_text("Question,Answer\nAnnual fee?,CNY 200 a year\nHotline?,95500\n", "utf-8")
    assert [row["answer"] for row in rows(read(tmp_path / "qa.csv"), "qa.csv")] == ["CNY 200 a year", "95500"]


def test_a_table_of_something_else_says_what_is_wanted(tmp_path: Path) -> None:
    (tmp_path / "fees.csv").write_text("项目,收费\n年费,200元\n补卡,15元\n", "utf-8")
    with pytest.raises(UnreadableDocument, match=r"question.*answer") as refused:
        rows(read(tmp_path / "fees.csv"), "fees.csv")
    assert "“问题”和“答案”两列" in refused.value.zh
