"""The sample bank says one thing everywhere, and its documents bear out its pairs and questions."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pypdfium2
import pytest

SAMPLE = Path(__file__).parents[2] / "deploy" / "sample"
PLACE = re.compile(r"\{\{(\w+)\}\}")


def lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (SAMPLE / name).read_text(encoding="utf-8").splitlines()]


DOCUMENTS: list[dict[str, str]] = json.loads((SAMPLE / "documents.json").read_text(encoding="utf-8"))
IDS = [entry["id"] for entry in DOCUMENTS]
PAIRS, QUESTIONS = lines("qa_pairs.jsonl"), lines("questions.jsonl")
GROUPS = json.loads((SAMPLE / "facts.json").read_text(encoding="utf-8"))
FACTS: dict[str, str] = {name: value for group in GROUPS.values() for name, value in group.items()}


def shown(cell: Any) -> str:
    if isinstance(cell.value, int | float) and "%" in cell.number_format:
        return f"{cell.value:.{len(cell.number_format.rstrip('%').partition('.')[2])}%}"
    if isinstance(cell.value, int | float) and "¥" in cell.number_format:
        return f"¥{cell.value:,.2f}"
    return str(cell.value)


def pdf_pages(path: Path) -> list[str]:
    with pypdfium2.PdfDocument(path) as pdf:
        return [page.get_textpage().get_text_range() for page in pdf]


@cache
def text_of(document: str, folder: Path = SAMPLE) -> str:
    path = folder / "documents" / next(entry["file"] for entry in DOCUMENTS if entry["id"] == document)
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        cells = (cell for sheet in book for row in sheet.iter_rows() for cell in row)
        return "\n".join(shown(cell) for cell in cells if cell.value is not None)
    if path.suffix == ".docx":
        word = docx.Document(str(path))
        parts = [paragraph.text for paragraph in word.paragraphs]
        parts += [cell.text for table in word.tables for row in table.rows for cell in row.cells]
        return "\n".join(parts)
    if path.suffix == ".pdf":
        return "\n".join(pdf_pages(path))
    return path.read_text(encoding="utf-8")


def bare(text: str) -> str:
    # Lines break anywhere in a PDF, and between Chinese words spaces carry no meaning.
    return re.sub(r"\s", "", text)


def test_counts() -> None:
    assert len(DOCUMENTS) >= 4
    assert len(pdf_pages(SAMPLE / "documents" / "mortgage-manual.pdf")) >= 20
    assert len(pdf_pages(SAMPLE / "documents" / "english-services.pdf")) >= 4
    assert sum(pair["lang"] == "zh" for pair in PAIRS) >= 48
    assert sum(pair["lang"] == "en" for pair in PAIRS) >= 12
    assert len(QUESTIONS) == 40
    assert sum(not question["answerable"] for question in QUESTIONS) == 10
    assert sum(path.stat().st_size for path in (SAMPLE / "documents").iterdir()) < 3_000_000


def test_tariff_is_a_real_workbook() -> None:
    book = openpyxl.load_workbook(SAMPLE / "documents" / "tariff-2026.xlsx")
    assert len(book.sheetnames) >= 5
    assert all(sheet.merged_cells.ranges for sheet in book)
    formats = [
        cell.number_format for sheet in book for row in sheet.iter_rows() for cell in row if cell.value
    ]
    assert "0.00%" in formats
    assert "¥#,##0.00" in formats
    assert sum(sheet.max_row for sheet in book) >= 60
    # The desk's reference page cites the platinum fee at this very cell.
    assert book["信用卡费率"]["B7"].value == 3600


def test_guide_has_chapters_and_branches_are_many() -> None:
    guide = docx.Document(str(SAMPLE / "documents" / "credit-card-guide.docx"))
    assert sum(paragraph.style.name == "Heading 1" for paragraph in guide.paragraphs) >= 12
    assert len(guide.tables) >= 5
    branches = openpyxl.load_workbook(SAMPLE / "documents" / "branches-and-hotlines.xlsx")["网点"]
    assert sum(str(row[0].value).endswith(("支行", "营业部")) for row in branches.iter_rows()) >= 15


def test_prepayment_stands_on_page_14() -> None:
    page = pdf_pages(SAMPLE / "documents" / "mortgage-manual.pdf")[13]
    assert "满1年后提前还款，不收违约金" in bare(page)
    assert "第14页" in bare(page)


def test_committed_files_are_what_the_texts_make(tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(SAMPLE / "make.py"), "--out", str(tmp_path)], check=True, timeout=120)
    for name in ("documents.json", "qa_pairs.jsonl", "questions.jsonl"):
        assert (tmp_path / name).read_bytes() == (SAMPLE / name).read_bytes(), (
            f"{name}: run make.py and commit"
        )
    for document in IDS:
        assert text_of(document, tmp_path) == text_of(document), f"{document}: run make.py and commit"


def test_making_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    made: list[dict[str, bytes]] = []
    for turn in ("one", "two"):
        out = tmp_path / turn
        subprocess.run([sys.executable, str(SAMPLE / "make.py"), "--out", str(out)], check=True, timeout=120)
        made.append({path.name: path.read_bytes() for path in sorted((out / "documents").iterdir())})
    assert made[0] == made[1]


def test_a_wrong_fact_name_is_said_in_one_sentence(tmp_path: Path) -> None:
    sys.path.insert(0, str(SAMPLE))
    try:
        from writers.source import BadSource, fill  # type: ignore[import-not-found]
    finally:
        sys.path.remove(str(SAMPLE))
    with pytest.raises(BadSource, match="no_such_fact"):
        fill("年费 {{no_such_fact}} 元", FACTS)


@pytest.mark.parametrize("document", IDS)
def test_every_fact_a_text_names_stands_in_its_document(document: str) -> None:
    source = (SAMPLE / "content" / f"{document}.md").read_text(encoding="utf-8")
    text = bare(text_of(document))
    names = set(PLACE.findall(source))
    assert names
    for name in names:
        assert bare(FACTS[name]) in text, f"{document} lost {name} = {FACTS[name]}"


def test_every_fact_is_used() -> None:
    used = {
        name for path in (SAMPLE / "content").glob("*.md") for name in PLACE.findall(path.read_text("utf-8"))
    }
    assert set(FACTS) == used


# Wherever one of these is said, in any document or pair, it is said with the fact's number.
SAID = [
    ("platinum_fee", r"白金卡(?:主卡)?年费(?:为每年)?¥?([\d,]+)(?:\.00|元)"),
    ("platinum_fee", r"annualfeeoftheplatinumcardis([\d,]+)yuan"),
    ("platinum_times", r"持卡首年刷满(\d+)笔"),
    ("prepay_rate", r"提前还款本金的([\d.]+%)"),
    ("prepay_rate", r"penaltyis([\d.]+%)oftheamountrepaidearly"),
    ("prepay_days", r"(?:需|须)?提前(\d+)天申请"),
    ("prepay_days", r"earlyrepayment(\d+)daysahead"),
    ("rate_first", r"首套(?:住房|年|部分)*利率为?年?(3\.\d\d%)"),
    ("down_first", r"首套(?:住房，首付款比例不低于房屋总价的)?(\d\d%)"),
    ("free_max", r"最长(\d+)天，最短"),
    ("late_rate", r"未还部分的([\d.]+%)"),
    ("fx_fee", r"([\d.]+%)的外汇兑换手续费"),
    ("cable", r"电报费每笔(\d+)元"),
    ("cable", r"cablechargeof(\d+)yuan"),
    ("cd_min", r"大额存单(?:起存金额)?([\d,]+)元"),
    ("limit_default", r"默认每日限额([\d,]+)元"),
    ("limit_default", r"dailylimitinthemobileappis([\d,]+)yuan"),
    ("hotline", r"客户服务热线(400-\d{3}-\d{4})"),
    ("card_hotline", r"信用卡专线(400-\d{3}-\d{4})"),
]


@pytest.mark.parametrize(("name", "pattern"), SAID)
def test_numbers_agree_wherever_they_are_said(name: str, pattern: str) -> None:
    places = {document: bare(text_of(document)) for document in IDS}
    places |= {pair["id"]: bare(pair["answer"]) for pair in PAIRS}
    found = {(place, said) for place, text in places.items() for said in re.findall(pattern, text)}
    assert found, f"nobody says {name} this way; correct the pattern"
    assert {said for _, said in found} == {FACTS[name]}, sorted(found)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["id"])
def test_pair_is_complete_and_its_numbers_stand_in_its_source(pair: dict[str, Any]) -> None:
    assert set(pair) == {"id", "question", "answer", "phrasings", "source", "lang"}
    assert pair["source"] in IDS
    assert len(set(pair["phrasings"]) | {pair["question"]}) >= 4
    source = bare(text_of(pair["source"]))
    for number in re.findall(r"\d[\d,.:–-]*\d%?|\d%?", pair["answer"]):
        assert number in source, f"{pair['id']}: {number} is not in {pair['source']}"


def test_ids_are_unique() -> None:
    ids = IDS + [pair["id"] for pair in PAIRS] + [question["qid"] for question in QUESTIONS]
    assert len(ids) == len(set(ids))
    wordings = [wording for pair in PAIRS for wording in (pair["question"], *pair["phrasings"])]
    assert len(wordings) == len(set(wordings))


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question["qid"])
def test_question_is_borne_out_by_its_sources(question: dict[str, Any]) -> None:
    assert question["answerable"] == bool(question["sources"]) == bool(question["facts"])
    pairs = {pair["id"]: pair for pair in PAIRS}
    for source in question["sources"]:
        text = pairs[source]["answer"] if source in pairs else text_of(source)
        for fact in question["facts"]:
            assert bare(fact) in bare(text), f"{question['qid']}: {source} does not say {fact}"
        if source in pairs:
            assert pairs[source]["source"] in question["sources"]
    # A question is the customer's own wording, never copied from what answers it.
    assert question["query"] not in {w for pair in PAIRS for w in (pair["question"], *pair["phrasings"])}
