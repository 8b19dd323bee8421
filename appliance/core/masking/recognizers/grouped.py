"""Numbers in groups, whatever signs part them: 610104/19900405/0648, 133_6009_2218, an identity number over three lines.

The groups are joined and judged by checksum, or by the way such numbers are parted. What words part (前面是…后面是…) is
for `pieces`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.recognizers import cn_id, iban, uscc
from appliance.core.masking.recognizers._parts import MOBILE, luhn
from appliance.core.masking.recognizers.bank_card import ISSUERS, NOT_CARD

_ATOM: Final = re.compile(r"[0-9a-z]*\d[0-9a-z]*|(?<![a-z])[a-z]{1,6}(?![a-z])")
_GAP: Final = re.compile(r"[^0-9a-z\u4e00-\u9fff。！!？?；;@¥￥$%=+]{1,4}")
_LONGEST: Final = 34
_MOST: Final = 19
_MOBILE_GROUPS: Final = frozenset(
    tuple(map(int, sizes))
    for sizes in "344 38 434 56 335 353 32222 74 3422 11144 1244 122222 22223 3332".split()  # noqa: SIM905
) | {(1,) * 11}
"""Digits of each group."""
_SURE_MOBILE: Final = frozenset([(3, 4, 4), (1,) * 11, (3, 2, 2, 2, 2)])
_AMOUNTS: Final = re.compile(r"[,，、|\n]")
"""Signs that part amounts and dates just as well."""
_IBAN_GAPS: Final = frozenset({"", "-", ".", "/", "_", "\n"})
_PHONE: Final = re.compile(
    r"手机|手提|电话|号码|联系|打给?我|(?:tel|phone|mobile|cell|mob|whatsapp|shouji|dianhua)"
)
_CARD: Final = re.compile(r"卡号?|card|银行|尾号|[储借贷]")
_PAPER: Final = re.compile(r"证|(?<![a-z])id(?![a-z])|sfz|identity")


class Grouped:
    """Two groups at least; a run without gaps belongs to the recognizer of its kind."""

    kinds = frozenset({"CN_ID", "BANK_CARD", "MOBILE", "USCC", "IBAN"})

    def find(self, a: Analysis) -> list[Find]:
        found: list[Find] = []
        for chain in _chains(a.lower):
            at = 0
            while at < len(chain) - 1:
                best = self._from(a, chain, at)
                if best is None:
                    at += 1
                    continue
                last, find = best
                found.append(find)
                at = last + 1
        return found

    def _from(self, a: Analysis, chain: Sequence[tuple[int, int]], first: int) -> tuple[int, Find] | None:
        """The best value whose first group is this one."""
        best: tuple[int, Find] | None = None
        value = a.lower[slice(*chain[first])]
        for last in range(first + 1, min(len(chain), first + _MOST)):
            value += a.lower[slice(*chain[last])]
            if len(value) > _LONGEST:
                break
            if len(value) < 11:
                continue
            groups = chain[first : last + 1]
            meant = _meaning(a, value, groups, last == len(chain) - 1)
            if meant is not None and (best is None or meant[1] >= best[1].score):
                kind, score, rule = meant
                best = last, Find(groups[0][0], groups[-1][1], kind, score, rule)
        return best


def _chains(lower: str) -> Iterator[list[tuple[int, int]]]:
    """Runs of groups with nothing but signs between them; two groups and eleven characters at least."""
    chain: list[tuple[int, int]] = []
    size = digits = 0
    for m in _ATOM.finditer(lower):
        if chain and not _GAP.fullmatch(lower, chain[-1][1], m.start()):
            if len(chain) > 1 and size > 10 and digits > 6:
                yield chain
            chain, size, digits = [], 0, 0
        chain.append(m.span())
        size += m.end() - m.start()
        digits += sum(c.isdigit() for c in m[0])
    if len(chain) > 1 and size > 10 and digits > 6:
        yield chain


def _meaning(
    a: Analysis, value: str, groups: Sequence[tuple[int, int]], ends: bool
) -> tuple[str, float, str] | None:
    """Kind, score and rule; `ends` where no further group follows."""
    code = value.upper()
    if code.isdigit() and len(code) != 14 and not 15 <= len(code) <= 19 and not MOBILE.fullmatch(code):
        return None  # no number is that long; most groups of a long row of numbers end here
    sizes = tuple(end - start for start, end in groups)
    gaps = {a.lower[left[1] : right[0]].strip(" ") for left, right in pairwise(groups)}
    if len(code) == 18 and code[:17].isdigit():
        return _identity(a, code, sizes, groups[0][0])
    if (
        ends
        and len(code) in (14, 17)
        and sizes[0] == 6
        and cn_id.begun(code)
        and cn_id.CUE.search(a.before(groups[0][0], 16))
    ):
        return "CN_ID", 0.92, "groups joined, begun behind its word"
    if (
        len(code) == 18
        and len(gaps) == 1
        and code[0] in "159"
        and uscc.valid(plain := code.translate(uscc.SLIPS))
        and _letters(plain) < 12
    ):
        return "USCC", 0.96, "groups joined, gb32100 check character"
    if code[:2].isalpha() and gaps <= _IBAN_GAPS and iban.known(code) and iban.remainder(code) == 1:
        return "IBAN", 0.97, "groups joined, mod 97"
    if not code.isdigit() or len(gaps) > 1:
        return None
    sign = next(iter(gaps))
    before = a.before(groups[0][0], 12)
    if 15 <= len(code) <= 19 and ISSUERS.fullmatch(code):
        fours = set(sizes[:-1]) == {4} and sizes[-1] <= 4
        if not ends and NOT_CARD.search(before):
            return None  # a piece of an account number passes the check by chance
        if luhn(code) and (fours or sizes[0] >= 6 or _CARD.search(before) or len(sizes) < 4):
            return "BANK_CARD", 0.93, "groups joined, luhn and prefix"
        if luhn(code) and len(set(sizes)) == 1 and (sizes[0] == 1 or not _AMOUNTS.search(sign)):
            return "BANK_CARD", 0.9, "groups joined, luhn and prefix"
        if fours and ends and len(sizes) == 5 and code.startswith("62"):
            return (
                "BANK_CARD",
                0.95,
                "groups as on a card, prefix",
            )  # four of the five may pass the check by chance
        if sizes == (4, 6, 5) and code[:2] in ("34", "37"):
            return "BANK_CARD", 0.78, "groups as on a card, prefix"
        if (fours or sizes[0] == 6) and (
            _CARD.search(before)
            or (fours and ends and (code.startswith("62") or (len(sizes) == 4 and code[0] in "45")))
        ):
            return "BANK_CARD", 0.72, "groups as on a card, prefix"
    if len(code) == 11 and MOBILE.fullmatch(code) and sizes in _MOBILE_GROUPS:
        if _PHONE.search(before) or not _AMOUNTS.search(sign):
            return "MOBILE", 0.9, "groups joined, mobile prefix and length"
        if sizes in _SURE_MOBILE and not all(a.lower[e - 1] == "0" for _, e in groups):
            return "MOBILE", 0.75, "groups as of a telephone number"
    return None


def _identity(a: Analysis, code: str, sizes: tuple[int, ...], start: int) -> tuple[str, float, str] | None:
    if cn_id.valid(code):
        return "CN_ID", 0.98, "groups joined, gb11643 checksum"
    usual = sizes[0] in (6, 14) or len(set(sizes)) == 1 or sizes[:2] == (3, 3)
    if cn_id.plausible(code) and (usual or _PAPER.search(a.before(start, 12))):
        return "CN_ID", 0.8, "groups joined, place and date"
    return None


def _letters(code: str) -> int:
    return sum(c.isalpha() for c in code)
