"""Makes the sample bank's documents, approved pairs and questions from `content/` and `facts.json`.

    .venv/bin/python deploy/sample/make.py [--out FOLDER]

The same texts give the same bytes. What it makes is committed, so the appliance never needs to run it.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from writers.office import write_docx, write_xlsx  # noqa: E402
from writers.pdf import write_pdf  # noqa: E402
from writers.source import BadSource, fill, parse, read_facts  # noqa: E402

DOCUMENTS = (
    ("tariff-2026", "tariff-2026.xlsx", "2026 年服务收费标准", "zh"),
    ("credit-card-guide", "credit-card-guide.docx", "信用卡使用指南", "zh"),
    ("mortgage-manual", "mortgage-manual.pdf", "个人住房贷款手册", "zh"),
    ("branches-and-hotlines", "branches-and-hotlines.xlsx", "网点与热线", "zh"),
    ("mobile-banking-faq", "mobile-banking-faq.md", "手机银行常见问题", "zh"),
    ("english-services", "english-services.pdf", "Services for English-speaking customers", "en"),
)


def make_documents(out: Path, facts: dict[str, str]) -> None:
    """Writes every document into `out`/documents and their list into `out`/documents.json."""
    folder = out / "documents"
    folder.mkdir(parents=True, exist_ok=True)
    for name, file, title, lang in DOCUMENTS:
        text = fill((HERE / "content" / f"{name}.md").read_text(encoding="utf-8"), facts)
        path = folder / file
        if path.suffix == ".md":
            path.write_text(text, encoding="utf-8")
        elif path.suffix == ".pdf":
            write_pdf(parse(text), path, title, lang)
        elif path.suffix == ".docx":
            write_docx(parse(text), path, title)
        else:
            write_xlsx(parse(text), path, title)
    listed = [dict(zip(("id", "file", "title", "lang"), entry, strict=True)) for entry in DOCUMENTS]
    body = json.dumps(listed, ensure_ascii=False, indent=2)
    (out / "documents.json").write_text(body + "\n", encoding="utf-8")


def read_pairs(text: str) -> list[dict[str, Any]]:
    """Approved pairs: `## id | source | lang`, then `问`/`Q`, `答`/`A` and `- ` lines for other wordings."""
    pairs: list[dict[str, Any]] = []
    for section in re.split(r"^## ", text, flags=re.M)[1:]:
        lines = [line.strip() for line in section.splitlines() if line.strip()]
        name, source, lang = (part.strip() for part in lines[0].split("|"))
        if len(lines) < 6 or lines[1][:2] not in ("问 ", "Q ") or lines[2][:2] not in ("答 ", "A "):
            raise BadSource(f"The pair “{name}” needs a question, an answer and three other wordings.")
        pairs.append(
            {
                "id": name,
                "question": lines[1][2:],
                "answer": lines[2][2:],
                "phrasings": [line[2:] for line in lines[3:]],
                "source": source,
                "lang": lang,
            }
        )
    return pairs


def read_questions(text: str) -> list[dict[str, Any]]:
    """Questions: `| query | sources | facts |`, several parted by `;`; no source = unanswerable."""
    questions: list[dict[str, Any]] = []
    for block in parse(text):
        for query, sources, facts in block.rows[1:]:
            named = [part.strip() for part in sources.split(";") if part.strip()]
            questions.append(
                {
                    "qid": f"q{len(questions) + 1:02d}",
                    "query": query,
                    "sources": named,
                    "answerable": bool(named),
                    "facts": [part.strip() for part in facts.split(";") if part.strip()],
                }
            )
    return questions


def _write_lines(path: Path, rows: list[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def main() -> None:
    """Makes everything, or says in one sentence which text is wrong."""
    parser = argparse.ArgumentParser(description="Make the sample bank's documents from their texts.")
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write into (default: this one)")
    out: Path = parser.parse_args().out
    facts = read_facts(HERE / "facts.json")
    try:
        make_documents(out, facts)
        pairs = fill((HERE / "content" / "qa-pairs.md").read_text(encoding="utf-8"), facts)
        questions = fill((HERE / "content" / "questions.md").read_text(encoding="utf-8"), facts)
        _write_lines(out / "qa_pairs.jsonl", read_pairs(pairs))
        _write_lines(out / "questions.jsonl", read_questions(questions))
    except BadSource as wrong:
        sys.exit(str(wrong))


if __name__ == "__main__":
    main()
