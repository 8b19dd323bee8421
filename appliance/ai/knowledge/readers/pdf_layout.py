"""From the lines of a page to paragraphs and headings."""

import re

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
    r"|\d+(\.\d+)+\s|第[一二三四五六七八九十百\d]+[章节条])"
)
_CHAPTER = re.compile(r"^第[一二三四五六七八九十百\d]+[章编篇部]")
_SECTION = re.compile(r"^第[一二三四五六七八九十百\d]+节")
_HAN_NUMBER = re.compile(r"^[一二三四五六七八九十]{1,3}、")
_HAN_BRACKET = re.compile(r"^[（(][一二三四五六七八九十]{1,3}[）)]")
_DECIMAL = re.compile(r"^(\d{1,2}(?:\.\d{1,2}){0,3})[.．、]?\s+\S")
_ENGLISH = re.compile(r"^(chapter|part|section|appendix)\s+[\dA-Z]", re.IGNORECASE)
_MAX_HEADING = 36


def heading_level(text: str) -> int | None:
    """Level of a numbered heading (1 = chapter), or None for anything else."""
    if len(text) > _MAX_HEADING * (2 if text.isascii() else 1) or re.search(r"[。；;，,！!：:]$|。.", text):
        return None
    if _CHAPTER.match(text) or _ENGLISH.match(text):
        return 1
    if _SECTION.match(text) or _HAN_NUMBER.match(text):
        return 2
    if _HAN_BRACKET.match(text):
        return 3
    decimal = _DECIMAL.match(text)
    # "1 year" in running text is no heading: a number alone must be followed by a title without a full stop.
    if decimal and not re.search(r"[.?？]$", text):
        return min(1 + decimal.group(1).count("."), 4)
    return None


def body_lines(lines: list[str], running: set[str]) -> list[str]:
    """The lines of a page without running titles, page numbers, contents and control characters."""
    out = []
    full = [i for i, line in enumerate(lines) if line.strip()]
    edges = set(full[:2] + full[-2:])
    for index, line in enumerate(lines):
        text = re.sub(r"[\u200b-\u200f\ufeff\ufffe\x02]", "", line).strip()
        if index in edges and (_PAGE_NUMBER.match(text) or re.sub(r"\d+", "#", text) in running):
            continue
        if _CONTENTS.search(text):
            continue
        out.append(text)
    return out


def paragraphs(lines: list[str]) -> list[str]:
    """Wrapped lines joined.

    A paragraph ends at a blank line, at a short line, and before a heading, a list item or a table mark.
    """
    longest = max((len(line) for line in lines if not line.startswith("\x00")), default=0)
    out: list[str] = []
    current = ""
    for line in lines:
        alone = line.startswith("\x00") or heading_level(line) is not None
        if current and (not line or alone or _STARTS_ITEM.match(line)):
            out.append(current)
            current = ""
        if not line:
            continue
        if alone:
            out.append(line)
            continue
        gap = " " if current and current[-1].isascii() and line[0].isascii() else ""
        current += gap + line
        if len(line) < 0.85 * longest and (_ENDS.search(line) or len(line) < 0.5 * longest):
            out.append(current)
            current = ""
    if current:
        out.append(current)
    return out
