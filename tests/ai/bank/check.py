"""Compares the question files with the documents made: places, facts, pairs, counts. Prints what is wrong, then counts."""

from __future__ import annotations

import collections
import json
import re
import sys
from pathlib import Path

import docx
import openpyxl
import pypdfium2

HERE = Path(sys.argv[1] if len(sys.argv) > 1 else __file__).resolve()
HERE = HERE if HERE.is_dir() else HERE.parent


def read(name: str) -> list[dict]:
    return [json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").splitlines()]


def squeeze(text: str) -> str:
    return re.sub(r"\s", "", text).replace("，", ",").replace("：", ":")


def shown(cell: object) -> str:
    value, form = cell.value, cell.number_format
    if isinstance(value, (int, float)) and form.startswith("0.00"):
        return f"{value * 100:.2f}%" if "%" in form else f"{value:.2f}"
    return "" if value is None else f"¥{value:,}" if "¥" in form else str(value)


def text_of(path: Path) -> str:
    if path.suffix == ".pdf":
        return squeeze("".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(path)))
    if path.suffix == ".docx":
        document = docx.Document(path)
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return squeeze("\n".join([p.text for p in document.paragraphs] + cells))
    book = openpyxl.load_workbook(path)
    return squeeze(
        "\n".join([s.title for s in book] + [shown(c) for s in book for row in s.iter_rows() for c in row])
    )


def main() -> None:
    texts = {path.name: text_of(path) for path in sorted((HERE / "documents").iterdir())}
    pairs = {pair["id"]: pair for pair in read("qa_pairs.jsonl")}
    questions, none = read("questions.jsonl"), read("unanswerable.jsonl")
    wrong = []
    for pair in pairs.values():
        if pair["source"] not in texts:
            wrong.append(f"{pair['id']}: no document {pair['source']}")
        if len(pair["variants"]) > 3:
            wrong.append(f"{pair['id']}: more than 3 variants")
        for figure in re.findall(r"\d[\d,.:\-]*\d%?|\d%?", pair["answer"]):
            bare = squeeze(figure).rstrip("%") if pair["source"].endswith(".xlsx") else squeeze(figure)
            if bare not in texts[pair["source"]]:
                wrong.append(f"{pair['id']}: {figure} not in {pair['source']}")
    for row in questions:
        if not row["relevant"] or not row["facts"]:
            wrong.append(f"{row['qid']}: no source or fact")
        for name in row["relevant"]:
            if name not in pairs and name not in texts:
                wrong.append(f"{row['qid']}: unknown {name}")
        documents = "".join(texts.get(name, "") for name in row["relevant"])
        for fact in row["facts"]:
            if squeeze(fact) not in documents:
                wrong.append(f"{row['qid']}: “{fact}” not in its documents")
        for spot in row["where"]:
            mark = spot.get("section") or spot["sheet"]
            if squeeze(mark) not in texts[spot["file"]]:
                wrong.append(f"{row['qid']}: place “{mark}” not in {spot['file']}")
    for rows, name in ((questions, "questions"), (none, "unanswerable")):
        for query, times in collections.Counter(
            json.dumps([r.get("history"), r["query"]], ensure_ascii=False) for r in rows
        ).items():
            if times > 1:
                wrong.append(f"{name}: twice {query}")
        for row in rows:
            if row["kind"] == "follow_up" and not row.get("history"):
                wrong.append(f"{row['qid']}: no history")
    print("\n".join(wrong))
    print("pairs", len(pairs), "with variants", sum(bool(p["variants"]) for p in pairs.values()))
    print("questions", len(questions), dict(collections.Counter(r["kind"] for r in questions)))
    print("also by a pair", sum(any(n in pairs for n in r["relevant"]) for r in questions))
    print("by document", dict(collections.Counter(n for r in questions for n in r["relevant"] if n in texts)))
    print("unanswerable", len(none), dict(collections.Counter(r["kind"] for r in none)))
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
