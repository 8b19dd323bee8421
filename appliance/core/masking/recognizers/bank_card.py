"""Bank card numbers: the Luhn check, and prefix and length of an issuer in use (ISO/IEC 7812)."""

from __future__ import annotations

import re

from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.recognizers._parts import NO_ALNUM_AFTER, NO_ALNUM_BEFORE, luhn, squeezed

_RUN = re.compile(rf"{NO_ALNUM_BEFORE}\d(?:[ .\-]{{0,2}}\d){{12,60}}{NO_ALNUM_AFTER}")
_LOOSE = re.compile(r"(?<![0-9a-z])\d{3,7}(?:[^0-9a-z\u4e00-\u9fff]{1,3}\d{1,7}){2,6}(?![0-9a-z])")
"""Groups with any signs between: 6225，7588，4955，1675."""
_ATOM = re.compile(r"\d+")
ISSUERS = re.compile(
    r"62\d{14,17}|81\d{14,17}|4(?:\d{12}|\d{15}|\d{18})|5[0-9]\d{14,17}|35\d{14}|3[47]\d{13}|3[0689]\d{12}|"
    r"2[2-7]\d{14}|6(?:0|3|4|5|7|8|9)\d{14,17}|9\d{15,18}"
)
_CUE = re.compile(r"卡|折(?!扣|价)|card|kahao|kh(?=[:：])")
NOT_CARD = re.compile(
    r"[账帐户]号|account|acct|a/c|单号|订单|流水|编号|凭证|发票|合同|保单|运单|快递|order|invoice|tracking|ref"
)
_ISSUED = re.compile(r"62(?:\d{14}|\d{17})")
"""Prefix and length that nearly all cards in use here have."""


class BankCard:
    """Groups are tried in every contiguous combination.

    So a card written before a mobile number is still found.
    """

    kinds = frozenset({"BANK_CARD"})

    def find(self, a: Analysis) -> list[Find]:
        found = [f for run in _RUN.finditer(a.digits) for f in self._within(a, run)]
        for m in _LOOSE.finditer(a.lower):
            number = squeezed(m[0])
            if 15 <= len(number) <= 19 and ISSUERS.fullmatch(number) and luhn(number):
                found.append(Find(m.start(), m.end(), "BANK_CARD", 0.88, "luhn and prefix, odd separators"))
        return found

    def _within(self, a: Analysis, run: re.Match[str]) -> list[Find]:
        atoms = [(run.start() + m.start(), run.start() + m.end()) for m in _ATOM.finditer(run[0])]
        found: list[Find] = []
        slip: Find | None = None
        for first in range(len(atoms)):
            for last in range(first, min(len(atoms), first + 19)):
                start, end = atoms[first][0], atoms[last][1]
                number = squeezed(a.digits[start:end])
                if len(number) > 19:
                    break
                if len(number) < 13 or len(set(number)) < 2 or not ISSUERS.fullmatch(number):
                    continue
                whole = first == 0 and last == len(atoms) - 1
                if luhn(number):
                    # Parts of a longer run pass the check by chance one time in ten; only likely issuers
                    # count there.
                    if whole or first == last or number.startswith(("62", "4", "5")):
                        found.append(Find(start, end, "BANK_CARD", 0.95 if whole else 0.9, "luhn and prefix"))
                elif whole:
                    slip = self._slip(a, start, end, number)
        if not found and slip is None:
            slip = self._slip(a, run.start(), run.end(), squeezed(run[0]))
        return found or ([slip] if slip else [])

    def _slip(self, a: Analysis, start: int, end: int, number: str) -> Find | None:
        """The check fails, or a digit is missing: a card behind its word, or by a prefix that cards have."""
        before = a.before(start, 12)
        if NOT_CARD.search(before):
            return None
        if 14 <= len(number) <= 20 and ISSUERS.match(number + "0" * 5) and _CUE.search(before):
            return Find(start, end, "BANK_CARD", 0.75, "card word and prefix")
        if _ISSUED.fullmatch(number):
            return Find(start, end, "BANK_CARD", 0.55, "card prefix and length")
        return None
