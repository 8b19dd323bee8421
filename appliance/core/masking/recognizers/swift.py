"""Bank identifier codes (ISO 9362), only beside SWIFT, BIC or 识别代码: eight letters alone are any word."""

from __future__ import annotations

import re

from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.context import MENTIONED

_CUED = re.compile(
    r"(?:swift|(?<![a-z])bic(?![a-z])|(?:银行|行)(?:的)?(?:国际)?(?:识别|汇款|代)代?[码号]|国际代码|电汇代码|(?:中间|代理|中转|账户)行)"
    r"(?:\s?/?\s?(?:代码|code|bic|swift|码|号))*[^0-9a-z。；;!?！？\n]{0,8}(?:is |was |= ?)?"
)
_CODE = re.compile(r"[a-z]{4}[ \-]?(?P<country>[a-z]{2})[ \-]?[a-z0-9]{2}(?:[ \-]?[a-z0-9]{3})?(?![a-z0-9])")
_ALONE = re.compile(
    r"(?<![A-Za-z0-9])[A-Z]{4}(?P<country>[A-Z]{2})[A-Z0-9]{2}(?:[A-Z0-9]{3})?(?![A-Za-z0-9])"
)
_SMALL = re.compile(r"(?<![a-z0-9@.])[a-z]{4}(?P<country>[a-z]{2})[a-z0-9]{2}(?:[a-z0-9]{3})?(?![a-z0-9@.])")
_SPELLED = re.compile(r"[a-z](?:[ \-][a-z0-9]){7}(?:(?:[ \-][a-z0-9]){3})?(?![a-z0-9])")
_BANKS = frozenset(
    """
    ABNA ABOC AGRI ANZB ASBB BARC BBRU BBVA BCIT BCOM BFTV BJCN BKAU BKCH BKKB BKNZ BKTR BKTW BMRI BNIN BNPA BNUL BOFA BOFM BOPI
    BOSH BOTK BSCH CAIX CENA CHAS CIBB CIBC CIBK CITI CMBC COBA COMM CRES CTBA CTCB CZNB DABA DBSS DEUT DHBK DNBA ESUN EVER FCBT
    FJIB GDBK GIBA HAND HASE HBUK HDFC HKBA HSBC HVBK HXBK IBKO ICBK ICBV ICIC INGB KASI KOEX KRED LOYD MBBE MBTC MHCB MIDL MSBC
    NACF NATA NDEA NOLA NOSC NRTJ NWBK OCBC OKOY PBNK PCBC PSBC RABO RBOS ROYC RZBA SBIN SCBL SHBK SICO SMBC SOGE SPDB SWED SZDB
    TACB TDOM UBOT UBSW UNCR UOVB VTCB WELL WFBI WPAC ZKBK MRMD IRVT PNBP
    """.split()  # noqa: SIM905  (a word per line would fill the screen)
)
"""The first four letters of banks that people name most."""
_WORD_NEAR = re.compile(
    r"swift|(?<![a-z])bic(?![a-z])|识别代?码|汇款|汇到|电汇|iban|收款行|中转行|beneficiary|intermediary|"
    r"wire|汇|收款|外币|美元|欧元|英镑|日元|港币|payee|acct|bsb|sort ?code|代码|行号|中间行|代理行|"
    r"remit|(?<![a-z0-9])[a-z]{2}\d{2}(?: ?[a-z0-9]{4}){3}"
)
_COUNTRIES = frozenset(
    """
    AE AR AT AU BD BE BG BH BR BY CA CH CL CN CO CY CZ DE DK EE EG ES FI FR GB GH GR HK HR HU ID IE IL IN IS IT JO JP KE KH KR KW
    KZ LA LK LT LU LV MA MM MN MO MT MU MX MY NG NL NO NP NZ OM PA PE PH PK PL PT QA RO RS RU SA SE SG SI SK TH TN TR TW TZ UA UG
    US UY UZ VN ZA
    """.split()  # noqa: SIM905  (a word per line would fill the screen)
)


class Swift:
    """Right behind the word in any letters; elsewhere in the message in capitals, with a country inside."""

    kinds = frozenset({"SWIFT"})

    def find(self, a: Analysis) -> list[Find]:
        found: list[Find] = []
        for cue in _CUED.finditer(a.lower):
            m = _CODE.match(a.lower, cue.end())
            if m and (a.flat[m.start() : m.end()].isupper() or self._sure(m)):
                found.append(Find(m.start(), m.end(), "SWIFT", 0.95, "swift word"))
            elif m := _SPELLED.match(a.lower, cue.end()):
                found.append(Find(m.start(), m.end(), "SWIFT", 0.9, "swift word, letter by letter"))
        near = _WORD_NEAR.search(a.lower) is not None or a.state.wants.get("SWIFT", 0) > MENTIONED
        for m in _ALONE.finditer(a.flat):
            if m["country"] in _COUNTRIES and (near or m[0][:4] in _BANKS) and not m[0].startswith("IBAN"):
                found.append(Find(m.start(), m.end(), "SWIFT", 0.88, "swift word in the message"))
        if near:
            found += [
                Find(m.start(), m.end(), "SWIFT", 0.86, "bank's letters in small")
                for m in _SMALL.finditer(a.lower)
                if m[0][:4].upper() in _BANKS and m["country"].upper() in _COUNTRIES
            ]
        return found

    def _sure(self, m: re.Match[str]) -> bool:
        """Small letters: a country inside, and either a digit or no everyday word."""
        return m["country"].upper() in _COUNTRIES and (
            any(c.isdigit() for c in m[0]) or not _PROSE.fullmatch(m[0])
        )


_PROSE = re.compile(r"[a-z]*(?:ing|ment|tion|code|bank|trans\w*|please|number\w*)")
