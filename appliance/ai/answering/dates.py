"""Dates and times of day: one form for every way of writing them ("2026-3-1", "*-3-1" without a year, "17:30")."""

from __future__ import annotations

import re
from decimal import Decimal

from appliance.ai.answering import lexicon
from appliance.ai.answering.numerals import CHINESE_NUMERAL as _C
from appliance.ai.answering.numerals import chinese_value

_MONTHS = lexicon.words("months_en")
_BEGINS = tuple(month[:3].lower() for month in _MONTHS)
"""A text without any of these holds no date in English, and most do not: looked for first, it costs a tenth."""
_MONTH = "|".join(f"{m}|{m[:3]}" for m in _MONTHS) + "|sept"
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


def dates(text: str) -> list[tuple[str, int, int]]:
    """(form, start, end) of every date; may overlap, the more exact reading first."""
    out: list[tuple[str, int, int]] = []
    for m in _DATE_ISO.finditer(text):
        out.append((_date(m[1], m[2], m[3]), *m.span()))
    low = text.lower()
    for m in _DATE_EN.finditer(text) if any(month in low for month in _BEGINS) else ():
        month = _month_number(m[1] or m[5] or m[7])
        out.append((_date(m[3] or m[6] or m[8], month, m[2] or m[4]), *m.span()))
    for m in _DATE_CN.finditer(text):
        out.append((_date(_whole(m[1]), _whole(m[2]), _whole(m[3])), *m.span()))
    for m in _DAY_OF_MONTH.finditer(text):
        out.append((_date(None, None, _whole(m[1] or m[2])), *m.span()))
    for m in _YEAR_CN.finditer(text):
        out.append((_date(_whole(m[1]), None, None), *m.span()))
    return out


def clocks(text: str) -> list[tuple[str, int, int]]:
    """(form, start, end) of every time of day, on a 24-hour clock."""
    out: list[tuple[str, int, int]] = []
    for m in _CLOCK.finditer(text):
        hour = _whole(m[2] or m[4])
        if hour is not None and int(hour) <= 24:
            minutes = _whole(m[3] or m[6]) or ("30" if m[5] else "0")
            out.append((_clock(int(hour), int(minutes), m[1] or "", m[7] or ""), *m.span()))
    for m in _CLOCK_EN.finditer(text):
        out.append((_clock(int(m[1]), 0, "", m[2]), *m.span()))
    return out


def _whole(text: str | None) -> str | None:
    if not text:
        return None
    value = Decimal(text) if text[0].isdigit() else chinese_value(text)
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
