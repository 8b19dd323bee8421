"""Qa pairs made from a document: one for each table row, one for each section. The answer is the document's own words.

These are proposals: drafts that somebody reads before they are published. Nothing is worded here but the question, so a
proposal can be dull but not wrong about the bank.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from appliance.ai.knowledge.readers.block import HEADING_SEPARATOR
from appliance.ai.knowledge.rows import cells
from appliance.ai.knowledge.script import lang_of

MAX_ANSWER: Final = 600
"""Characters; a longer section is no answer but a chapter, and is left to search."""
MAX_COLUMNS: Final = 8

_NUMBERING: Final = re.compile(
    r"^(?:第[一二三四五六七八九十百\d]+[章节部分条款]*|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]|\d+(?:\.\d+)*[.、]?)\s*"
)
_NUMBER_COLUMN: Final = re.compile(r"序号|编号|代码|no\.?|id|code", re.IGNORECASE)


class Readable(Protocol):
    """What is needed of a passage (`tables.Passage` is one). `kind`: text | row."""

    @property
    def id(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def heading(self) -> str: ...
    @property
    def kind(self) -> str: ...


@dataclass(frozen=True)
class Proposal:
    """A pair to be looked at; `passages` are the ids of what it was made from, in order."""

    question: str
    answer: str
    phrasings: tuple[str, ...]
    passages: tuple[str, ...]


def proposals(passages: Sequence[Readable]) -> list[Proposal]:
    """What a document offers, in its order; no question twice (the first stands)."""
    made: dict[str, Proposal] = {}
    for heading, under in itertools.groupby(passages, key=lambda passage: passage.heading):
        for one in _of_section(heading, list(under)):
            made.setdefault(one.question, one)
    return list(made.values())


def _of_section(heading: str, passages: Sequence[Readable]) -> Iterator[Proposal]:
    rows = [(passage, _told(passage.text)) for passage in passages if passage.kind == "row"]
    texts = [passage for passage in passages if passage.kind != "row"]
    wide = _naming([told for _, told in rows])
    for passage, told in rows:
        yield from _of_row(passage, told, wide)
    topic = _topic(heading)
    answer = "\n".join(passage.text for passage in texts)
    if topic and texts and len(answer) <= MAX_ANSWER:
        question = f"{topic}有什么规定？" if lang_of(topic) == "zh" else f"What applies to {topic}?"
        yield Proposal(question, answer, (topic,), tuple(passage.id for passage in texts))


def _told(row: str) -> list[tuple[str, str]]:
    return [(column, value) for column, value in cells(row) if not _NUMBER_COLUMN.fullmatch(column)]


def _naming(rows: Sequence[Sequence[tuple[str, str]]]) -> int:
    """How many leading columns it takes to tell the rows of a table apart; 1 where nothing does."""
    for wide in range(1, max(map(len, rows), default=0)):
        names = [tuple(row[:wide]) for row in rows]
        if len(set(names)) == len(names):
            return wide
    return 1


def _of_row(passage: Readable, told: Sequence[tuple[str, str]], wide: int) -> Iterator[Proposal]:
    """`项目=存折补办; 收费标准=5元/本` asks after the charge of 存折补办 and answers with the row."""
    named, asked = told[:wide], told[wide:]
    if not named or not asked or len(asked) > MAX_COLUMNS:
        return
    zh = lang_of(passage.text) == "zh"
    name = " ".join(value for _, value in named)
    topic = _topic(passage.heading)
    what = f"{name}（{topic}）" if zh and topic else f"{name} ({topic})" if topic else name
    columns = [column.replace("/", " ") for column, _ in asked]
    said = [
        f"{column}：{value}" if zh else f"{column}: {value}"
        for column, (_, value) in zip(columns, asked, strict=True)
    ]
    yield Proposal(
        _ask(what, columns[:3], [value for _, value in asked[:3]], zh=zh),
        f"{what}：{'；'.join(said)}。" if zh else f"{what}: {'; '.join(said)}.",
        tuple(
            _ask(name, [column], [value], zh=zh) for column, (_, value) in zip(columns, asked, strict=True)
        ),
        (passage.id,),
    )


def _ask(of: str, columns: Sequence[str], values: Sequence[str], *, zh: bool) -> str:
    if not zh:
        return f"What is the {', '.join(columns)} of {of}?"
    counted = all(re.search(r"\d", value) for value in values)
    return f"{of}的{'、'.join(columns)}是{'多少' if counted else '什么'}？"


def _topic(heading: str) -> str:
    """The last heading, without its number, and without the bank's name and title that stand before a dash in it."""
    parts = [_NUMBERING.sub("", part).strip() for part in heading.split(HEADING_SEPARATOR)]
    parts = [part for part in parts if part]
    return re.split(r"\s[—–-]\s", parts[-1])[-1][:60] if parts else ""
