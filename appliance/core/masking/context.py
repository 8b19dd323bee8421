"""What the turns before a message tell about it: a bare `556677` is a code when a code was asked for.

The state kept is small: for each kind how strongly it is wanted (asked for just now, asked for earlier and not
answered since, only named), and what the visitor wrote before that may be the first half of a value.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from appliance.core.masking import views
from appliance.core.masking.questions import (
    ANY_PAPER,
    ASKING,
    EXPLAINED,
    NAMED,
    OTHER_PAPERS,
    STATING,
    WARNING,
)
from appliance.core.masking.text import TOKEN, MaskedText

LOOK_BACK: Final = 8
"""Turns that still count."""
NOW: Final = 3
"""Asked for in the other side's last words, or announced by the visitor's own last words (我的QQ是)."""
EARLIER: Final = 2
"""Asked for some turns ago."""
MENTIONED: Final = 1
"""Named by somebody lately, asked for by nobody."""

_HALVES: Final = 4
_HALF: Final = 120
"""An earlier message longer than this is no half of a value."""
_SHORT: Final = 14
_NOUNS: Final = 24
_SENTENCES: Final = re.compile(r"[。！!；;\n?？，,（）()]|\.\s")
_LEADS_UP: Final = re.compile(
    r"(?:是|为|叫|系|给你|发你|告诉你|记一下|记下|如下|这个|is|are|it's|here|"
    r"[:：])[\s啊呀哈吧呢.…~～，,:：]*$|^.{0,2}(?:我的?|俺的?|my )"
)
_NO_LEAD: Final = re.compile(
    r"[吗么呢?？]|怎么|如何|收不到|没有|没收|忘|丢|不见|不是|不对|被|不能|不了|改|换|查|办"
)


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier message, masked already. `role` is visitor, ai or agent (or empty when unknown)."""

    role: str
    text: str | MaskedText


@dataclass(frozen=True, slots=True)
class Dialogue:
    """The state before a message.

    `wants`: kind -> `NOW`, `EARLIER` or `MENTIONED`. `given`: kinds whose tokens the visitor sent lately (a correction
    or a second half may follow). `before`: the visitor's own last messages that may hold a half, oldest first: which turn
    (-1 is the last of the context) and its text, tokens blanked.
    """

    wants: Mapping[str, int] = field(default_factory=dict)
    given: frozenset[str] = frozenset()
    before: tuple[tuple[int, str], ...] = ()
    explained: bool = False
    """The other side's last words ask for a number that is nobody's secret: an order, a parcel, an invoice."""

    @property
    def asked(self) -> frozenset[str]:
        """Every kind wanted, however strongly."""
        return frozenset(self.wants)


NOTHING: Final = Dialogue()


def blanked(masked: str) -> str:
    """`masked` with spaces for each token, as long as before: a token asks for nothing and is no half."""
    return TOKEN.sub(lambda m: " " * len(m[0]), masked)


def read(context: Sequence[Turn]) -> Dialogue:
    """The state after `context`, oldest turn first."""
    if not context:
        return NOTHING
    return _read(tuple((turn.role, str(turn.text)[:4000]) for turn in context[-LOOK_BACK:]))


def asked(context: Sequence[Turn]) -> frozenset[str]:
    """The kinds of data that the last turns ask for or name."""
    return read(context).asked


@lru_cache(maxsize=256)
def _read(turns: tuple[tuple[str, str], ...]) -> Dialogue:
    wants: dict[str, int] = {}
    given: set[str] = set()
    before: list[tuple[int, str]] = []
    explained = False
    for at, (role, text) in enumerate(turns, -len(turns)):
        said = blanked(text)
        lower = views.lower(views.flat(said))
        if role == "visitor":
            given.update(kind for kind, _ in TOKEN.findall(text))
            before.append((at, said))
            for kind, strength in _visitor(lower).items():
                wants[kind] = max(strength, wants.get(kind, 0))
        else:
            fresh = _questions(lower)
            explained = EXPLAINED.search(lower) is not None
            if NOW in fresh.values():
                wants = {kind: min(strength, EARLIER) for kind, strength in wants.items()}
            for kind, strength in fresh.items():
                wants[kind] = max(strength, wants.get(kind, 0))
    return Dialogue(
        wants, frozenset(given), tuple(b for b in before[-_HALVES:] if len(b[1]) <= _HALF), explained
    )


def _questions(lower: str) -> dict[str, int]:
    """What one turn of the other side asks for (`NOW`) or names (`MENTIONED`)."""
    found: dict[str, int] = {}
    asking = ASKING.search(lower) is not None or (len(lower) <= _NOUNS and STATING.search(lower) is None)
    for clause in _SENTENCES.split(lower):
        if not clause or WARNING.search(clause):
            continue
        for kind in _named(clause):
            if found.get(kind, 0) < NOW:
                found[kind] = NOW if asking else MENTIONED
    return found


def _visitor(lower: str) -> dict[str, int]:
    """A short turn of the visitor's own that leads up to a value, and whatever else it names."""
    said = lower.strip()
    named = _named(said)
    leads = len(said) <= _SHORT and not _NO_LEAD.search(said)
    leads = leads or (
        len(said) <= 40 and _LEADS_UP.search(said) is not None and not _NO_LEAD.search(said[-8:])
    )
    return dict.fromkeys(named, NOW if leads else MENTIONED)


def _named(clause: str) -> list[str]:
    """The kinds named; 证件 is any paper, unless one is named beside it (港澳证件)."""
    kinds = [kind for kind, pattern in NAMED if pattern.search(clause)]
    if "EXPIRY" in kinds and OTHER_PAPERS.search(clause) and "BANK_CARD" not in kinds:
        kinds.remove("EXPIRY")
    if "证件" in clause and not ANY_PAPER & set(kinds):
        kinds += sorted(ANY_PAPER)
    return kinds
