"""Qa pairs kept in a table (Excel or CSV): a row each, under headings such as 问题 and 答案.

The file is read by the readers, in their own process, like any other; here its rows become pairs. One cell may hold
several phrasings, parted by line ends, `|` or `；`.
"""

from __future__ import annotations

import re
from typing import Any, Final

from appliance.ai.knowledge.errors import UnreadableDocument
from appliance.ai.knowledge.readers.block import Reading
from appliance.ai.knowledge.rows import Columns

NAMES: Final[dict[str, str]] = {
    **dict.fromkeys(("编号", "序号", "id", "no", "no."), "id"),
    **dict.fromkeys(("问题", "标准问题", "标准问", "提问", "问", "question", "q"), "question"),
    **dict.fromkeys(("答案", "回答", "标准答案", "答复", "答", "answer", "a"), "answer"),
    **dict.fromkeys(
        ("相似问法", "相似问题", "相似问", "扩展问", "其他问法", "phrasings", "variants", "similar questions"), "phrasings"
    ),
    **dict.fromkeys(("来源", "出处", "来源文档", "source"), "source"),
}  # fmt: skip
"""What a column's heading may be, in lower case, and what it stands for."""

_COLUMNS: Final = Columns(NAMES)
_BETWEEN: Final = re.compile(r"[\n|｜；;]+")


def rows(reading: Reading, name: str) -> list[dict[str, Any]]:
    """`{"question", "answer"[, "id", "phrasings", "source"]}` for each row of a table that has both columns.

    Raises `UnreadableDocument` when there is no such table: `name` is the file's, for the sentence.
    """
    found: list[dict[str, Any]] = []
    for block in reading.blocks:
        if block.kind != "row":
            continue
        row = _cells(block.text)
        if row.get("question") and row.get("answer"):
            found.append(row)
    if not found:
        raise UnreadableDocument(
            f"“{name}”中没有问答：表头须有“问题”和“答案”两列（可另有编号、相似问法、来源）。",
            f"“{name}” holds no qa pairs: its table needs the columns “question” and “answer” "
            "(and may have id, phrasings and source).",
        )
    return found


def _cells(text: str) -> dict[str, Any]:
    row: dict[str, Any] = {key: value for key, value in _COLUMNS.of(text).items() if value}
    if "phrasings" in row:
        row["phrasings"] = [one.strip() for one in _BETWEEN.split(row["phrasings"]) if one.strip()]
    return row
