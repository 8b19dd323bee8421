"""PDF: pypdfium2 for the text layer, pdfplumber only on pages with ruled tables, OCR for pages that are pictures."""

from __future__ import annotations

from typing import Any

from appliance.ai.knowledge.errors import UnreadableDocument
from appliance.ai.knowledge.readers.block import Reading
from appliance.ai.knowledge.readers.findings import Finding
from appliance.ai.knowledge.readers.given import Given
from appliance.ai.knowledge.readers.limits import MAX_PAGES, damaged, incomplete, no_text
from appliance.ai.knowledge.readers.ocr_layout import page_of
from appliance.ai.knowledge.readers.pages import blocks_of
from appliance.ai.knowledge.readers.pdf_tables import Page, RuledPages
from appliance.ai.knowledge.readers.pdf_text import drawing, text_of

# Fewer characters than this on a page mean a picture of text, not text.
_MIN_TEXT = 20
# A stamped title over a scan does not make the scan a text.
_MIN_TEXT_OVER_PICTURE = 100
_PICTURE_SHARE = 0.6
_RULES_OF_A_TABLE = 4
_END_MARK_WITHIN = 4096  # bytes from the end


def read_pdf(given: Given) -> Reading:
    """Blocks page by page; headings by their numbering; running titles and page numbers left out.

    Raises `UnreadableDocument` when the file is encrypted, damaged, cut off, too long or holds nothing to read.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(given.path)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise UnreadableDocument(
                "PDF 已加密，请取消密码后重新上传。",
                "The PDF is encrypted; remove the password and upload it again.",
            ) from error
        raise damaged() from error
    count = len(document)
    if count == 0:
        raise damaged()
    if count > MAX_PAGES:
        raise UnreadableDocument(
            f"PDF 有 {count} 页，超过上限 {MAX_PAGES} 页，请拆分后上传。",
            f"The PDF has {count} pages, the limit is {MAX_PAGES}; split it and upload the parts.",
        )
    if not _ends(given):
        raise incomplete()
    pages: list[Page] = []
    findings: list[Finding] = []
    pictures: list[int] = []
    with RuledPages(given.path) as ruled:
        for number in range(1, count + 1):
            given.told(number - 1, count)
            try:
                page = _page(document, ruled, number, given, findings, pictures)
            except (MemoryError, KeyboardInterrupt):
                raise
            except Exception:  # noqa: BLE001  one bad page must not cost the others
                findings.append(Finding("unread_page", page=number))
                page = Page()
            pages.append(page)
    given.told(count, count)
    blocks = blocks_of(pages)
    if not blocks and not pictures:
        raise no_text(scanned=bool(given.seen))
    return Reading(blocks, count, findings, pictures)


def _ends(given: Given) -> bool:
    """Whether the file has its end: what was cut off would be missing without anybody knowing (ISO 32000-1, 7.5.5)."""
    with given.path.open("rb") as file:
        file.seek(max(0, given.path.stat().st_size - _END_MARK_WITHIN))
        return b"%%EOF" in file.read()


def _page(
    document: Any,
    ruled: RuledPages,
    number: int,
    given: Given,
    findings: list[Finding],
    pictures: list[int],
) -> Page:
    page = document[number - 1]
    try:
        if number in given.seen:
            return page_of(given.seen[number])
        drawn = drawing(page)
        text = text_of(page, drawn, number)
        if _is_picture(page, drawn, text.length, text.layer):
            pictures.append(number)
            return Page()
        findings += text.findings
        if text.upright and _is_ruled(page):
            found = ruled.read(number - 1, text.hidden)
            if found is not None:
                return found
        return Page(text.lines)
    finally:
        page.close()


def _is_ruled(page: Any) -> bool:
    import pypdfium2.raw as pdfium

    paths = page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=2)
    return sum(1 for _, _ in zip(paths, range(_RULES_OF_A_TABLE), strict=False)) >= _RULES_OF_A_TABLE


def _is_picture(page: Any, drawn: Any, length: int, layer: bool) -> bool:
    """Whether what can be seen on the page is not what its text says: it must be read from the picture."""
    if length >= _MIN_TEXT_OVER_PICTURE and not layer:
        return False
    if length < _MIN_TEXT:
        return int(drawn.max()) - int(drawn.min()) > 60 if drawn.size else False
    share = _share_of_pictures(page)
    return share >= _PICTURE_SHARE or (layer and share > 0)


def _share_of_pictures(page: Any) -> float:
    import pypdfium2.raw as pdfium

    width, height = page.get_size()
    area = 0.0
    for thing in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = thing.get_bounds()
        area = max(area, abs(right - left) * abs(top - bottom))
    return area / ((width * height) or 1.0)
