"""Units: what is counted, as it is written in Chinese and English, after the number or (currency) before it."""

from __future__ import annotations

import re
from decimal import Decimal

PLAIN = ""  # a number whose unit is not said (a table cell, a list number)

_UNIT_WORDS: list[tuple[str, str]] = [
    ("percent", r"%|％|percent(?:age points?)?\b|per cent\b|个?百分点|pct\b"),
    ("permille", r"‰|per mille\b"),
    ("bp", r"个?基点|bps?\b|basis points?\b"),
    ("USD", r"美元|美金|u\.?s\.? dollars?\b|usd\b|dollars?\b"),
    ("HKD", r"港元|港币|hong kong dollars?\b|hkd\b"),
    ("EUR", r"欧元|euros?\b|eur\b"),
    ("GBP", r"英镑|pounds? sterling\b|pounds?\b|gbp\b"),
    ("JPY", r"日元|日圆|yen\b|jpy\b"),
    ("AUD", r"澳元|aud\b"),
    ("CAD", r"加元|cad\b"),
    ("SGD", r"新加坡元|新元|sgd\b"),
    ("CHF", r"瑞士法郎|chf\b"),
    ("CNY", r"元|块钱?(?!头)|圆|yuan\b|rmb\b|cny\b|renminbi\b|人民币"),
    ("workday", r"个?工作日|个?交易日|个?银行日|(?:working|business|banking|trading)[\s-]+days?\b"),
    (
        "month",
        r"个月|个自然月|个?账单周期|(?:calendar[\s-]+)?months?\b",
    ),
    ("week", r"个?星期|周(?![一二三四五六日末年岁])|weeks?\b"),
    ("hour", r"个?小时|个?钟头|hours?\b|hrs?\b"),
    ("minute", r"分钟|minutes?\b|mins?\b"),
    ("second", r"秒钟?|seconds?\b"),
    ("year", r"周年|年(?!级)|years?\b"),
    ("day", r"个?自然日|天|日(?!元|圆|常)|(?:calendar[\s-]+|natural[\s-]+)?days?\b"),
    ("age", r"周岁|岁|years? old\b"),
    ("times", r"倍|times\b"),
    ("fold", r"折"),
    ("tenth", r"成(?![功为立交员本])"),
    ("period", r"期(?![间限货])|instal?lments?\b"),
    ("point", r"积分|分(?![钟行期享支析为公之])|points?\b"),
    ("gram", r"克|grams?\b"),
    ("count", r"次|笔|张|位|名|户|份|家|个|种|项|页|条|transactions?\b|cards?\b|copies\b|pages?\b"),
]
_KINDS = [kind for kind, _ in _UNIT_WORDS]
_UNIT = re.compile(rf"\s*(?:{'|'.join(f'({pattern})' for _, pattern in _UNIT_WORDS)})", re.IGNORECASE)
"""The first of the list that stands there; its group's number is its place."""
_BEFORE: list[tuple[str, re.Pattern[str]]] = [
    (kind, re.compile(rf"(?:{pattern})\s*$", re.IGNORECASE))
    for kind, pattern in [
        ("USD", r"us\$|(?<![a-z])\$|美元|usd"),
        ("HKD", r"hk\$|港币|港元|hkd"),
        ("EUR", r"€|欧元|eur"),
        ("GBP", r"£|英镑|gbp"),
        ("JPY", r"jp¥|日元|jpy"),
        ("CNY", r"¥|￥|人民币|rmb|cny"),
    ]
]
_BEFORE.sort(key=lambda pair: pair[0] == "USD")  # HK$ before the bare $
_SCALE = re.compile(r"\s*(万亿|亿|百万|千万|万|千(?![克])|thousand\b|million\b|billion\b|k\b)", re.IGNORECASE)
_MORE = re.compile(r"(?:余|多|来|-)(?=\S)")
_SCALES = {"万亿": 10**12, "亿": 10**8, "千万": 10**7, "百万": 10**6, "万": 10**4, "千": 10**3}
_SCALES |= {"thousand": 10**3, "million": 10**6, "billion": 10**9, "k": 10**3}


def unit_at(text: str, end: int, start: int) -> tuple[str, int, int]:
    """The unit at `end` (after a scale word), or a currency sign before `start`: kind, scale, where it ends."""
    scale, after = 1, end
    if m := _SCALE.match(text, end):
        scale, after = _SCALES[m[1].lower()], m.end()
    if m := _MORE.match(text, after):
        after = m.end()
    if m := _UNIT.match(text, after):
        return _KINDS[(m.lastindex or 0) - 1], scale, m.end()
    before = text[max(0, start - 8) : start]
    for kind, pattern in _BEFORE:
        if pattern.search(before):
            return kind, scale, after if scale != 1 else end
    return PLAIN, scale, after if scale != 1 else end


def normal(kind: str, value: Decimal) -> tuple[str, Decimal]:
    """Rates become shares of one (3.5% and 35‰ are one rate); everything else keeps its unit."""
    divisor = {"percent": 100, "permille": 1000, "bp": 10000, "tenth": 10}.get(kind)
    if divisor:
        return "share", (value / divisor).normalize()
    return kind, value.normalize()
