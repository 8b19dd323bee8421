"""Markdown and plain text."""

from __future__ import annotations

import re

from appliance.ai.knowledge.readers.block import Block, HeadingPath, Reading, under
from appliance.ai.knowledge.readers.encoding import decoded
from appliance.ai.knowledge.readers.findings import Finding
from appliance.ai.knowledge.readers.given import Given
from appliance.ai.knowledge.readers.limits import no_text
from appliance.ai.knowledge.readers.table import grid_of, read_table

_HEADING = re.compile(r"^ {0,3}(#{1,6})\s+(.+?)\s*#*\s*$")
_TABLE_RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*$")
_LIST_ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)、])\s+")
_INLINE = re.compile(r"\*\*|__|`|!?\[([^\]]*)\]\([^)]*\)")
# Markdown shows no HTML comment, and no reference that nothing refers to: [//]: # (…)
_COMMENT = re.compile(
    r"<!--(.*?)(?:-->|\Z)|^\[(?://|comment|#)\]: *(?:#|<>) *[(\"'](.*?)[)\"'] *$", re.S | re.M
)


def read_markdown(given: Given) -> Reading:
    """Headings become the path, each paragraph or list item a block, each table row a row block."""
    text = decoded(given.path.read_bytes())
    findings = list(text.findings)
    for comment in _COMMENT.finditer(text.text):
        words = " ".join((comment[1] or comment[2] or "").split())
        if words:
            findings.append(Finding("hidden_text", words))
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
                kind = "row" if item.kind == "row" else "text"
                blocks.append(Block(item.text, heading=under(str(headings), item.title), kind=kind))  # type: ignore[arg-type]
            table.clear()

    for line in _COMMENT.sub("", text.text).splitlines():
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
    return _filled(blocks, findings)


def read_text(given: Given) -> Reading:
    """Paragraphs are separated by blank lines."""
    text = decoded(given.path.read_bytes())
    paragraphs = re.split(r"\n\s*\n", text.text.replace("\r\n", "\n"))
    return _filled([Block(_join(p.splitlines())) for p in paragraphs if p.strip()], text.findings)


def _plain(text: str) -> str:
    return _INLINE.sub(lambda m: m.group(1) or "", text).strip()


def _join(lines: list[str]) -> str:
    """Lines of one paragraph; a space only where both sides are not Chinese."""
    out = ""
    for line in (line.strip() for line in lines):
        gap = " " if out and line and out[-1].isascii() and line[0].isascii() else ""
        out += gap + line
    return out


def _filled(blocks: list[Block], findings: list[Finding]) -> Reading:
    if not blocks:
        raise no_text()
    return Reading(blocks, findings=findings)
