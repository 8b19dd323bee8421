"""Numerals: Chinese, English and full-width ways of writing a number, turned into one value."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache

from appliance.ai.answering import lexicon

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2, "俩": 2}
DIGITS |= {c: i for i, c in enumerate("零壹贰叁肆伍陆柒捌玖")}
SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
LARGE = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
CHINESE_NUMERAL = "[零〇○一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟]"

_UNITS = lexicon.words("numbers_en")[:20]
_TENS = lexicon.words("numbers_en")[20:]
ENGLISH: dict[str, int] = {w: i for i, w in enumerate(_UNITS)} | {w: 20 + 10 * i for i, w in enumerate(_TENS)}
ENGLISH_SCALE = {"hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9}
_WORD = "|".join(sorted([*ENGLISH, *ENGLISH_SCALE], key=len, reverse=True))
ENGLISH_NUMERAL = re.compile(
    rf"(?<![A-Za-z])(?:{_WORD})(?:(?:\s+and\s+|[\s-]+)(?:{_WORD}))*(?![A-Za-z])", re.IGNORECASE
)


@lru_cache(maxsize=20_000)  # the same rows and names are read for every question
def plain_forms(text: str) -> str:
    """Full-width digits, signs and letters as half-width ones; dashes as one dash; length may change."""
    text = unicodedata.normalize("NFKC", text)
    text = re.sub("[‐‑‒–—―−]", "-", text)
    return text.replace("～", "~").replace("〜", "~")


def chinese_value(numeral: str) -> Decimal | None:
    """三十 → 30, 一千二百 → 1200, 二〇二六 → 2026, 三点五 → 3.5, 一万二 → 12000; None when it is no number."""
    whole, _, fraction = numeral.partition("点")
    value = _chinese_whole(whole)
    if value is None:
        return None
    if fraction:
        if not all(c in DIGITS for c in fraction):
            return None
        return Decimal(f"{value}." + "".join(str(DIGITS[c]) for c in fraction))
    return Decimal(value)


def _chinese_whole(numeral: str) -> int | None:
    if not numeral:
        return None
    if all(c in DIGITS for c in numeral):  # read digit by digit: 二〇二六, 九五五八八
        return int("".join(str(DIGITS[c]) for c in numeral))
    total, section, digit, last_scale = 0, 0, 0, 1
    seen_digit = False
    for c in numeral:
        if c in DIGITS:
            digit, seen_digit = DIGITS[c], True
            if digit == 0:
                last_scale = 1
        elif c in SMALL:
            section += (digit if seen_digit else 1) * SMALL[c]
            digit, seen_digit, last_scale = 0, False, SMALL[c]
        elif c in LARGE:
            section += digit
            if section == 0 and total == 0:
                return None  # a bare 万 or 亿 is a scale, not a number
            total = (total + section) * LARGE[c] if LARGE[c] > 10**4 else total + section * LARGE[c]
            section, digit, seen_digit, last_scale = 0, 0, False, LARGE[c]
        else:
            return None
    if seen_digit and last_scale >= 100:  # 一千二 is 1200, 一万二 is 12000
        digit *= last_scale // 10
    return total + section + digit


def english_value(numeral: str) -> Decimal | None:
    """ "twenty-five" → 25, "three hundred and five" → 305, "two million" → 2000000."""
    total = group = 0
    seen = False
    for word in re.split(r"[\s-]+", numeral.lower()):
        if word == "and":
            continue
        if word in ENGLISH:
            group += ENGLISH[word]
            seen = True
        elif word == "hundred":
            group = (group or 1) * 100
            seen = True
        elif word in ENGLISH_SCALE:
            total += (group or 1) * ENGLISH_SCALE[word]
            group, seen = 0, True
        else:
            return None
    return Decimal(total + group) if seen else None
