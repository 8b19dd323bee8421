"""Markdown and plain text, in UTF-8, UTF-16 or GB18030."""

import re
from pathlib import Path

from appliance.ai.knowledge.errors import UnreadableDocument
from appliance.ai.knowledge.readers.block import HEADING_SEPARATOR, Block, HeadingPath, Reading
from appliance.ai.knowledge.readers.limits import damaged
from appliance.ai.knowledge.readers.table import grid_of, read_table

_HEADING = re.compile(r"^ {0,3}(#{1,6})\s+(.+?)\s*#*\s*$")
_TABLE_RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*$")
_LIST_ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)、])\s+")
_INLINE = re.compile(r"\*\*|__|`|!?\[([^\]]*)\]\([^)]*\)")


def read_markdown(path: Path) -> Reading:
    """Headings become the path, each paragraph or list item a block, each table row a row block."""
    blocks: list[Block] = []
    headings = HeadingPath()
    paragraph: list[str] = []
    table: list[list[str]] = []

    def close() -> None:
        if paragraph:
            blocks.append(Block(_join(paragraph), heading=str(headings)))
            paragraph.clear()
        if table:
            items, _ = read_table(grid_of(table))
            for item in items:
                heading = HEADING_SEPARATOR.join(part for part in (str(headings), item.title) if part)
                blocks.append(Block(item.text, heading=heading, kind="row" if item.kind == "row" else "text"))
            table.clear()

    for line in _decode(path).splitlines():
        heading = _HEADING.match(line)
        if heading:
            close()
            headings.enter(len(heading.group(1)), _plain(heading.group(2)))
        elif not line.strip():
            close()
        elif line.lstrip().startswith("|"):
            if paragraph:
                close()
            if not _TABLE_RULE.match(line):
                table.append([_plain(cell) for cell in line.strip().strip("|").split("|")])
        else:
            if table or _LIST_ITEM.match(line):
                close()
            paragraph.append(_plain(line))
    close()
    return _filled(blocks)


def read_text(path: Path) -> Reading:
    """Paragraphs are separated by blank lines."""
    paragraphs = re.split(r"\n\s*\n", _decode(path).replace("\r\n", "\n"))
    return _filled([Block(_join(p.splitlines())) for p in paragraphs if p.strip()])


def _decode(path: Path) -> str:
    data = path.read_bytes()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise damaged()


def _plain(text: str) -> str:
    return _INLINE.sub(lambda m: m.group(1) or "", text).strip()


def _join(lines: list[str]) -> str:
    """Lines of one paragraph; a space only where both sides are not Chinese."""
    out = ""
    for line in (line.strip() for line in lines):
        gap = " " if out and line and out[-1].isascii() and line[0].isascii() else ""
        out += gap + line
    return out


def _filled(blocks: list[Block]) -> Reading:
    if not blocks:
        raise UnreadableDocument(
            "文件里没有文字，请检查后重新上传。", "The file holds no text; check it and upload it again."
        )
    return Reading(blocks)
