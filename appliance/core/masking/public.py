"""The public list: exact numbers and names that are nobody's personal data and stay readable."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from appliance.core.kit.errors import BadInput
from appliance.core.masking.recognizers._parts import luhn
from appliance.core.masking.recognizers.cn_id import CnId

_SIGNS = re.compile(r"[\s\-.()（）·]")
_HOTLINES: Final = """
10000 10010 10086 10099 110 11185 114 119 120 12110 12123 122 12306 12315 12320 12321 12329 12333
12345 12348 12358 12363 12366 12378 12386 12388 12393 12395 4006095558 4006695566 4008208788
4008695568 4008895555 95001 95016 95017 95105 95188 95500 95501 95502 95505 95508 95511 95512
95516 95518 95519 95522 95526 95527 95528 95533 95535 95541 95549 95555 95556 95558 95559 95561
95564 95566 95567 95568 95569 95574 95577 95580 95585 95588 95589 95590 95591 95594 95595 95596
95597 95598 95599 96368 96588 96669 96888
"""
"""Hotlines of banks, card schemes and authorities."""
_NAMES: Final = """
银联 中国银联 UnionPay Visa 维萨 MasterCard 万事达 JCB 美国运通 American_Express 网联
中国人民银行 国家金融监督管理总局 工商银行 农业银行 中国银行 建设银行 交通银行 邮储银行 招商银行 浦发银行 中信银行
光大银行 华夏银行 民生银行 广发银行 兴业银行 平安银行 浙商银行 渤海银行 恒丰银行
"""
"""Card brands, supervisors and nationwide banks."""

_SERVICE = re.compile(r"(?:400|800)\d{7}|955\d\d|96\d{3,4}")
"""Service numbers by their range in the national numbering plan: no person has one."""
_TELEPHONES: Final = frozenset({"", "MOBILE", "LANDLINE", "ACCOUNT"})

LONGEST, MOST = 60, 5000  # characters of an entry and of its note; entries of the list
_LUHN_FROM = 15
_SEPARATOR = re.compile(r"[\t,，;；]|\s{2,}")


def bare(value: str) -> str:
    """An entry as it is compared: half-width, lower case, without spaces, dashes, dots, brackets and +86."""
    flat = _SIGNS.sub("", unicodedata.normalize("NFKC", value)).casefold()
    return flat[3:] if flat.startswith("+86") else flat


@dataclass(frozen=True, slots=True)
class Entry:
    """One public value as it was typed, and what it is: ("0532-0000-1102", "青岛崂山支行")."""

    value: str
    note: str = ""


@dataclass(frozen=True)
class PublicList:
    """Immutable; looked at once for each value found."""

    entries: tuple[Entry, ...]
    _known: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_known", frozenset(bare(entry.value) for entry in self.entries))

    def holds(self, value: str, kind: str = "") -> bool:
        """True for an exact entry, in whatever separators it is written, and for telephone numbers in a service range."""
        plain = bare(value)
        return plain in self._known or (kind in _TELEPHONES and _SERVICE.fullmatch(plain) is not None)


def parse(text: str) -> list[Entry]:
    """Entries from lines: a value, then after a tab, comma or two spaces what it is. Empty lines and `#` pass.

    Raises `BadInput`, naming the line.
    """
    found: list[Entry] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        value, *note = _SEPARATOR.split(line.strip(), maxsplit=1)
        try:
            found.append(checked(value, note[0] if note else ""))
        except BadInput as problem:
            raise BadInput(f"第 {number} 行：{problem.zh}", f"Line {number}: {problem.en}") from None
    return found


def checked(value: str, note: str = "") -> Entry:
    """An entry fit for the list. Raises `BadInput` for what is empty, too long, or plainly somebody's number."""
    value, note = value.strip(), note.strip()
    plain = bare(value)
    if not len(plain) >= 2 or max(len(value), len(note)) > LONGEST:
        raise BadInput(
            f"号码或名称需为 2 到 {LONGEST} 个字，说明最多 {LONGEST} 字。",
            f"A number or name has 2 to {LONGEST} characters, its note at most {LONGEST}.",
        )
    if any(not c.isprintable() or c in "⟦⟧" for c in value + note):
        raise BadInput("不能含控制字符或令牌。", "It may hold no control characters and no tokens.")
    if _is_somebodys(plain):
        raise BadInput(
            "这是一个有效的证件号或卡号，不能列为公开。",
            "This is a valid identity or card number; it cannot be made public.",
        )
    return Entry(value, note)


def _is_somebodys(plain: str) -> bool:
    from appliance.core.masking.analysis import Analysis

    if plain.isdigit() and _LUHN_FROM <= len(plain) <= 19 and luhn(plain):
        return True
    return any(find.score >= 0.9 for find in CnId().find(Analysis(plain)))


def merged(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Each value once (the last note counts), in order of value. Raises `BadInput` beyond `MOST`."""
    by_value = {bare(entry.value): entry for entry in entries}
    if len(by_value) > MOST:
        raise BadInput(
            f"公开号码表最多 {MOST} 条，请删去不用的。",
            f"The list may have at most {MOST} entries; remove what is not needed.",
        )
    return tuple(sorted(by_value.values(), key=lambda entry: bare(entry.value)))


def stored(public: PublicList) -> list[list[str]]:
    """As JSON: `[["95588", ""], …]`."""
    return [[entry.value, entry.note] for entry in public.entries]


def loaded(content: Sequence[Sequence[Any]]) -> PublicList:
    """From JSON."""
    return PublicList(tuple(Entry(str(value), str(note)) for value, note in content))


SHIPPED: Final = PublicList(
    merged([*(Entry(n) for n in _HOTLINES.split()), *(Entry(n.replace("_", " ")) for n in _NAMES.split())])
)
