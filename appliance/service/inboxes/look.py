"""How a window looks: a colour, a corner, and the words that are the bank's own. An empty text means the shipped one."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

from appliance.core.kit.errors import BadInput

JADE: Final = "#0b6b57"
STARTERS: Final = 4
"""Questions offered at the start."""
LONGEST: Final = {"title": 40, "greeting": 200, "launch": 12, "starters": 40}
"""Characters of one text (of each starter)."""
FURTHEST: Final = 200
"""Pixels from the corner."""
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_WORDS: Final = {
    "title": ("标题", "title"),
    "greeting": ("问候语", "greeting"),
    "launch": ("按钮文字", "button"),
    "starters": ("开场问题", "first questions"),
}


@dataclass(frozen=True)
class Look:
    """`side` is right or left; `away` the pixels from the corner; `starters` one question a line."""

    colour: str = JADE
    side: str = "right"
    away: int = 20
    title_zh: str = ""
    title_en: str = ""
    greeting_zh: str = ""
    greeting_en: str = ""
    launch_zh: str = ""
    launch_en: str = ""
    starters_zh: str = ""
    starters_en: str = ""

    def said(self, what: str, lang: str) -> str:
        """One of the texts in a language; "" where the shipped one is to be used."""
        return str(getattr(self, f"{what}_{'en' if lang == 'en' else 'zh'}"))

    @property
    def ink(self) -> str:
        """What is written on the colour: black or white, whichever stands out more (WCAG 2.2, 1.4.3)."""
        light = _luminance(self.colour)
        return "#ffffff" if 1.05 / (light + 0.05) >= (light + 0.05) / 0.05 else "#000000"

    def values(self) -> dict[str, Any]:
        """For the row."""
        return asdict(self)


def of(values: dict[str, Any]) -> Look:
    """The look in a row; what it does not name is as shipped."""
    known = {field.name for field in fields(Look)}
    return Look(**{name: value for name, value in values.items() if name in known})


def checked(look: Look) -> Look:
    """The look as it is kept. Raises `BadInput` naming what cannot be."""
    colour = look.colour.strip().lower()
    if not _COLOUR.fullmatch(colour):
        raise BadInput("颜色请写成 #0b6b57 这样的六位色值。", "Write the colour as six digits, like #0b6b57.")
    if look.side not in ("right", "left"):
        raise BadInput("位置只能是右下角或左下角。", "The window stands at the right or at the left.")
    if not 0 <= look.away <= FURTHEST:
        raise BadInput(f"边距为 0 到 {FURTHEST} 像素。", f"The margin is 0 to {FURTHEST} pixels.")
    texts: dict[str, str] = {}
    for what, longest in LONGEST.items():
        for lang in ("zh", "en"):
            name = f"{what}_{lang}"
            texts[name] = _text(what, str(getattr(look, name)), longest)
    return Look(colour=colour, side=look.side, away=look.away, **texts)


def _text(what: str, given: str, longest: int) -> str:
    zh, en = _WORDS[what]
    lines = [" ".join(line.split()) for line in given.splitlines() if line.strip()]
    if any(len(line) > longest for line in lines):
        raise BadInput(
            f"{zh}最长 {longest} 字，请写短一些。", f"The {en} may have {longest} characters; shorten it."
        )
    if what == "starters" and len(lines) > STARTERS:
        raise BadInput(f"开场问题最多 {STARTERS} 个。", f"Give at most {STARTERS} first questions.")
    return "\n".join(lines) if what == "starters" else " ".join(lines)


def _luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
