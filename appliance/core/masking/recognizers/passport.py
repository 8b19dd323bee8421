"""Passport numbers: the mainland forms by themselves, any form beside the word."""

from __future__ import annotations

import re
from typing import Final

from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.recognizers._parts import LINK, NO_ALNUM_AFTER, NO_ALNUM_BEFORE, WHOSE

_ANY = (
    r"(?P<v>[a-z](?:[ \-]?[a-z]){0,2}[ \-]?\d(?:[ \-]?\d){5,8}[a-z]?|\d{8,9}|\d{3} ?\d{3} ?\d{3}|\d{2}[a-z]{2}\d{5}|\d{2} ?\d{7}|"
    r"(?=[a-z]{0,4}\d)(?=[a-z0-9]{0,8}\d[a-z0-9]{0,6}\d)[a-z0-9]{8,10})"
)
_CUED = re.compile(
    rf"(?:护照|パスポ[ー-]ト|여권|hộ chiếu|паспорт|passeport|pasaporte|reisepass|passport(?:[ _]?(?:no|number|num|id))?)"
    rf"{LINK}(?:(?!(?:[回返]乡|通行|台胞|港澳|居留)证)[^0-9a-z。；;!?！？]){{0,12}}?(?:[a-z]{{1,2}}(?:开头|"
    rf"打头)的?[，, ]?)?{_ANY}{NO_ALNUM_AFTER}"
)
_AFTER = re.compile(rf"{NO_ALNUM_BEFORE}{_ANY}{WHOSE}[\u4e00-\u9fff]{{0,2}}(?:护照|passport)")
_BARE = re.compile(
    rf"{NO_ALNUM_BEFORE}(?:[EGeg]\d{{8}}|[Ee][A-HJ-NP-Za-hj-np-z]\d{{7}}|[DSPdsp][Ee]?\d{{7,8}}){NO_ALNUM_AFTER}"
)


_ELSE: Final = re.compile(r"(?:[学工座]号|编号|单号|型号|批号|款号|货号|序列号?|no\.?|s/?n)[是为:： ]{0,2}$")
"""学号S3827719: a form that others share."""


_OTHER_PAPER: Final = re.compile(r"(?:[回返]乡|通行|台胞|港澳|居留)证[^0-9a-z]*$")
_ABROAD: Final = re.compile(rf"{NO_ALNUM_BEFORE}\d{{2}}[a-z]{{2}}\d{{5}}{NO_ALNUM_AFTER}")
_COUNTRY: Final = re.compile(r"法国|法籍|意大利|巴黎|使馆|签证|护照|french|france|passport")


class Passport:
    """Ordinary E/G/EA–EZ, diplomatic DE, service SE, public affairs PE."""

    kinds = frozenset({"PASSPORT"})

    def find(self, a: Analysis) -> list[Find]:
        found = [
            Find(*m.span("v"), "PASSPORT", 0.95, "passport word")
            for m in _CUED.finditer(a.lower)
            if not _OTHER_PAPER.search(a.before(m.start("v"), 8))
        ]
        found += [
            Find(*m.span("v"), "PASSPORT", 0.86, "passport word after") for m in _AFTER.finditer(a.lower)
        ]
        if _COUNTRY.search(a.lower):
            found += [Find(*m.span(), "PASSPORT", 0.7, "french form") for m in _ABROAD.finditer(a.lower)]
        found += [
            Find(m.start(), m.end(), "PASSPORT", 0.7, "mainland form")
            for m in _BARE.finditer(a.digits)
            if not _ELSE.search(a.before(m.start()))
        ]
        return found
