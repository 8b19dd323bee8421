"""Quantities: every rate, amount, date, time, duration and phone number of a text, in one canonical form.

`3.5%`, `百分之三点五` and `3.50 percent` are one quantity; `30天` and `30元` are two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from appliance.ai.answering.dates import clocks, dates
from appliance.ai.answering.numerals import (
    CHINESE_NUMERAL,
    ENGLISH,
    ENGLISH_NUMERAL,
    ENGLISH_SCALE,
    chinese_value,
    english_value,
    plain_forms,
)
from appliance.ai.answering.units import PLAIN, normal, unit_at
from appliance.core.masking.remembered import remembered


@dataclass(frozen=True)
class Quantity:
    """`kind` is a unit ("CNY", "day", "percent", …), "date", "clock", "digits" or "code"; `values` are the
    readings it allows (5-50万 may mean 5 or 50,000 for its first number); `shown` is the text as written."""

    kind: str
    values: frozenset[Decimal | str]
    shown: str
    start: int
    end: int


_C = CHINESE_NUMERAL

_NUMBER = re.compile(r"\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_CN = re.compile(rf"{_C}+(?:点[零〇一二三四五六七八九]+)?")
_FRACTION_OF = re.compile(rf"(百|千|万)分之\s*(\d+(?:\.\d+)?|{_C}+(?:点[零〇一二三四五六七八九]+)?)")
_FRACTION_CN = re.compile(rf"({_C}+)分之({_C}+)")
_HALF = re.compile(r"一半|对半|(?<![A-Za-z])half(?![A-Za-z])", re.IGNORECASE)
_DOUBLE = re.compile(r"双倍|翻倍|(?<![A-Za-z])(?:double|twice)(?![A-Za-z])", re.IGNORECASE)
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
_ENGLISH_WORDS = (*ENGLISH, *ENGLISH_SCALE)
_WEAK_ONE = {"count", PLAIN, "point"}
_NAMED_CODE = {"RMB", "CNY", "USD", "HKD", "EUR", "GBP", "JPY", "AUD", "CAD", "SGD", "CHF", "US", "HK"}


def quantities(text: str) -> list[Quantity]:
    """Every quantity of `text` in order; none overlaps another. `shown` and offsets are of the plain form."""
    return list(_read(text))


@remembered
def _read(text: str) -> tuple[Quantity, ...]:
    """The same published texts are held against question after question, by several who look at their figures."""
    return tuple(_Reader(plain_forms(text)).read())


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
        for form, start, end in dates(self.text):
            self._take("date", {form}, start, end)

    def _clocks(self) -> None:
        for form, start, end in clocks(self.text):
            self._take("clock", {form}, start, end)

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
            kind, _, _ = unit_at(self.text, m.end(), m.start())
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
        low = self.text.lower()
        if not any(word in low for word in _ENGLISH_WORDS):
            return  # the form is slow to look for, and few texts hold it
        for m in ENGLISH_NUMERAL.finditer(self.text):
            value = english_value(m.group())
            if value is None or not self._free(*m.span()):
                continue
            kind, _, _ = unit_at(self.text, m.end(), m.start())
            if value == 1 and kind in _WEAK_ONE:
                continue  # "one of the cards"
            if value == 2 and m.group().lower() == "second":
                continue
            self._measure(value, m.start(), m.end(), "")

    def _measure(self, value: Decimal, start: int, end: int, digits: str) -> None:
        kind, scale, stop = unit_at(self.text, end, start)
        if not self._free(start, stop):
            stop = end
        value = value * scale
        kind, value = normal(kind, value)
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
                    _, scale, _ = unit_at(self.text, _number_end(self.text, after.start), after.start)
                    kind, scaled = normal(_raw_kind(after.kind, self.text, after), value * scale)
                    values |= {
                        scaled,
                        normal(kind if kind != "share" else "", value)[1] if scale != 1 else scaled,
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


def _any_value(text: str) -> Decimal | None:
    return Decimal(text) if text[0].isdigit() else chinese_value(text)
