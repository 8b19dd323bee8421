"""Writes the documents, approved pairs and question files of the bank in `content/`.

    .venv/bin/python make.py [--out FOLDER]

The same texts give the same bytes. `check.py` then compares every question with the documents made.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path
from typing import Any

import pypdfium2
from writers import LOOKS, parse, write_docx, write_pdf, write_xlsx

HERE = Path(__file__).resolve().parent
DOCUMENTS = {
    "loans": "个人贷款业务手册-2026年版.pdf",
    "fees": "服务收费价目表-2026年版.pdf",
    "rules": "个人存款与结算账户管理办法-2023年版.pdf",
    "notice": "废止和修订部分条款的通知-岫银发2026-7号.pdf",
    "cards": "信用卡使用指南.docx",
    "ebank": "电子银行业务规则.docx",
    "rates": "存贷款利率表-2026.xlsx",
    "branches": "网点与服务热线.xlsx",
}
SOURCES = {
    "loans": "loans.md",
    "fees": "fees.md",
    "rules": "rules2023.md",
    "notice": "notice2026.md",
    "cards": "cards.md",
    "ebank": "ebank.md",
    "rates": "rates.md",
    "branches": "branches.md",
}


def lines(name: str) -> list[tuple[str, str]]:
    """(group, line) of a text: `# group` lines head the lines after them."""
    group, found = "", []
    path = HERE / "content" / name
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else []:
        if line.startswith("# "):
            group = line[2:].strip()
        elif line.strip():
            found.append((group, line.strip()))
    return found


def turns(text: str) -> dict[str, Any]:
    """`visitor~~ai~~…~~query` as query and history."""
    *before, query = (part.strip() for part in text.split("~~"))
    row: dict[str, Any] = {"query": query}
    if before:
        row["history"] = [{"role": ("visitor", "ai")[i % 2], "text": part} for i, part in enumerate(before)]
    return row


class Pages:
    """The page of a PDF on which an article, code or heading stands (the last such page when the contents list it)."""

    def __init__(self, folder: Path) -> None:
        self.texts = {}
        for key in LOOKS:
            pdf = pypdfium2.PdfDocument(folder / DOCUMENTS[key])
            self.texts[key] = [re.sub(r"\s", "", p.get_textpage().get_text_range()) for p in pdf]

    def find(self, key: str, mark: str) -> int:
        mark = re.sub(r"\s", "", mark)
        pages = self.texts[key]
        start = 2 if key == "loans" else 0
        found = [number for number, text in enumerate(pages[start:], start + 1) if mark in text]
        if found:
            return found[-1] if mark.startswith("附") else found[0]
        sys.exit(f"“{mark}” does not stand in {DOCUMENTS[key]}.")


def place(where: str, pages: Pages) -> tuple[str, dict[str, Any] | None]:
    """`doc:mark` as (file, place)."""
    key, _, mark = where.partition(":")
    file = DOCUMENTS[key]
    if not mark:
        return file, None
    spot: dict[str, Any] = {"file": file}
    if key in ("rates", "branches"):
        spot["sheet"] = mark
    else:
        spot["section"] = mark
        if key in LOOKS:
            spot["page"] = pages.find(key, mark)
    return file, spot


def write_lines(path: Path, rows: list[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def make_sets(out: Path, pages: Pages) -> None:
    pairs = []
    for number, (key, line) in enumerate(lines("qa.txt"), 1):
        question, answer, *rest = (part.strip() for part in line.split("|"))
        variants = [v.strip() for v in rest[0].split(" / ")] if rest and rest[0] else []
        pairs.append(
            {
                "id": f"qa-{number:03d}",
                "question": question,
                "answer": answer,
                "source": DOCUMENTS[key],
                "variants": variants,
            }
        )
    write_lines(out / "qa_pairs.jsonl", pairs)
    questions = []
    for kind, line in lines("questions.txt"):
        text, wheres, facts = (part.strip() for part in line.split("|"))
        relevant: list[str] = []
        spots: list[dict[str, Any]] = []
        for where in wheres.split():
            if where.startswith("qa-"):
                relevant.append(where)
                continue
            file, spot = place(where, pages)
            if file not in relevant:
                relevant.append(file)
            if spot:
                spots.append(spot)
        row = {
            "qid": f"a{len(questions) + 1:03d}",
            **turns(text),
            "kind": kind,
            "relevant": relevant,
            "where": spots,
        }
        row["facts"] = [fact.strip() for fact in facts.split(";") if fact.strip()]
        questions.append(row)
    write_lines(out / "questions.jsonl", questions)
    rows = []
    for kind, line in lines("unanswerable.txt"):
        rows.append({"qid": f"u{len(rows) + 1:03d}", **turns(line), "kind": kind})
    write_lines(out / "unanswerable.jsonl", rows)


def main() -> None:
    parser = argparse.ArgumentParser(description="Write the bank's documents and question files.")
    parser.add_argument("--out", type=Path, default=HERE)
    out: Path = parser.parse_args().out
    folder = out / "documents"
    folder.mkdir(parents=True, exist_ok=True)
    for key, file in DOCUMENTS.items():
        blocks = parse((HERE / "content" / SOURCES[key]).read_text(encoding="utf-8"))
        path = folder / file
        if path.suffix == ".pdf":
            write_pdf(key, blocks, path)
        elif path.suffix == ".docx":
            write_docx(blocks, path)
        else:
            write_xlsx(blocks, path)
    make_sets(out, Pages(folder))


if __name__ == "__main__":
    main()
