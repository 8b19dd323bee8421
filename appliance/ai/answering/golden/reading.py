"""Question sets from JSONL or from a table (Excel, CSV)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from appliance.ai.answering.golden.judge import Question
from appliance.ai.knowledge.batch import read_jsonl
from appliance.ai.knowledge.errors import UnreadableDocument
from appliance.ai.knowledge.readers.read import read
from appliance.ai.knowledge.rows import Columns
from appliance.core.kit.errors import BadInput

MOST: Final = 5000
"""Questions in a set: each is asked before every publication."""

NAMES: Final[dict[str, str]] = {
    **dict.fromkeys(("编号", "序号", "qid", "id", "no"), "qid"),
    **dict.fromkeys(("问题", "提问", "query", "question"), "query"),
    **dict.fromkeys(("来源", "出处", "relevant", "sources", "source"), "relevant"),
    **dict.fromkeys(("要点", "答案要点", "应含", "facts", "answers"), "facts"),
}
"""What a column or key may be called, in lower case, and what it stands for."""

_COLUMNS: Final = Columns(NAMES)


def questions(path: Path, masked: Callable[[str], str]) -> list[Question]:
    """The questions of a file; `masked` masks what is not a source's name.

    JSONL: `{"qid", "query"[, "relevant": […], "facts": […], "history": [{"role", "text"}]]}`. A table has the columns
    问题 / query and may have 编号, 来源 and 要点, several values in a cell parted by `|`. Raises `UnreadableDocument`,
    `BadInput` naming the first row that lacks something.
    """
    if path.suffix.lower() == ".jsonl":
        rows: Sequence[Mapping[str, Any]] = read_jsonl(path)
    else:
        rows = [_COLUMNS.of(block.text) for block in read(path).blocks if block.kind == "row"]
        if not any("query" in row for row in rows):
            raise UnreadableDocument(
                f"“{path.name}”中没有问题：表头须有“问题”列（可另有编号、来源、要点）。",
                f"“{path.name}” holds no questions: its table needs the column “query” (and may have qid, relevant, facts).",
            )
    if len(rows) > MOST:
        raise BadInput(f"一个题集最多 {MOST} 题，请拆分。", f"A set has at most {MOST} questions; split it.")
    found = [_question(number, row, masked) for number, row in enumerate(rows, 1)]
    if len({one.qid for one in found}) < len(found):
        raise BadInput("题集中有重复的编号。", "Two questions of the set have the same id.")
    return found


def _question(number: int, row: Mapping[str, Any], masked: Callable[[str], str]) -> Question:
    named = {NAMES.get(str(key).lower(), str(key)): value for key, value in row.items()}
    query = named.get("query")
    if not isinstance(query, str) or not query.strip():
        raise BadInput(
            f"第 {number} 行没有问题，没有导入任何内容。",
            f"Row {number} has no question; nothing was imported.",
        )
    return Question(
        qid=str(named.get("qid") or number),
        query=masked(query.strip()),
        sources=tuple(map(str, _list(number, named.get("relevant")))),
        facts=tuple(masked(str(fact)) for fact in _list(number, named.get("facts"))),
        history=tuple(_turn(number, turn, masked) for turn in _list(number, named.get("history"))),
    )


def _turn(number: int, turn: Any, masked: Callable[[str], str]) -> tuple[str, str]:
    if isinstance(turn, str):
        return "visitor", masked(turn)
    if isinstance(turn, dict) and isinstance(turn.get("text"), str):
        return str(turn.get("role", "visitor")), masked(turn["text"])
    raise BadInput(f"第 {number} 行的 history 无法读取。", f"The history of row {number} cannot be read.")


def _list(number: int, value: Any) -> list[Any]:
    if value is None or value == "":
        return []
    if isinstance(value, str):
        return [part.strip() for part in value.split("|") if part.strip()]
    if isinstance(value, list):
        return value
    raise BadInput(f"第 {number} 行的列表无法读取。", f"A list in row {number} cannot be read.")
