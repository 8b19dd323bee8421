"""The bare rest of something the visitor began to send: 后面2088 behind chenxi下划线, four digits more of a number begun."""

from __future__ import annotations

import re
from collections.abc import Iterator

from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.context import NOW
from appliance.core.masking.recognizers.asked._fits import COUNTED, EDGE, END, fits, rest
from appliance.core.masking.recognizers.bank_card import ISSUERS

_KINDS = (
    "OTP",
    "BANK_CARD",
    "CN_ID",
    "MOBILE",
    "ACCOUNT",
    "USCC",
    "IBAN",
    "WECHAT",
    "QQ",
    "PASSPORT",
    "LANDLINE",
    "PLATE",
    "PASSWORD",
)
_CHUNK = re.compile(rf"{EDGE}[0-9a-z#!_*]*\d[0-9a-z#!_*]*(?:[ \-][0-9]+)*{END}")
_FOUR = re.compile(rf"{EDGE}\d{{4,15}}{END}")
_ONLY_DIGITS = frozenset({"OTP", "BANK_CARD", "MOBILE", "ACCOUNT", "QQ", "LANDLINE", "CN_ID"})
_MORE = re.compile(
    r"后[面头边半]|接着|剩|其余|余下|然后|最后|再|末|尾|下半|还有|继续|另[一外]半|rest|then|last"
)
_HEAD = re.compile(
    r"\W*(?:我的?|护照|车牌|牌照|号码?|是|:)*(?P<v>[egdsp][a-z]?\d{0,5}|[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][a-z])"
    r"(?:的|开头|打头|先|[·.…,，。 ])*"
)
_TAIL = re.compile(
    rf"\W*(?:后[面边]?(?:是)?|是|:)?(?P<v>{EDGE}[0-9a-z]{{4,8}}{END})(?:[。.，,了吧]|没了|就这些)*"
)
_FORMS = (
    ("PASSPORT", re.compile(r"(?:[eg]\d|[ed][a-z]|[ds]e|p\d)\d{7}")),
    ("PLATE", re.compile(r"[\u4e00-\u9fff][a-hj-np-z](?=[a-z]{0,4}\d)[0-9a-hj-np-z]{5,6}")),
)
_SHORT = 16
_HEADED = 0.94
"""Above whatever knows but that the rest of something was asked for: the two halves together have a form of their own."""


class AskedRest:
    """What was asked for just now and came in pieces, or a first piece of it; a low score: any other reading goes first."""

    kinds = frozenset(_KINDS)

    def find(self, a: Analysis) -> list[Find]:
        if headed := _headed(a):
            return [headed]
        kinds = [k for k in _KINDS if a.state.wants.get(k) == NOW]
        if not kinds or len(a.lower) > 40:
            return []
        found = [*self._card(a)] if "BANK_CARD" in kinds else []
        for m in _CHUNK.finditer(a.lower):
            digits = m[0].replace(" ", "").replace("-", "").isdigit()
            kind = next(
                (
                    k
                    for k in kinds
                    if digits or (k == "CN_ID" and m[0][:-1].isdigit()) or k not in _ONLY_DIGITS
                ),
                None,
            )
            begun = a.state.before and _MORE.search(a.lower)
            bare = len(m[0]) >= (2 if begun else 3) and rest(a.lower, *m.span()) <= (4 if begun else 1)
            if (
                kind
                and bare
                and fits(a, *m.span(), NOW, short=not begun)
                and not COUNTED.match(a.lower, m.end())
            ):
                found.append(Find(*m.span(), kind, 0.62, "part of what was asked for"))
        return found

    def _card(self, a: Analysis) -> Iterator[Find]:
        """A card number with other words between its pieces: 62284896等一下手机横过来……37489654285."""
        pieces = list(_FOUR.finditer(a.lower))
        whole = "".join(m[0] for m in pieces)
        if len(pieces) > 1 and 15 <= len(whole) <= 19 and ISSUERS.fullmatch(whole):
            for m in pieces:
                yield Find(*m.span(), "BANK_CARD", 0.75, "pieces of what was asked for", whole)


def _headed(a: Analysis) -> Find | None:
    """The rest of a passport or a plate whose letters the visitor's last message gave: 481730 behind E29, 7Q320 behind 蒙B."""
    if len(a.lower) > _SHORT or not a.state.before:
        return None
    head, tail = _HEAD.fullmatch(a.state.before[-1][1].lower()), _TAIL.fullmatch(a.lower)
    if head is None or tail is None:
        return None
    whole = head["v"] + tail["v"]
    kind = next((kind for kind, form in _FORMS if form.fullmatch(whole)), None)
    return Find(*tail.span("v"), kind, _HEADED, "rest of a form begun", whole.upper()) if kind else None
