"""Values written one behind the other without a gap: 43010419860315121X15274903816, 622202…13812345678.

A run longer than any number is cut into identity numbers, cards and mobile numbers that fill it wholly, the identity numbers
and cards by their checksums; what no cut explains stays one long number.
"""

from __future__ import annotations

import re
from typing import Final

from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.recognizers import cn_id
from appliance.core.masking.recognizers._parts import MOBILE, NO_ALNUM_AFTER, NO_ALNUM_BEFORE, luhn
from appliance.core.masking.recognizers.bank_card import ISSUERS

_RUN: Final = re.compile(rf"{NO_ALNUM_BEFORE}\d{{17,60}}x?\d{{0,60}}{NO_ALNUM_AFTER}")


class Glued:
    """Two values at least. Cuts from the left, remembering dead ends: linear in the length of the run."""

    kinds = frozenset({"CN_ID", "BANK_CARD", "MOBILE"})

    def find(self, a: Analysis) -> list[Find]:
        found: list[Find] = []
        for m in _RUN.finditer(a.lower):
            run = m[0].upper()
            if len(run) < 22:
                continue
            cut = _cut(run, 0, {})
            if cut and len(cut) > 1:
                found += [
                    Find(m.start() + s, m.start() + e, kind, 0.94, "one of several values glued together")
                    for s, e, kind in cut
                ]
        return found


def _cut(run: str, at: int, dead: dict[int, bool]) -> list[tuple[int, int, str]] | None:
    if at == len(run):
        return []
    if at in dead:
        return None
    for size, kind in (
        (18, "CN_ID"),
        (11, "MOBILE"),
        (19, "BANK_CARD"),
        (16, "BANK_CARD"),
        (18, "BANK_CARD"),
        (17, "BANK_CARD"),
    ):
        part = run[at : at + size]
        if len(part) == size and _is(kind, part):
            rest = _cut(run, at + size, dead)
            if rest is not None:
                return [(at, at + size, kind), *rest]
    dead[at] = True
    return None


def _is(kind: str, part: str) -> bool:
    if kind == "CN_ID":
        return cn_id.valid(part)
    if not part.isdigit():
        return False
    if kind == "MOBILE":
        return MOBILE.fullmatch(part) is not None
    return ISSUERS.fullmatch(part) is not None and luhn(part)
