"""Writes the documents, approved pairs and question files of the bank in `content/`.

    .venv/bin/python make.py [--bank ../bank3] [--out FOLDER]

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

HERE = Path(__file__).resolve().parent
sys.path += [str(HERE), str(HERE.parents[2] / "deploy" / "sample")]

from looks.office import write_docx, write_xlsx  # noqa: E402
from looks.pdf import write_pdf  # noqa: E402
from looks.source import parse  # noqa: E402


def lines(bank: Path, name: str) -> list[tuple[str, str]]:
    """(group, line) of a text: `# group` lines head the lines after them."""
    group, found = "", []
    path = bank / "content" / name
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

    def __init__(self, folder: Path, files: dict[str, str]) -> None:
        self.files = files
        self.texts = {}
        for key, file in files.items():
            if file.endswith(".pdf"):
                pdf = pypdfium2.PdfDocument(folder / file)
                self.texts[key] = [re.sub(r"\s", "", p.get_textpage().get_text_range()) for p in pdf]

    def find(self, key: str, mark: str) -> int:
        mark = re.sub(r"\s", "", mark)
        pages = self.texts[key]
        start = 2 if key == "loans" else 0
        found = [number for number, text in enumerate(pages[start:], start + 1) if mark in text]
        if found:
            return found[-1] if mark.startswith("附") else found[0]
        sys.exit(f"“{mark}” does not stand in {self.files[key]}.")


def place(where: str, pages: Pages) -> tuple[str, dict[str, Any] | None]:
    """`doc:mark` as (file, place)."""
    key, _, mark = where.partition(":")
    file = pages.files[key]
    if not mark:
        return file, None
    spot: dict[str, Any] = {"file": file}
    if file.endswith(".xlsx"):
        spot["sheet"] = mark
    else:
        spot["section"] = mark
        if file.endswith(".pdf"):
            spot["page"] = pages.find(key, mark)
    return file, spot


def write_lines(path: Path, rows: list[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def make_sets(bank: Path, out: Path, pages: Pages) -> None:
    pairs = []
    for number, (key, line) in enumerate(lines(bank, "qa.txt"), 1):
        question, answer, *rest = (part.strip() for part in line.split("|"))
        variants = [v.strip() for v in rest[0].split(" / ")] if rest and rest[0] else []
        pairs.append(
            {
                "id": f"qa-{number:03d}",
                "question": question,
                "answer": answer,
                "source": pages.files[key],
                "variants": variants,
            }
        )
    write_lines(out / "qa_pairs.jsonl", pairs)
    questions = []
    for kind, line in lines(bank, "questions.txt"):
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
    for kind, line in lines(bank, "unanswerable.txt"):
        rows.append({"qid": f"u{len(rows) + 1:03d}", **turns(line), "kind": kind})
    write_lines(out / "unanswerable.jsonl", rows)


def main() -> None:
    parser = argparse.ArgumentParser(description="Write a bank's documents and question files.")
    parser.add_argument("--bank", type=Path, default=HERE, help="a folder with `content/`")
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    bank: Path = given.bank.resolve()
    out: Path = given.out or bank
    folder = out / "documents"
    folder.mkdir(parents=True, exist_ok=True)
    listed = json.loads((bank / "content" / "documents.json").read_text(encoding="utf-8"))
    name = listed["bank"]
    files = {}
    for key, one in listed["documents"].items():
        files[key] = one["file"]
        blocks = parse((bank / "content" / one["text"]).read_text(encoding="utf-8"))
        path = folder / one["file"]
        if path.suffix == ".pdf":
            write_pdf(name, one["look"], blocks, path)
        elif path.suffix == ".docx":
            write_docx(name, blocks, path)
        else:
            write_xlsx(name, blocks, path)
    make_sets(bank, out, Pages(folder, files))


if __name__ == "__main__":
    main()
