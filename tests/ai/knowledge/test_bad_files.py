"""Every bad file gives one clear sentence: what is wrong, and what to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.ai.knowledge.errors import UnreadableDocument
from appliance.ai.knowledge.readers import ocr
from appliance.ai.knowledge.readers import read as reading_room
from appliance.ai.knowledge.readers.read import read
from appliance.core.kit.errors import TooLarge
from tests.ai.knowledge import bad_files as bad
from tests.ai.knowledge import files, more_files

TABLE: list[tuple[Callable[[Path], Path], str, str]] = [
    (bad.encrypted, "PDF 已加密，请取消密码", "encrypted; remove the password"),
    (bad.damaged, "已损坏，无法读取，请重新导出", "damaged and cannot be read; export it again"),
    (bad.truncated_pdf, "不完整（结尾缺失），请重新下载", "its end is missing; fetch or export it again"),
    (bad.truncated, "已损坏，无法读取", "damaged"),
    (
        bad.two_thousand_pages,
        "有 2000 页，超过上限 1500 页，请拆分",
        "has 2000 pages, the limit is 1500; split it",
    ),
    (bad.picture_only_word, "只有图片，没有文字；请另存为 PDF", "pictures only; save it as PDF"),
    (bad.password_protected, "设有打开密码，请取消密码", "encrypted with a password; remove it"),
    (bad.old_office, "旧版 Office 格式，请另存为 .docx", "old Office format; save it as .docx"),
    (
        bad.macros_inside,
        "带有宏，出于安全未导入，请另存为不含宏的 .xlsx",
        "holds macros and was not imported; save it as .xlsx",
    ),
    (
        bad.macros_by_name,
        "带有宏，出于安全未导入，请另存为不含宏的 .docx",
        "holds macros and was not imported; save it as .docx",
    ),
    (bad.empty_book, "工作簿里没有内容", "The workbook has no content"),
    (bad.formula_without_result, "单元格 B1 的公式没有保存结果", "cell B1, has no stored result"),
    (bad.bomb, "解压后异常庞大，出于安全已拒绝", "unpacks to a suspicious size and was refused"),
    (bad.outside_entity, "外部实体声明，出于安全已拒绝", "declares entities and was refused"),
    (bad.billion_laughs, "外部实体声明，出于安全已拒绝", "declares entities and was refused"),
    (bad.laughing_page, "外部实体声明，出于安全已拒绝", "declares entities and was refused"),
    (bad.word_named_excel, "内容是 .docx，请改正扩展名", "it is .docx; correct the ending"),
    (bad.pdf_named_text, "内容是 .pdf，请改正扩展名", "it is .pdf; correct the ending"),
    (bad.text_named_picture, "与扩展名不符（应为 PNG）", "expected PNG"),
    (bad.noise_named_text, "与扩展名不符", "does not match the file's ending"),
    (bad.unknown, "不支持“.exe”类型的文件，请上传 .pdf", "“.exe” are not supported; upload one of .pdf"),
    (bad.old_word, "不支持“.doc”类型的文件，请另存为 .docx", "“.doc” are not supported; save it as .docx"),
    (bad.nothing, "文件是空的", "The file is empty"),
    (bad.blank_slides, "幻灯片里没有文字", "The slides hold no text"),
    (bad.picture_bomb, "图片尺寸过大", "The picture is too large"),
    (bad.too_many_rows, "表格超过 20000 行，请拆分", "more than 20000 rows; split it"),
    (bad.gone, "找不到文件“gone.pdf”", "no file “gone.pdf”"),
]


@pytest.mark.parametrize(("make", "zh", "en"), TABLE, ids=[make.__name__ for make, _, _ in TABLE])
def test_bad_files_give_one_clear_sentence(
    tmp_path: Path, make: Callable[[Path], Path], zh: str, en: str
) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        read(make(tmp_path))
    assert zh in caught.value.zh
    assert en in caught.value.en
    assert caught.value.zh.endswith("。")
    assert caught.value.en.endswith(".")


def test_too_large_is_refused_before_reading(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * 2000)
    with pytest.raises(TooLarge):
        read(path, limit_bytes=1000)


def test_a_reader_that_never_ends_is_stopped(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match="too long"):
        read(files.docx(tmp_path / "a.docx"), timeout_seconds=0.01)


def test_a_reader_that_needs_too_much_memory_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_text("年费二百元。\n" * 3_000_000, "utf-8")
    monkeypatch.setattr(reading_room, "MEMORY_BYTES", 200 * 1024 * 1024)
    with pytest.raises(UnreadableDocument, match="more memory than allowed"):
        read(path, limit_bytes=1 << 30)


def test_one_bad_page_costs_that_page_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page on which the OCR process breaks is told with its number; the others are there."""
    pages = [more_files.picture([f"第{n}页"]).convert("RGB") for n in (1, 2)]
    path = tmp_path / "a.tif"
    pages[0].save(path, save_all=True, append_images=pages[1:])
    monkeypatch.setattr(ocr, "MODULE", "tests.ai.knowledge.breaking_ocr")
    reading = read(path)
    assert [(block.text, block.page) for block in reading.blocks] == [("第二页的文字", 2)]
    assert [(one.kind, one.page) for one in reading.findings] == [("unread_page", 1)]
    assert "请单独导出这一页" in reading.findings[0].said("zh")


def test_a_picture_in_which_nothing_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "MODULE", "tests.ai.knowledge.blind_ocr")
    with pytest.raises(UnreadableDocument, match="pictures only, and no text was found"):
        read(bad.picture_only(tmp_path))


def test_too_many_scanned_pages_are_told_before_ocr_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_room, "MOST_SCANNED", 1)
    monkeypatch.setattr(ocr, "MODULE", "no.such.module")
    pages = [more_files.picture([f"第{n}页"]).convert("RGB") for n in (1, 2)]
    pages[0].save(tmp_path / "a.tif", save_all=True, append_images=pages[1:])
    with pytest.raises(UnreadableDocument, match="2 scanned pages, the limit is 1; split it"):
        read(tmp_path / "a.tif")


def test_an_encoding_mixed_line_by_line_is_read_and_told(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(
        "年费二百元。\n\n".encode() + "挂失手续费十元。\n\n".encode("gb18030") + b"\xff\xff\xff\xfe\xff\n"
    )
    reading = read(path)
    assert [block.text for block in reading.blocks] == ["年费二百元。", "挂失手续费十元。"]
    assert {(one.kind, one.cell) for one in reading.findings} == {
        ("mixed_encoding", "L3"),
        ("unread_lines", "L5"),
    }
