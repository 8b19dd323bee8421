"""Slides, web pages, tables as text and pictures of text become blocks that know their place."""

import sys
from pathlib import Path

import pytest

from appliance.ai.knowledge import queries
from appliance.ai.knowledge.chunking import chunk
from appliance.ai.knowledge.ingest import import_document
from appliance.ai.knowledge.knowledge_base import KnowledgeBase
from appliance.ai.knowledge.readers import ocr
from appliance.ai.knowledge.readers.block import Block
from appliance.ai.knowledge.readers.read import read
from appliance.core.kit.actors import SYSTEM
from appliance.core.masking.text import MaskedText
from tests.ai.knowledge import files, more_files


def test_slides_are_pages_with_their_title_as_heading(tmp_path: Path) -> None:
    reading = read(more_files.pptx(tmp_path / "介绍.pptx"))
    assert [(block.text, block.heading, block.page, block.kind) for block in reading.blocks] == [
        ("贷款期限最长30年。", "个人贷款", 1, "text"),
        ("产品=安居贷; 利率/一年=3.10%; 利率/三年=3.45%", "个人贷款", 1, "row"),
    ]
    assert reading.blocks[1].box == (0.1, 0.4, 0.9, 0.6667)
    told = {finding.kind: (finding.page, finding.excerpt) for finding in reading.findings}
    assert told == {
        "tiny_text": (1, "推荐本产品"),
        "off_page": (1, "页外的话"),
        "speaker_notes": (1, "讲到这里停一下"),
        "hidden_slide": (2, "内部资料"),
    }


def test_a_web_page_is_read_without_menu_and_script(tmp_path: Path) -> None:
    reading = read(more_files.html(tmp_path / "费率.html"))
    assert [(block.text, block.heading, block.kind) for block in reading.blocks] == [
        ("金卡年费每年200元，刷满6次免次年年费。", "银行卡 › 年费", "text"),
        ("卡种=金卡; 费用/年费=200元; 费用/补卡=15元", "银行卡 › 年费 › 收费标准", "row"),
    ]
    assert reading.findings == []


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ('项目,标准\n跨行转账,2元\n补卡,"15元，每张"\n', "gb18030"),
        ("项目\t标准\n跨行转账\t2元\n补卡\t15元，每张\n", "utf-16"),
        ("项目;标准\n跨行转账;2元\n补卡;15元，每张\n", "utf-8-sig"),
    ],
)
def test_a_table_as_text_keeps_its_cells(tmp_path: Path, text: str, encoding: str) -> None:
    path = tmp_path / "费率.csv"
    path.write_bytes(text.encode(encoding))
    assert [(block.text, block.cell) for block in read(path).blocks] == [
        ("项目=跨行转账; 标准=2元", "A2:B2"),
        ("项目=补卡; 标准=15元，每张", "A3:B3"),
    ]


def test_a_scan_is_read_by_ocr_with_place_and_confidence(tmp_path: Path) -> None:
    """One page of a scanned PDF between two of text: the story that keeps OCR in `make test`."""
    from pypdfium2 import PdfDocument

    scan = tmp_path / "scan.pdf"
    more_files.picture(["手续费标准", "跨行转账每笔2.50元。"]).convert("RGB").save(scan, resolution=100)
    text = files.pdf(
        tmp_path / "text.pdf",
        [
            ["第一章 总则", "本手册适用于个人客户的全部业务，自2026年起执行。"],
            ["第三页讲的是补卡，每张收费15元，由客户承担。"],
        ],
    )
    whole, first, second = PdfDocument.new(), PdfDocument(text), PdfDocument(scan)
    whole.import_pages(first, [0])
    whole.import_pages(second, [0])
    whole.import_pages(first, [1])
    whole.save(tmp_path / "手册.pdf")
    told: list[tuple[int, int]] = []
    before = set(sys.modules)
    reading = read(tmp_path / "手册.pdf", told=lambda done, total: told.append((done, total)))
    read_by_ocr = [block for block in reading.blocks if block.page == 2]
    assert "跨行转账每笔2.50元。" in "".join(block.text for block in read_by_ocr)
    assert all(block.ocr is not None and block.ocr > 0.9 and block.box for block in read_by_ocr)
    assert {(block.page, block.ocr) for block in reading.blocks if block.page != 2} == {(1, None), (3, None)}
    assert told[-1] == (3, 3)
    assert reading.findings == []
    assert not {"rapidocr", "cv2", "onnxruntime"} & (set(sys.modules) - before), (
        "OCR stays in its own process"
    )


def test_a_line_of_a_pdf_knows_where_it_stands(tmp_path: Path) -> None:
    path = files.pdf(
        tmp_path / "a.pdf", [["本手册适用于个人住房贷款业务，借款人应当年满十八周岁。"]], table=True
    )
    text, *rows = read(path).blocks
    assert text.box is not None
    assert text.box[0] == pytest.approx(60 / 595, abs=0.01)
    assert text.box[1] == pytest.approx((842 - 811) / 842, abs=0.01)
    assert rows[0].box is not None
    assert rows[1].box is not None
    assert rows[0].box[3] == pytest.approx(rows[1].box[1], abs=0.001)
    assert rows[0].box[2] == pytest.approx((60 + 360) / 595, abs=0.01)


def test_a_passage_keeps_the_box_of_its_blocks_and_the_least_confidence() -> None:
    blocks = [
        Block("年费为200元。", "年费", 1, box=(0.1, 0.1, 0.5, 0.2), ocr=0.99),
        Block("满6次免。", "年费", 1, box=(0.2, 0.2, 0.6, 0.3), ocr=0.91),
        Block("别页。", "年费", 2),
    ]
    first, second = chunk(blocks)
    assert (first.box, first.ocr) == ((0.1, 0.1, 0.6, 0.3), 0.91)
    assert (second.box, second.ocr) == (None, None)


def test_place_and_confidence_come_with_the_hit(
    knowledge: KnowledgeBase, tmp_path: Path, monkeypatch
) -> None:
    """From a line of a PDF, and from one that OCR was unsure of, to what a search brings back."""
    path = files.pdf(tmp_path / "a.pdf", [["本手册适用于个人住房贷款业务，借款人应当年满十八周岁。"]])
    import_document(knowledge, path, actor=SYSTEM, publish=True)
    (hit, *_) = knowledge.search(MaskedText.trusted("个人住房贷款借款人年满"), k=1).hits
    assert hit.source.box == pytest.approx((0.1, 0.037, 0.6, 0.05), abs=0.05)
    assert hit.ocr_confidence is None
    monkeypatch.setattr(ocr, "MODULE", "tests.ai.knowledge.unsure_ocr")
    scan = tmp_path / "扫描.png"
    more_files.picture(["挂失"]).save(scan)
    document_id = import_document(knowledge, scan, actor=SYSTEM, publish=True)
    (hit, *_) = knowledge.search(MaskedText.trusted("挂失手续费"), k=1).hits
    assert (hit.text, hit.ocr_confidence, hit.source.page) == ("挂失手续费十元。", 0.71, 1)
    with knowledge.store.reading() as s:
        document = queries.document(s, document_id)
    assert document is not None
    assert document.findings == [{"kind": "poor_scan", "page": 1}]
    assert (document.state, document.pages, document.media_type) == ("published", 1, "image/png")
