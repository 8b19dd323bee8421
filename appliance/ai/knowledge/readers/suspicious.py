"""What a document may hold to lead an AI astray: characters that nobody sees, and words written to the AI.

Characters without width are taken out of what is read; words to the AI stay, since they can be seen and may be harmless:
somebody decides. Nothing here is needed for safety of answers (the gate believes no document either); it is so that a
person sees what was slipped in.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import Final

from appliance.ai.knowledge.readers.block import Block, Reading
from appliance.ai.knowledge.readers.findings import Finding
from appliance.ai.knowledge.readers.instructions import instruction

# Zero-width space, (non-)joiner, marks of direction, word joiner and invisible operators, byte order mark, overrides of
# direction, interlinear marks, tag characters, variation selectors beyond the first sixteen.
UNSEEN: Final = re.compile(
    "[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f\U000e0100-\U000e01ef]"
)
# Left by word processors and harmless: soft hyphens, and joiners between the parts of one emoji.
_HARMLESS: Final = re.compile(
    "\u00ad|(?<=[\ufe0f\U0001f000-\U0001faff])\u200d(?=[\u2600-\u27bf\U0001f000-\U0001faff])"
)
_MOST: Final = 200
"""More findings than anybody will look through."""


def looked_over(reading: Reading) -> Reading:
    """The reading without characters that nobody sees, and with what was found added to its findings."""
    findings = list(reading.findings)
    blocks: list[Block] = []
    headings: dict[str, str] = {}
    for block in reading.blocks:
        if block.heading not in headings:
            headings[block.heading] = _clean(block.heading)
            findings += _found(block.heading, block)
        text = _clean(block.text)
        findings += _found(block.text, block)
        if text.strip():
            blocks.append(replace(block, text=text, heading=headings[block.heading]))
    return replace(reading, blocks=blocks, findings=_told(findings))


def _clean(text: str) -> str:
    return UNSEEN.sub("", _HARMLESS.sub("", text))


def _found(text: str, block: Block) -> list[Finding]:
    out = []
    plain = _HARMLESS.sub("", text)
    # A mark at the very edge of a paragraph is what editors leave behind.
    inside = UNSEEN.search(plain.strip("\u200b\u200e\u200f\u2060\ufeff \t"))
    if inside:
        shown = UNSEEN.sub(lambda m: f"‹{_name(m.group())}›", _around(plain))
        out.append(Finding("zero_width", shown, block.page, block.sheet, block.cell))
    said = instruction(_clean(text))
    if said:
        out.append(Finding("instruction", said, block.page, block.sheet, block.cell))
    return out


def _around(text: str) -> str:
    at = UNSEEN.search(text)
    start = max(0, at.start() - 30) if at else 0
    return text[start : start + 60]


def _name(char: str) -> str:
    # A tag character hides the letter it is named after (Unicode 16, chapter 23.9).
    code = ord(char)
    if 0xE0020 <= code <= 0xE007E:
        return chr(code - 0xE0000)
    return unicodedata.name(char, f"U+{code:04X}").lower()


def _told(findings: list[Finding]) -> list[Finding]:
    """Each once; hidden words that speak to the AI are told as such too, first."""
    speaking = [
        replace(one, kind="instruction")
        for one in findings
        if one.kind in ("hidden_text", "tiny_text", "off_page") and instruction(one.excerpt)
    ]
    return list(dict.fromkeys([*speaking, *findings]))[:_MOST]
