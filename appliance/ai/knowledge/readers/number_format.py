"""A spreadsheet value as the reader of the sheet sees it: `0.035` with format `0.00%` is `3.50%`.

Covers the parts of ECMA-376 part 1, 18.8.31 that tariffs use: digits, thousands, percent, literals,
currency, dates.
"""

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal

_QUOTED = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]|_.|\*.')
_DIGITS = re.compile(r"[#0?][#0?,]*(?:\.[#0?]+)?|\.[#0?]+")
_DATE_PART = re.compile(r"yyyy|yy|mmmm|mmm|mm|m|dd|d|hh|h|ss|s|AM/PM|am/pm")


def shown(value: object, number_format: str | None) -> str:
    """The text of a cell: numbers, dates and booleans by their format, anything else as it is."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return _date(value, number_format or "General")
    if isinstance(value, int | float):
        return _number(value, number_format or "General")
    return str(value).strip()


def _number(value: float, number_format: str) -> str:
    sections = number_format.split(";")
    index = 1 if value < 0 and len(sections) > 1 else 2 if value == 0 and len(sections) > 2 else 0
    section = sections[index]
    if not section and len(sections) > 1:
        return ""  # a format such as ;;; shows nothing
    literals: list[str] = []

    def keep(match: re.Match[str]) -> str:
        literals.append(next((group for group in match.groups() if group is not None), ""))
        return chr(0xE000 + len(literals) - 1)

    pattern = _QUOTED.sub(keep, section)
    digits = _DIGITS.search(pattern)
    if "General" in pattern or pattern == "@" or (digits is None and not literals):
        text, at = _general(value), pattern.replace("General", "\ue800").replace("@", "\ue800")
        out = at.replace("\ue800", text) if "\ue800" in at else text
    elif digits is None:
        out = pattern
    else:
        number = Decimal(repr(value)) * 100 ** pattern.count("%")
        if index == 1:
            number = abs(number)
        body = digits.group()
        # A comma at the end of the digits scales by a thousand; one inside groups them.
        scale = len(body) - len(body.rstrip(","))
        number /= Decimal(1000) ** scale
        whole, _, fraction = body.rstrip(",").partition(".")
        out = pattern[: digits.start()] + _digits(number, whole, fraction) + pattern[digits.end() :]
    return re.sub("[\ue000-\ue7ff]", lambda m: literals[ord(m.group()) - 0xE000], out).strip()


def _digits(number: Decimal, whole: str, fraction: str) -> str:
    rounded = number.quantize(Decimal(1).scaleb(-len(fraction)), rounding=ROUND_HALF_UP)
    text = f"{rounded:,f}" if "," in whole else f"{rounded:f}"
    left, _, right = text.partition(".")
    optional = len(fraction) - len(fraction.rstrip("#?"))
    keep = len(right)
    while keep > len(fraction) - optional and right[keep - 1 : keep] == "0":
        keep -= 1
    sign, left = ("-", left[1:]) if left.startswith("-") else ("", left)
    left = left.rjust(whole.replace(",", "").count("0"), "0")
    return f"{sign}{left}.{right[:keep]}" if keep else sign + left


def _general(value: float) -> str:
    if isinstance(value, int):
        return str(value)
    # Excel shows at most eleven digits; that also hides binary noise such as 0.30000000000000004.
    text = f"{value:.10g}"
    return f"{Decimal(text):f}" if "e" in text else text


def _date(value: dt.datetime | dt.date | dt.time, number_format: str) -> str:
    section = number_format.split(";")[0]
    if "General" in section or not re.search(r"[ymdhs]", section, re.IGNORECASE):
        return value.isoformat(sep=" ") if isinstance(value, dt.datetime) else value.isoformat()
    literals: list[str] = []

    def keep(match: re.Match[str]) -> str:
        literals.append(next((group for group in match.groups()[:2] if group is not None), ""))
        return chr(0xE000 + len(literals) - 1)

    pattern = _QUOTED.sub(keep, section)
    minutes = False

    def say(match: re.Match[str]) -> str:
        nonlocal minutes
        part = match.group().lower()
        after_hour, minutes = minutes, part.startswith("h")
        if part[0] == "y":
            year = getattr(value, "year", 0)
            return f"{year:04d}" if part == "yyyy" else f"{year % 100:02d}"
        if part[0] == "m":
            number = getattr(value, "minute", 0) if after_hour else getattr(value, "month", 0)
            return f"{number:02d}" if part == "mm" or len(part) > 2 else str(number)
        if part in {"am/pm"}:
            return ""
        name = {"d": "day", "h": "hour", "s": "second"}[part[0]]
        number = getattr(value, name, 0)
        return f"{number:02d}" if len(part) == 2 else str(number)

    out = _DATE_PART.sub(say, pattern.replace("YYYY", "yyyy").replace("DD", "dd"))
    return re.sub("[\ue000-\uefff]", lambda m: literals[ord(m.group()) - 0xE000], out).strip(" @")
