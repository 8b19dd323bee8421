"""Web pages: headings, paragraphs and tables of what a browser would show; what it would not show is told."""

from __future__ import annotations

import re
from typing import Any

from appliance.ai.knowledge.readers.block import Block, HeadingPath, Reading, under
from appliance.ai.knowledge.readers.encoding import decoded
from appliance.ai.knowledge.readers.findings import Finding
from appliance.ai.knowledge.readers.given import Given
from appliance.ai.knowledge.readers.html_hidden import Hidden
from appliance.ai.knowledge.readers.limits import no_text
from appliance.ai.knowledge.readers.table import Cell, read_table

_LEFT_OUT = (
    "script",
    "style",
    "noscript",
    "template",
    "svg",
    "math",
    "nav",
    "footer",
    "iframe",
    "object",
    "select",
    "button",
)
_PARTS = {
    "p", "div", "li", "section", "article", "main", "header", "aside", "blockquote", "pre", "dd", "dt", "figure",
    "figcaption", "ul", "ol", "dl", "form", "fieldset", "address", "center", "body", "html", "hr", "details", "summary",
}  # fmt: skip
_HEADING = re.compile(r"^h([1-6])$")
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_MOST_SPAN = 200
_MOST_DEPTH = 200


def read_html(given: Given) -> Reading:
    """Blocks in the order of the page. Raises `UnreadableDocument` when nothing of it is shown."""
    import bs4

    data = given.path.read_bytes()
    declared = _CHARSET.search(data[:4096])
    findings: list[Finding] = []
    if declared and declared[1].lower() in (b"big5", b"shift_jis", b"euc-kr", b"iso-8859-1", b"windows-1252"):
        text = data.decode(declared[1].decode(), "replace")
    else:
        said = decoded(data)
        text, findings = said.text, list(said.findings)
    soup = bs4.BeautifulSoup(text, "lxml")
    hidden = Hidden(soup)
    for element in soup(_LEFT_OUT):
        element.decompose()
    for element in hidden.elements():
        if element.decomposed:
            continue
        words = " ".join(element.get_text(" ").split())
        if words:
            findings.append(Finding("hidden_text", words))
        element.decompose()
    for comment in soup.find_all(string=lambda part: isinstance(part, bs4.element.PreformattedString)):
        comment.extract()
    walk = _Walk()
    walk.through(soup.body or soup)
    walk.close()
    if not walk.blocks:
        raise no_text()
    return Reading(walk.blocks, findings=findings)


class _Walk:
    """One way through the page; words gather until something ends the paragraph."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._headings = HeadingPath()
        self._words: list[str] = []

    def through(self, parent: Any, depth: int = 0) -> None:
        if depth > _MOST_DEPTH:
            self._words.append(parent.get_text(" "))
            return
        for child in parent.children:
            if isinstance(child, str):
                self._words.append(str(child))
                continue
            heading = _HEADING.match(child.name or "")
            if heading:
                self.close()
                self._headings.enter(int(heading[1]), _even(child.get_text(" ")))
            elif child.name == "table":
                self.close()
                if child.find("table") is not None:
                    self.through(child, depth + 1)  # a table that only lays out
                    self.close()
                else:
                    self._table(child)
            elif child.name == "br":
                self._words.append("\n")
            elif child.name in _PARTS or child.name in ("tr", "td", "th", "tbody", "thead"):
                self.close()
                self.through(child, depth + 1)
                self.close()
            else:
                self.through(child, depth + 1)

    def close(self) -> None:
        """End the paragraph."""
        text = _even("".join(self._words))
        self._words.clear()
        if text:
            self.blocks.append(Block(text, str(self._headings)))

    def _table(self, table: Any) -> None:
        caption = table.find("caption")
        name = _even(caption.get_text(" ")) if caption is not None else ""
        heading = under(str(self._headings), name)
        items, _ = read_table(_grid(table))
        for item in items:
            kind = "row" if item.kind == "row" else "text"
            self.blocks.append(Block(item.text, under(heading, item.title), kind=kind))  # type: ignore[arg-type]


def _grid(table: Any) -> list[list[Cell]]:
    """Rows of cells; one that spans several places stands in each of them."""
    taken: dict[tuple[int, int], tuple[str, tuple[int, int]]] = {}
    rows = table.find_all("tr")
    width = 0
    for r, row in enumerate(rows):
        c = 0
        for cell in row.find_all(("td", "th")):
            while (r, c) in taken:
                c += 1
            down, across = _span(cell, "rowspan"), _span(cell, "colspan")
            text = _even(cell.get_text(" "))
            for y in range(r, min(r + down, len(rows))):
                for x in range(c, c + across):
                    taken[y, x] = (text, (r, c))
            c += across
            width = max(width, c)
    return [
        [Cell(*taken.get((r, c), ("", (r, c)))) for c in range(min(width, 300))] for r in range(len(rows))
    ]


def _span(cell: Any, name: str) -> int:
    given = str(cell.get(name, "1")).strip()
    return min(max(int(given), 1), _MOST_SPAN) if given.isdigit() else 1


def _even(text: str) -> str:
    """White space made even; none between Chinese characters."""
    return re.sub(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])", "", " ".join(text.split()))
