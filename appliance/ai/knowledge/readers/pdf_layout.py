"""From the lines of a page to paragraphs and headings."""

import re
from collections.abc import Sequence

from appliance.ai.knowledge.readers.block import Line, around, least

_PAGE_NUMBER = re.compile(
    r"^(.{0,30}第\s*\d+\s*页[\s/，,]*(共\s*\d+\s*页)?|[-–—]?\s*\d{1,4}\s*[-–—]?"
    r"|\d+\s*/\s*\d+|.{0,40}page \d+( of \d+)?)$",
    re.IGNORECASE,
)
# A line of a table of contents: it would match every question and answer none.
_CONTENTS = re.compile(r"([.·…．]\s?){5,}\s*\d{1,4}$")
_ENDS = re.compile(r"[。！？；：.!?;:]”?$")
_STARTS_ITEM = re.compile(
    r"^\s*([-•·●■◆▪*]|[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．](?!\d)|[①-⑳]"
    r"|\d+(\.\d+)+\s|第[一二三四五六七八九十百\d]+[章节条]"
    r"|[§¶]\s*\d|[问Qq]\s*\d{1,3}\b)"
)
_CHAPTER = re.compile(r"^第[一二三四五六七八九十百\d]+[章编篇部]")
_SECTION = re.compile(r"^第[一二三四五六七八九十百\d]+节")
_HAN_NUMBER = re.compile(r"^[一二三四五六七八九十]{1,3}、")
_HAN_BRACKET = re.compile(r"^[（(][一二三四五六七八九十]{1,3}[）)]")
_DECIMAL = re.compile(r"^(\d{1,2}(?:\.\d{1,2}){0,3})[.．、]?\s+\S")
_STEM = re.compile(r"^[甲乙丙丁戊己庚辛壬癸](?:[、.．]|\s+)\S")
_MARKED = re.compile(r"^(?:[§¶]\s*\d{1,3}(?:\.\d+)*|[问Qq]\s*\d{1,3})[.、:：]?\s*\S")
_ENGLISH = re.compile(r"^(chapter|part|section|appendix)\s+[\dA-Z]", re.IGNORECASE)
_MAX_HEADING = 36


def heading_level(text: str) -> int | None:
    """Level of a numbered heading (1 = chapter), or None for anything else."""
    if len(text) > _MAX_HEADING * (2 if text.isascii() else 1) or re.search(r"[。；;，,！!：:]$|。.", text):
        return None
    if _CHAPTER.match(text) or _ENGLISH.match(text):
        return 1
    if _SECTION.match(text) or _HAN_NUMBER.match(text) or _STEM.match(text):
        return 2
    if _HAN_BRACKET.match(text) or _MARKED.match(text):
        return 3
    decimal = _DECIMAL.match(text)
    # "1 year" in running text is no heading: a number alone must be followed by a title without a full stop.
    if decimal and not re.search(r"[.?？]$", text):
        return min(1 + decimal.group(1).count("."), 4)
    return None


def body_lines(lines: Sequence[Line], running: set[str]) -> list[Line]:
    """The lines of a page without running titles, page numbers, contents and control characters."""
    out = []
    full = [i for i, line in enumerate(lines) if line.text.strip()]
    edges = set(full[:2] + full[-2:])
    for index, line in enumerate(lines):
        text = re.sub(r"[\ufffe\x02]", "", line.text).strip()
        if index in edges and (_PAGE_NUMBER.match(text) or re.sub(r"\d+", "#", text) in running):
            continue
        if _CONTENTS.search(text):
            continue
        out.append(Line(text, line.box, line.ocr))
    return out


def paragraphs(lines: Sequence[Line]) -> list[Line]:
    """Wrapped lines joined, each paragraph with the box of its lines.

    A paragraph ends at a blank line, at a short line, and before a heading, a list item or a table mark.
    """
    longest = max((len(line.text) for line in lines if not line.text.startswith("\x00")), default=0)
    out: list[Line] = []
    current: list[Line] = []

    def close() -> None:
        if current:
            out.append(joined(current))
            current.clear()

    for line in lines:
        text = line.text
        alone = text.startswith("\x00") or heading_level(text) is not None
        if not text or alone or _STARTS_ITEM.match(text):
            close()
        if not text:
            continue
        if alone:
            out.append(line)
            continue
        current.append(line)
        if len(text) < 0.85 * longest and (_ENDS.search(text) or len(text) < 0.5 * longest):
            close()
    close()
    return out


def joined(lines: Sequence[Line]) -> Line:
    """Several lines as one; a space only where both sides are not Chinese."""
    text = ""
    for line in lines:
        gap = " " if text and line.text and text[-1].isascii() and line.text[0].isascii() else ""
        text += gap + line.text
    return Line(text, around(line.box for line in lines), least(line.ocr for line in lines))
