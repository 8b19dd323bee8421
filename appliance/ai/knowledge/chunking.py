"""Blocks become passages: sentence-aligned, short enough for the embedder, each with its heading path.

Sizes are in units: one Chinese character, or 5/3 units for an English word, so that 260 units are about
150 words. Input beyond the embedder's 512 tokens would be cut unseen, so a passage never exceeds
`HARD_LIMIT` units.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from appliance.ai.knowledge.readers.block import Block, Box, around, least
from appliance.ai.knowledge.script import Lang, lang_of

TARGET = 180
LIMIT = 260
HARD_LIMIT = 340

_SENTENCE = re.compile(r"[^。！？!?；;\n]*?(?:[。！？!?；;]+[”’）)」』\"]*|\.(?=\s|$)[\"')]*|\n|$)", re.S)
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9'.,\-]*")
_ARTICLE = re.compile(r"第[一二三四五六七八九十百零〇\d]+条(?:[\s\u3000：:]|之)")
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")


@dataclass(frozen=True, slots=True)
class Chunk:
    """The text of one passage and its place; see `Block` for the meaning of the fields."""

    text: str
    heading: str
    page: int | None
    sheet: str | None
    cell: str | None
    kind: Literal["text", "row"]
    lang: Lang
    box: Box | None = None
    ocr: float | None = None


def units(text: str) -> float:
    """Length of a text as the embedder feels it."""
    return len(_WIDE.findall(text)) + len(_WORD.findall(text)) * 5 / 3


def chunk(blocks: Iterable[Block]) -> list[Chunk]:
    """Passages in reading order.

    Rows stay one passage each, and so does each article (第十条 …) of a rule book; other text under one heading of one
    page is packed together.
    """
    out: list[Chunk] = []
    held: list[Block] = []
    for block in blocks:
        if block.kind == "row" or (held and _place(held[0]) != _place(block)):
            out += _pack(held)
            held = []
        if block.kind == "row":
            out += [_chunk(block, text) for text in _row_parts(block.text)]
        else:
            held.append(block)
    return out + _pack(held)


def sentences(text: str) -> list[str]:
    """The text cut after each sentence; nothing is lost but the white space around them."""
    return [part.strip() for part in _SENTENCE.findall(text) if part.strip()]


def _place(block: Block) -> tuple[str, int | None, str | None]:
    return block.heading, block.page, block.sheet


def _chunk(block: Block, text: str, others: Sequence[Block] = ()) -> Chunk:
    cell = block.cell if block.kind == "row" else None
    blocks = others or (block,)
    box, sure = around(one.box for one in blocks), least(one.ocr for one in blocks)
    return Chunk(text, block.heading, block.page, block.sheet, cell, block.kind, lang_of(text), box, sure)


def _pack(held: list[Block]) -> list[Chunk]:
    if not held:
        return []
    pieces = [piece for block in held for piece in _pieces(block)]
    packed: list[tuple[str, list[Block]]] = []
    current, size = "", 0.0
    said: list[Block] = []
    for position, (piece, starts_paragraph, block) in enumerate(pieces):
        length = units(piece)
        full = size + length > LIMIT or (size >= TARGET and (starts_paragraph or size + length > LIMIT))
        # A short tail is worth more at the end of its passage than alone.
        if full and position == len(pieces) - 1 and length < 40 and size + length <= HARD_LIMIT:
            full = False
        # An article of a rule book is about one thing; two in one passage blur what it is about.
        article = starts_paragraph and bool(_ARTICLE.match(piece))
        if current and (full or article):
            packed.append((current, said))
            current, size, said = "", 0.0, []
        current = _glue(current, piece, starts_paragraph)
        size += length
        said.append(block)
    packed.append((current, said))
    return [_chunk(held[0], text, blocks) for text, blocks in packed]


def _pieces(block: Block) -> Iterator[tuple[str, bool, Block]]:
    first = True
    for sentence in sentences(block.text):
        for part in _cut(sentence):
            yield part, first, block
            first = False


def _cut(sentence: str) -> list[str]:
    """A sentence beyond the hard limit is cut at commas, and at last anywhere."""
    if units(sentence) <= LIMIT:
        return [sentence]
    parts: list[str] = []
    for clause in re.findall(r"[^，,、：:\s]*[，,、：:\s]*", sentence):
        if parts and units(parts[-1] + clause) <= LIMIT:
            parts[-1] += clause
        else:
            while units(clause) > LIMIT:
                parts.append(clause[:LIMIT])
                clause = clause[LIMIT:]
            if clause:
                parts.append(clause)
    return [part.strip() for part in parts if part.strip()]


def _glue(left: str, right: str, new_paragraph: bool) -> str:
    if not left:
        return right
    if new_paragraph:
        return f"{left}\n{right}"
    return left + (" " if left[-1].isascii() and right[0].isascii() else "") + right


def _row_parts(text: str) -> list[str]:
    """A row too long for one passage is cut between columns; each part repeats the first column."""
    if units(text) <= HARD_LIMIT:
        return [text]
    first, *rest = text.split("; ")
    parts: list[str] = []
    for pair in rest or [first]:
        for piece in _cut(pair):
            if parts and units(f"{parts[-1]}; {piece}") <= LIMIT:
                parts[-1] += f"; {piece}"
            else:
                parts.append(f"{first}; {piece}" if rest and units(first) < LIMIT / 2 else piece)
    return parts
