"""What the turns before a message tell about it: a bare `556677` is a code when a code was asked for.

The state kept is small: for each kind how strongly it is wanted (asked for just now, asked for earlier and not
answered since, only named), and what the visitor wrote before that may be the first half of a value.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from appliance.core.masking import views
from appliance.core.masking.questions import (
    ANY_PAPER,
    ASKING,
    EXPLAINED,
    NAMED,
    OTHER_PAPERS,
    PLAIN,
    READ_OUT,
    SENT,
    STATING,
    WARNING,
)
from appliance.core.masking.remembered import remembered
from appliance.core.masking.scene import scene
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
_TURN: Final = 800
"""Characters of a turn that are read, from its end: questions stand there."""
_LEADS_UP: Final = re.compile(
    r"(?:是|为|叫|系|给你|发你|告诉你|记一下|记下|如下|这个|is|are|it's|here|"
    r"[:：])[\s啊呀哈吧呢.…~～，,:：]*$|^.{0,2}(?:我的?|俺的?|my )"
)
_ARRIVED: Final = re.compile(r"短信|信息|消息|收到了?|来了|text|message|sms")
_GO_ON: Final = re.compile(
    r"前(?:面|半)[^。？?！!]{0,8}(?:收到|有|记|看到|写)[^。]{0,8}|(?:收到|记下|记了|有)了?前(?:面|半)"
)
"""A long number is being told in pieces; most are cards."""
_OF_THE_CARD: Final = re.compile(r"背|反面|签名|安全|cv[vcn]|卡|信用|斜体|card|back")
_MONEY: Final = re.compile(r"转账|汇款|到账|打款|[款钱]|工资|余额|扣")
_SHORT_SECRETS: Final = frozenset({"CVV", "EXPIRY", "PASSWORD"})
_NO_LEAD: Final = re.compile(
    r"[吗么呢?？]|怎么|如何|收不到|没有|没收|忘|丢|不见|不是|不对|被|不能|不了|改|换|查|办"
)


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier message, masked already. `role` is visitor, ai or agent (or empty when unknown)."""

    role: str
    text: str | MaskedText


class Turns(tuple[Turn, ...]):
    """Earlier messages, oldest first, that are read once, however many ask what they tell."""

    @cached_property
    def state(self) -> Dialogue:
        """The state after them."""
        return _read([(turn.role, str(turn.text)) for turn in self[-LOOK_BACK:]])


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
    plain: bool = False
    """The other side's last words ask for a plain number: an amount, a count, a tail."""
    open: bool = False
    """The other side spoke last and asked for no plain number: six bare digits are then likely a code."""
    scene: tuple[str, ...] = ()
    """Secrets that the last turns are about, named or hinted at, likeliest first."""
    modelled: frozenset[str] = frozenset()
    """Those of the scene that no rule sees, only the learned reader of questions."""
    said: tuple[tuple[str, str], ...] = ()
    """Role and words (`lower` view, tokens blanked) of the turns, oldest first, for the reader of values."""

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
    if isinstance(context, Turns):
        return context.state
    return _read([(turn.role, str(turn.text)) for turn in context[-LOOK_BACK:]])


def asked(context: Sequence[Turn]) -> frozenset[str]:
    """The kinds of data that the last turns ask for or name."""
    return read(context).asked


def _read(turns: Sequence[tuple[str, str]]) -> Dialogue:
    wants: dict[str, int] = {}
    given: set[str] = set()
    before: list[tuple[int, str]] = []
    heard: list[tuple[str, str]] = []
    explained = opened = sent = last_plain = False
    for at, (role, text) in enumerate(turns, -len(turns)):
        said = blanked(text)
        lower = views.lower(views.flat(said[-_TURN:]))
        heard.append((role, lower))
        if role == "visitor":
            given.update(kind for kind, _ in TOKEN.findall(text))
            before.append((at, said))
            sent = sent or _ARRIVED.search(lower) is not None
            for kind, strength in _visitor(lower).items():
                wants[kind] = max(strength, wants.get(kind, 0))
        else:
            fresh = dict(_questions(lower))
            sent = sent or (SENT.search(lower) is not None and not _MONEY.search(lower))
            last_plain = plain = PLAIN.search(lower) is not None
            if NOW not in {*fresh.values(), *wants.values()} and _GO_ON.search(lower):
                fresh["BANK_CARD"] = NOW
            elif sent and not _SHORT_SECRETS & fresh.keys() and READ_OUT.search(lower) and not plain:
                fresh["OTP"] = NOW
            explained = EXPLAINED.search(lower) is not None
            opened = role != "" and not explained and not plain and NOW not in fresh.values()
            if NOW in fresh.values():
                wants = {kind: min(strength, EARLIER) for kind, strength in wants.items()}
            for kind, strength in fresh.items():
                wants[kind] = max(strength, wants.get(kind, 0))
    if sent and not explained and not last_plain:
        wants.setdefault("OTP", MENTIONED)
    kinds, modelled = scene([(role, blanked(text)) for role, text in turns])
    return Dialogue(
        wants,
        given=frozenset(given),
        before=tuple(b for b in before[-_HALVES:] if len(b[1]) <= _HALF),
        explained=explained,
        plain=last_plain,
        open=opened,
        scene=kinds,
        modelled=modelled,
        said=tuple(heard),
    )


@remembered
def _questions(lower: str) -> Mapping[str, int]:
    """What one turn of the other side asks for (`NOW`) or names (`MENTIONED`)."""
    found: dict[str, int] = {}
    asking = ASKING.search(lower) is not None or (len(lower) <= _NOUNS and STATING.search(lower) is None)
    for clause in _SENTENCES.split(lower):
        if not clause or WARNING.search(clause):
            continue
        plain = PLAIN.search(clause) is not None
        for kind in _named(clause):
            if found.get(kind, 0) < NOW:
                found[kind] = NOW if asking and not plain else MENTIONED
    return found


@remembered
def _visitor(lower: str) -> Mapping[str, int]:
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
    if "CVV" in kinds and {"OTP", "PASSWORD"} & set(kinds) and not _OF_THE_CARD.search(clause):
        kinds.remove("CVV")  # 验证码前三位: digits of the code
    if "证件" in clause and not ANY_PAPER & set(kinds):
        kinds += sorted(ANY_PAPER)
    return kinds
