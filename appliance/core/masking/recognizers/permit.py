"""Travel permits between the mainland, Hong Kong, Macau and Taiwan."""

from __future__ import annotations

import re

from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.recognizers._parts import LINK, NO_ALNUM_AFTER, NO_ALNUM_BEFORE, WHOSE, listed

_CUE = (
    r"(?:通行证|[回返]乡证|台胞证|卡式证|permit|大通证|(?:赴台|赴港|赴澳|入境|返乡)证件?|(?:往来|来往)(?:港澳|"
    r"台湾|大陆|内地)(?:的?证件)?|港澳证|入台证|大陆证)"
)
_ANY = r"(?P<v>[a-z]{1,2}[ \-/]?\d(?:[ \-/]?\d){6,9}(?: ?\([a-z]\))?|\d(?:[ \-]?\d){7,9}(?: ?\([a-z]\))?)"
_CUED = re.compile(
    rf"{_CUE}{LINK}(?:[^0-9a-z。；;!?！？]{{0,6}})(?:[a-z]{{1,2}}(?:开头|打头)的?[，, ]?)?{_ANY}{NO_ALNUM_AFTER}"
)
_AFTER = re.compile(rf"{NO_ALNUM_BEFORE}{_ANY}{WHOSE}[\u4e00-\u9fff]{{0,6}}?{_CUE}")
_LISTED = re.compile(r"(?:[a-z]\d{8}(?: ?\d\d(?!\d))?|\d{8,10})(?![0-9a-z])")
_PAPER = re.compile(rf"证件号?码?{LINK}(?P<v>[hmclt]\d{{4}}[ \-]?\d{{4}}(?:\d\d)?){NO_ALNUM_AFTER}")
_BARE = re.compile(rf"{NO_ALNUM_BEFORE}(?:[CWLcwl]\d{{8}}|[HMhm]\d{{8}}(?: ?\d{{2}}(?!\d))?){NO_ALNUM_AFTER}")
_TAIWAN = re.compile(rf"{NO_ALNUM_BEFORE}[Tt]\d{{8}}{NO_ALNUM_AFTER}")
_OF_TAIWAN = re.compile(r"台[湾胞]|入台|赴台|大通证|通行|[证证]件?号?码?|permit")


_FOREIGN = re.compile(r"[\uac00-\ud7a3\u3040-\u30ff]|韩[国籍]|南韩|korea|外籍|外国|使馆|签证|护照")
"""M and eight digits are a passport of Korea's too."""


class Permit:
    """C/W to Hong Kong and Macau, L/T to Taiwan, H/M of their residents."""

    kinds = frozenset({"PERMIT", "PASSPORT"})

    def find(self, a: Analysis) -> list[Find]:
        found = [Find(*m.span("v"), "PERMIT", 0.95, "permit word") for m in _CUED.finditer(a.lower)]
        found += [Find(*m.span("v"), "PERMIT", 0.84, "permit word after") for m in _AFTER.finditer(a.lower)]
        found += [
            Find(s, e, "PERMIT", 0.9, "permit word, list")
            for f in found
            for s, e in listed(a.lower, f.end, _LISTED)
        ]
        found += [
            Find(*m.span("v"), "PERMIT", 0.7, "paper word, permit form") for m in _PAPER.finditer(a.lower)
        ]
        if _OF_TAIWAN.search(a.lower) or any(_OF_TAIWAN.search(said) for _, said in a.state.said[-2:]):
            found += [Find(*m.span(), "PERMIT", 0.79, "permit form") for m in _TAIWAN.finditer(a.digits)]
        for m in _BARE.finditer(a.digits):
            korean = m[0][0] in "Mm" and _FOREIGN.search(a.lower) is not None
            found.append(Find(*m.span(), "PASSPORT" if korean else "PERMIT", 0.6, "permit form"))
        return found
