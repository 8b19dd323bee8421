"""The smallest readable piece of a document, with its place in it."""

from dataclasses import dataclass, field
from typing import Literal

HEADING_SEPARATOR = " › "


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph (`text`) or one table row (`row`, "column=value; column=value").

    `heading` is the path of headings above it, joined by `HEADING_SEPARATOR`; `page` counts from 1;
    `cell` is a spreadsheet reference such as `B7` or `A7:F7`.
    """

    text: str
    heading: str = ""
    page: int | None = None
    sheet: str | None = None
    cell: str | None = None
    kind: Literal["text", "row"] = "text"


@dataclass(frozen=True, slots=True)
class Reading:
    """All blocks of one file in reading order.

    `pages` is 0 where the format has none; sheets count as pages.
    """

    blocks: list[Block] = field(default_factory=list)
    pages: int = 0


class HeadingPath:
    """Keeps the path of open headings while a document is read from top to bottom."""

    def __init__(self) -> None:
        self._open: list[tuple[int, str]] = []

    def enter(self, level: int, title: str) -> None:
        """Open a heading of `level` (1 = outermost); closes those of the same or a deeper level."""
        self._open = [(own, text) for own, text in self._open if own < level]
        self._open.append((level, title.strip()))

    def __str__(self) -> str:
        return HEADING_SEPARATOR.join(text for _, text in self._open if text)
