"""Quantities: every rate, amount, date, time, duration and phone number of a text, in one canonical form.

`3.5%`, `百分之三点五` and `3.50 percent` are one quantity; `30天` and `30元` are two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from appliance.ai.answering.numerals import (
    CHINESE_NUMERAL,
    ENGLISH_NUMERAL,
    chinese_value,
    english_value,
    plain_forms,
)

PLAIN = ""  # a number whose unit is not said (a table cell, a list number)


@dataclass(frozen=True)
class Quantity:
    """`kind` is a unit ("CNY", "day", "percent", …), "date", "clock", "digits" or "code"; `values` are the
    readings it allows (5-50万 may mean 5 or 50,000 for its first number); `shown` is the text as written."""

    kind: str
    values: frozenset[Decimal | str]
    shown: str
    start: int
    end: int


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
_UNITS = [(kind, re.compile(rf"\s*(?:{pattern})", re.IGNORECASE)) for kind, pattern in _UNIT_WORDS]
_ENGLISH_UNIT = re.compile(r"[\s-]+", re.IGNORECASE)
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
_SCALES = {"万亿": 10**12, "亿": 10**8, "千万": 10**7, "百万": 10**6, "万": 10**4, "千": 10**3}
_SCALES |= {"thousand": 10**3, "million": 10**6, "billion": 10**9, "k": 10**3}
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_MONTH = "|".join(f"{m}|{m[:3]}" for m in _MONTHS) + "|sept"
_C = CHINESE_NUMERAL

_NUMBER = re.compile(r"\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_CN = re.compile(rf"{_C}+(?:点[零〇一二三四五六七八九]+)?")
_FRACTION_OF = re.compile(rf"(百|千|万)分之\s*(\d+(?:\.\d+)?|{_C}+(?:点[零〇一二三四五六七八九]+)?)")
_FRACTION_CN = re.compile(rf"({_C}+)分之({_C}+)")
_HALF = re.compile(r"一半|对半|(?<![A-Za-z])half(?![A-Za-z])", re.IGNORECASE)
_DOUBLE = re.compile(r"双倍|翻倍|(?<![A-Za-z])(?:double|twice)(?![A-Za-z])", re.IGNORECASE)
_DATE_CN = re.compile(
    rf"(?:((?:19|20)\d\d|[一二][零〇九一二三四五六七八○]{{3}})\s*年\s*)?(\d{{1,2}}|{_C}{{1,3}})\s*月(?:份)?"
    rf"(?:\s*(\d{{1,2}}|{_C}{{1,3}})\s*[日号])?"
)
_YEAR_CN = re.compile(r"((?:19|20)\d\d|[一二][零〇九一二三四五六七八○]{3})\s*年(?!内|以|期)")
_DATE_ISO = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_DATE_EN = re.compile(
    rf"(?<![A-Za-z])(?:({_MONTH})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+((?:19|20)\d\d))?"
    rf"|(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?({_MONTH})\.?(?:,?\s+((?:19|20)\d\d))?"
    rf"|({_MONTH})\.?,?\s+((?:19|20)\d\d))(?![A-Za-z\d])",
    re.IGNORECASE,
)
_DAY_OF_MONTH = re.compile(
    rf"(?:每月|每个月|当月|次月|本月|下月|上月)的?\s*(\d{{1,2}}|{_C}{{1,3}})\s*[日号]"
    r"|(\d{1,2})(?:st|nd|rd|th)(?![A-Za-z])",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    rf"(上午|早上|早晨|凌晨|中午|下午|晚上|晚间|傍晚)?\s*(?:(\d{{1,2}})[:：](\d\d)(?!\d)|(\d{{1,2}}|{_C}{{1,3}})\s*"
    rf"(?:点钟?|时(?![间效段候刻]))(?:(半)|(\d{{1,2}}|{_C}{{1,3}})\s*分)?)\s*(a\.?m\.?|p\.?m\.?)?(?![A-Za-z])",
    re.IGNORECASE,
)
_CLOCK_EN = re.compile(r"(?<![\d:.,])(\d{1,2})\s*(a\.?m\b\.?|p\.?m\b\.?)", re.IGNORECASE)
_PHONE = re.compile(
    r"(?<![\d.,-])(?:\+?86[- ]?)?(?:\(?0\d{2,3}\)?[- ]?\d{3,4}[- ]?\d{4}|[48]00[- ]?\d{3}[- ]?\d{4}"
    r"|[48]00[- ]\d{4}[- ]\d{3}|1[3-9]\d[- ]?\d{4}[- ]?\d{4})(?!\d)"
)
_CODE = re.compile(r"(?<![A-Za-z\d])([A-Za-z]{1,5}\s?[+-]?\d{1,4})(?![A-Za-z\d.%])")
# Words in which a numeral character counts nothing: "very", "in case", "general", names of cards and schemes.
_NO_NUMBER = re.compile(
    "十分(?!钟|之)|万一(?!元)|千万(?=不|别|要|勿|注)|一旦|一般|一些|一起|一样|一致|一定|一直|一律|一并|一经|一方面|一次性|统一|唯一|"
    "之一|第一时间|万事达|三方|百度|星期[一二三四五六]|周[一二三四五六]|礼拜[一二三四五六]|一站式|一键|一体|一句|一下|一点(?=[儿也都])|"
    "有一点|进一步|任一|某一|同一|每一|其一|二维码|二手|双[一二]流|四川|九江|三亚|百货|万元户|一对一|两者|二者"
)
_RANGE = re.compile(r"\s*(?:-|~|至|到|to|and|and up to|—)\s*", re.IGNORECASE)
_WEAK_ONE = {"count", PLAIN, "point"}
_NAMED_CODE = {"RMB", "CNY", "USD", "HKD", "EUR", "GBP", "JPY", "AUD", "CAD", "SGD", "CHF", "US", "HK"}


def quantities(text: str) -> list[Quantity]:
    """Every quantity of `text` in order; none overlaps another. `shown` and offsets are of the plain form."""
    return list(_Reader(plain_forms(text)).read())


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.taken = [False] * len(text)
        self.found: list[Quantity] = []

    def read(self) -> Iterator[Quantity]:
        for step in (
            self._phones,
            self._dates,
            self._fractions,
            self._clocks,
            self._codes,
            self._numbers,
            self._chinese,
            self._english,
        ):
            step()
        self.found.sort(key=lambda q: q.start)
        yield from self._with_range_units()

    def _free(self, start: int, end: int) -> bool:
        return not any(self.taken[start:end])

    def _take(self, kind: str, values: set[Decimal | str], start: int, end: int) -> None:
        if not self._free(start, end):
            return
        self.taken[start:end] = [True] * (end - start)
        self.found.append(Quantity(kind, frozenset(values), self.text[start:end].strip(), start, end))

    def _phones(self) -> None:
        for m in _PHONE.finditer(self.text):
            digits = re.sub(r"\D", "", m.group())
            if m.group().lstrip().startswith(("+86", "86")) and len(digits) > 11:
                digits = digits[2:]
            self._take("digits", {digits}, *m.span())

    def _dates(self) -> None:
        for m in _DATE_ISO.finditer(self.text):
            self._take("date", {_date(m[1], m[2], m[3])}, *m.span())
        for m in _DATE_EN.finditer(self.text):
            month = _month_number(m[1] or m[5] or m[7])
            self._take("date", {_date(m[3] or m[6] or m[8], month, m[2] or m[4])}, *m.span())
        for m in _DATE_CN.finditer(self.text):
            self._take("date", {_date(_whole(m[1]), _whole(m[2]), _whole(m[3]))}, *m.span())
        for m in _DAY_OF_MONTH.finditer(self.text):
            self._take("date", {_date(None, None, _whole(m[1] or m[2]))}, *m.span())
        for m in _YEAR_CN.finditer(self.text):
            self._take("date", {_date(_whole(m[1]), None, None)}, *m.span())

    def _clocks(self) -> None:
        for m in _CLOCK.finditer(self.text):
            hour = _whole(m[2] or m[4])
            if hour is None or int(hour) > 24:
                continue
            minutes = _whole(m[3] or m[6]) or ("30" if m[5] else "0")
            self._take("clock", {_clock(int(hour), int(minutes), m[1] or "", m[7] or "")}, *m.span())
        for m in _CLOCK_EN.finditer(self.text):
            self._take("clock", {_clock(int(m[1]), 0, "", m[2])}, *m.span())

    def _fractions(self) -> None:
        for m in _FRACTION_OF.finditer(self.text):
            value = _any_value(m[2])
            if value is not None:
                self._take("share", {value / {"百": 100, "千": 1000, "万": 10000}[m[1]]}, *m.span())
        for m in _FRACTION_CN.finditer(self.text):
            below, above = chinese_value(m[1]), chinese_value(m[2])
            if below and above is not None:
                self._take("share", {(above / below).quantize(Decimal("0.000001"))}, *m.span())
        for m in _HALF.finditer(self.text):
            self._take("share", {Decimal("0.5")}, *m.span())
        for m in _DOUBLE.finditer(self.text):
            self._take("times", {Decimal(2)}, *m.span())

    def _codes(self) -> None:
        for m in _CODE.finditer(self.text):
            letters = re.match(r"[A-Za-z]+", m[1])
            if letters and letters[0].upper() in _NAMED_CODE:
                continue
            if " " in m[1] and (letters is None or not letters[0].isupper() or len(letters[0]) > 2):
                continue  # "within 3 days" is a number, "T 1" a code
            self._take("code", {re.sub(r"\s", "", m[1]).upper()}, *m.span(1))

    def _numbers(self) -> None:
        for m in _NUMBER.finditer(self.text):
            if self._free(*m.span()):
                digits = re.sub("[,，]", "", m.group())
                self._measure(Decimal(digits), m.start(), m.end(), digits if digits.isdigit() else "")

    def _chinese(self) -> None:
        for m in _NO_NUMBER.finditer(self.text):
            if self._free(*m.span()):
                self.taken[m.start() : m.end()] = [True] * (m.end() - m.start())
        for m in _CN.finditer(self.text):
            value = chinese_value(m.group())
            if value is None or not self._free(*m.span()):
                continue
            if m.start() and self.text[m.start() - 1] == "第":
                continue
            kind, _, _ = self._unit(m.end(), m.start())
            single = len(m.group()) == 1
            if single and (kind == PLAIN or (m.group() == "一" and kind in _WEAK_ONE)):
                continue
            if (
                not single
                and kind == PLAIN
                and not re.search("[十百千万亿拾佰仟]", m.group())
                and len(m.group()) < 4
            ):
                continue  # 三四 or 一二 in running text names no figure
            self._measure(value, m.start(), m.end(), "")

    def _english(self) -> None:
        for m in ENGLISH_NUMERAL.finditer(self.text):
            value = english_value(m.group())
            if value is None or not self._free(*m.span()):
                continue
            kind, _, _ = self._unit(m.end(), m.start())
            if value == 1 and kind in _WEAK_ONE:
                continue  # "one of the cards"
            if value == 2 and m.group().lower() == "second":
                continue
            self._measure(value, m.start(), m.end(), "")

    def _unit(self, end: int, start: int) -> tuple[str, int, int]:
        """The unit at `end` (after a scale word), or a currency sign before `start`: kind, scale, where it ends."""
        scale, after = 1, end
        if m := _SCALE.match(self.text, end):
            scale, after = _SCALES[m[1].lower()], m.end()
        after = (skip.end() if (skip := re.match(r"(?:余|多|来|-)(?=\S)", self.text[after:])) else 0) + after
        for kind, pattern in _UNITS:
            if m := pattern.match(self.text, after):
                return kind, scale, m.end()
        before = self.text[max(0, start - 8) : start]
        for kind, pattern in _BEFORE:
            if pattern.search(before):
                return kind, scale, after if scale != 1 else end
        return PLAIN, scale, after if scale != 1 else end

    def _measure(self, value: Decimal, start: int, end: int, digits: str) -> None:
        kind, scale, stop = self._unit(end, start)
        if not self._free(start, stop):
            stop = end
        value = value * scale
        kind, value = _normal(kind, value)
        values: set[Decimal | str] = {value}
        if kind == PLAIN and len(digits) >= 4 and scale == 1:
            values.add(digits)  # may be a phone number written without dashes
        self._take(kind, values, start, stop)

    def _with_range_units(self) -> Iterator[Quantity]:
        """3-5个工作日: the first number has the unit (and maybe the scale) of the second."""
        for index, here in enumerate(self.found):
            after = self.found[index + 1] if index + 1 < len(self.found) else None
            if after is None or here.kind not in (PLAIN, "count") or after.kind in ("digits", "code", "date"):
                yield here
                continue
            between = self.text[here.end : after.start]
            if not _RANGE.fullmatch(between) or after.kind == PLAIN:
                yield here
                continue
            values: set[Decimal | str] = set()
            for value in here.values:
                if isinstance(value, Decimal):
                    _, scale, _ = self._unit(_number_end(self.text, after.start), after.start)
                    kind, scaled = _normal(_raw_kind(after.kind, self.text, after), value * scale)
                    values |= {
                        scaled,
                        _normal(kind if kind != "share" else "", value)[1] if scale != 1 else scaled,
                    }
            yield Quantity(after.kind, frozenset(values), here.shown, here.start, here.end)


def _number_end(text: str, start: int) -> int:
    m = _NUMBER.match(text, start) or _CN.match(text, start)
    return m.end() if m else start


def _raw_kind(kind: str, text: str, quantity: Quantity) -> str:
    """The unit before rates were made shares: a range end `3%` was stored as the share .03."""
    if kind != "share":
        return kind
    shown = text[quantity.start : quantity.end]
    return (
        "permille"
        if "‰" in shown
        else "bp"
        if "基点" in shown or "b" in shown.lower()
        else ("tenth" if shown.endswith("成") else "percent")
    )


def _normal(kind: str, value: Decimal) -> tuple[str, Decimal]:
    """Rates become shares of one (3.5% and 35‰ are one rate); everything else keeps its unit."""
    divisor = {"percent": 100, "permille": 1000, "bp": 10000, "tenth": 10}.get(kind)
    if divisor:
        return "share", (value / divisor).normalize()
    return kind, value.normalize()


def _any_value(text: str) -> Decimal | None:
    return Decimal(text) if text[0].isdigit() else chinese_value(text)


def _whole(text: str | None) -> str | None:
    if not text:
        return None
    value = _any_value(text)
    return None if value is None else str(int(value))


def _month_number(name: str | None) -> str | None:
    if not name:
        return None
    return str(next(i for i, m in enumerate(_MONTHS, 1) if m.startswith(name[:3].lower())))


def _date(year: str | None, month: str | None, day: str | None) -> str:
    return "-".join(str(int(part)) if part else "*" for part in (year, month, day))


def _clock(hour: int, minutes: int, before: str, after: str) -> str:
    half = after.lower().replace(".", "")
    late = before in ("下午", "晚上", "晚间", "傍晚") or half == "pm" or (before == "中午" and hour < 3)
    if late and hour < 12:
        hour += 12
    if half == "am" and hour == 12:
        hour = 0
    return f"{hour}:{minutes:02d}"
