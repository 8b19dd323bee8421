"""Card expiry dates: month and year beside 有效期 or expiry, or behind a card number. Full dates (a contract's end) stay."""

from __future__ import annotations

import re

from appliance.core.masking.analysis import Analysis, Find

_MONTH = r"(?:1[0-2]|0?[1-9])"
_HAN_MONTH = rf"(?:[十拾][一二壹贰]|[一二三四五六七八九十壹贰叁肆伍陆柒捌玖拾元腊]|{_MONTH})"
_YEAR = r"(?:20)?[2-4]\d"
_HAN_YEAR = r"(?:[二贰][零〇○])?[二三四贰叁肆廿卅][零〇○一二三四五六七八九壹贰叁肆伍陆柒捌玖]"
_ENGLISH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?[ ,/\-]{1,2}'?(?:20)?[2-4]\d"
FORM = (
    rf"(?<![0-9])(?<![a-z])(?:{_ENGLISH}|{_MONTH} ?[/\-.月] ?{_YEAR}年?|20[2-4]\d ?[/\-.年] ?{_MONTH}月?|"
    rf"(?:1[0-2]|0[1-9])(?:20)?[2-4]\d|(?:{_YEAR}|{_HAN_YEAR}) ?年(?:份|的)? ?{_HAN_MONTH} ?月?|"
    rf"{_HAN_MONTH} ?月(?:份|的)? ?(?:{_YEAR}|{_HAN_YEAR}) ?年?)(?![0-9/\-.月]|[日号])"
)
_CUED = re.compile(
    rf"(?:有?效期限?|有效至|有效日期|到期(?:年?月|日期?|时间)?|过期(?:日期|时间)?|(?<![a-z])exp(?:iry|ires?|"
    rf"iration)?\.?(?: date)?(?![a-z])|"
    rf"valid (?:thru|until|till|through)|good thru)"
    rf"(?:(?!尾号|卡号|后|电话)[^0-9。；;!?！？\n]){{0,8}}?(?P<v>{FORM})"
)
_CARD_ENDS = re.compile(
    rf"(?:卡|card)(?:(?!尾号|卡号|电话|账单|还款)[^0-9。；;!?！？\n]){{0,10}}(?P<v>{FORM})(?= ?(?:就|才|要|快|已|都|那天|底)?"
    rf"(?:到期|过期|失效|作废|不能|没法|用不|刷不|换))"
)
_KEYED = re.compile(
    r"(?<![a-z])(?:card_?)?(?:exp(?:iry|ire|ires|d)?|valid_?thru)(?:_?date)?\"?[ :=]{1,2}\"?(?P<v>[2-4]\d(?:1[0-2]|0[1-9]))(?![0-9])"
)
"""Requests keep it the other way round: "exp":"2711"."""
_NEXT = re.compile(
    rf"卡[^0-9。；;!?！？\n]{{0,4}}(?P<v>[今明后]年的? ?{_HAN_MONTH} ?月)(?:份|底)?(?= ?(?:就|才|要|快|已|都)?(?:到期|过期|失效))"
)
_MONTH_FIRST = re.compile(
    rf"(?<![0-9年]){_HAN_MONTH} ?月(?:份|的)? ?(?:2[4-9]|3\d|{_HAN_YEAR}) ?年(?![期前后内以之级龄])"
)
"""四月二九年: a month before its year, in two digits, is how cards tell it."""
_OTHER_PAPERS = re.compile(
    r"身份证|护照|合同|优惠|活动|保单|执照|证件|通行证|定期|存单|理财|产品|贷款|基金|积分|年费|权益|券|驾照|"
    r"签证|offer|contract|passport|visa|deposit|coupon|points"
)
BESIDE_CARD = re.compile(
    r"(?<![0-9a-z])\d(?:[ \-]?\d){14,18}[^0-9a-z\u4e00-\u9fff]{1,4}(?P<expiry>(?:1[0-2]|0[1-9]) ?[/\-.|]? ?(?:20)?[2-4]\d)"
    r"(?:[^0-9a-z\u4e00-\u9fff]{1,4}(?P<cvv>\d{3,4}))?(?![0-9a-z])"
)
"""A card number, then MM/YY, then perhaps three digits, as people paste them in one line."""


class Expiry:
    """The expiry of a passport or a contract is no card secret."""

    kinds = frozenset({"EXPIRY"})

    def find(self, a: Analysis) -> list[Find]:
        found = [
            Find(*m.span("v"), "EXPIRY", 0.94, "expiry word")
            for m in _CUED.finditer(a.lower)
            if not _OTHER_PAPERS.search(a.before(m.start(), 8))
        ]
        for pattern in (_KEYED, _NEXT):
            found += [Find(*m.span("v"), "EXPIRY", 0.93, "expiry word") for m in pattern.finditer(a.lower)]
        found += [
            Find(*m.span("v"), "EXPIRY", 0.85, "a card ends")
            for m in _CARD_ENDS.finditer(a.lower)
            if not _OTHER_PAPERS.search(m[0])
        ]
        found += [
            Find(*m.span(), "EXPIRY", 0.66, "month before year")
            for m in _MONTH_FIRST.finditer(a.lower)
            if not _OTHER_PAPERS.search(a.lower)
        ]
        found += [
            Find(*m.span("expiry"), "EXPIRY", 0.96, "behind a card")
            for m in BESIDE_CARD.finditer(a.lower)
            if any(c in m["expiry"] for c in "/-.") or m["cvv"]
        ]
        return found
