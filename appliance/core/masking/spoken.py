"""Numbers as people say them, read as digits: 幺三八 嗯 一二三四, 三个八, yao san ba, one three eight, 1️⃣3️⃣8️⃣, 零九杠二七.

Such a reading is shorter than its text (三个八 is three digits, 四个零 are four), so it carries a map back: every
character of the reading knows where it stands in the text, and offsets stay true.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from appliance.core.masking.views import HAN_DIGITS, NUMERALS

_PINYIN = {
    "ling": "0", "dong": "0", "yao": "1", "yi": "1", "er": "2", "liang": "2", "san": "3", "si": "4", "wu": "5",
    "liu": "6", "qi": "7", "guai": "7", "ba": "8", "jiu": "9", "gou": "9",
}  # fmt: skip
_ENGLISH = {
    "zero": "0", "oh": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6",
    "seven": "7", "eight": "8", "nine": "9",
}  # fmt: skip
_TIMES = {
    "两": 2,
    "俩": 2,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "double ": 2,
    "triple ": 3,
}
_WORDS = _PINYIN | _ENGLISH
_WORD = "|".join(sorted(_WORDS, key=len, reverse=True))
_UNIT = (
    rf"(?:(?P<times>[两俩二三四五六七八2-8](?=个)|double |triple )个?(?P<same>[{HAN_DIGITS}](?![样般直])|\d(?!\d)|{_WORD})"
    rf"|(?P<han>[{HAN_DIGITS}])|(?P<digit>\d)|(?P<word>{_WORD}))"
)
_ONE = re.compile(_UNIT)
_PAUSE = (
    r"(?:[\s.\-·_/\\|~…—]|[,，、](?!\s*(?:\d{5,}))|嗯+|呃+|额|啊|哦|噢|哎|那个|这个|空格|空|杠|"
    r"横杠|横线|短横|逗号|"
    r"[\u2600-\u27bf\U0001f300-\U0001faff])"
)
_GAP = re.compile(rf"{_PAUSE}{{0,6}}")
_START = re.compile(
    rf"[{HAN_DIGITS}]|(?:两|俩|[2-8])个[{HAN_DIGITS}\d]|(?<![a-z])(?:{_WORD}|double |triple )|\d(?=\s*[^\x00-\x7f])"
)
_MAYBE = re.compile(
    rf"[{HAN_DIGITS}]|(?:{_WORD})|\d[^\x00-\x2f\x3a-\x7f\u4e00-\u9fff，。]+\d|\d\s*(?:嗯|呃|额|那个|空|杠|横)|\d个\d"
)
_COUNTED = re.compile(
    r"[个張张位次天年月万千百十块元毛角分条句楼层期岁名成折倍种遍直下共样起般些定旦会边家时间者是](?!\d)"
)
_CROSS = re.compile(r"\s*(?:叉|艾克斯|埃克斯|爱克斯|大写x|x)(?![a-z])")
_DASH = re.compile(r"杠|横|-|—")
_LETTER = re.compile(r"(?<![a-z0-9])[a-z]{1,2}(?P<gap>(?:[ ，,、]|嗯|呃|额|那个){1,4})(?=\d\d)")
_LEAST = 2
_LEAST_LATIN = 3
_COUNTS_NO_MORE = 5


@dataclass(frozen=True, slots=True)
class Reading:
    """`text` read as digits; character `i` of it stands for `[starts[i], ends[i])` of the original."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where `[start, end)` of the reading stands in the original; for `start < end`."""
        return self.starts[start], self.ends[end - 1]


@dataclass(slots=True)
class _Unit:
    start: int
    end: int
    value: str
    spoken: bool
    plain: bool
    """Written as a digit."""


def spoken(lower: str) -> Reading | None:
    """The digit reading of a `lower` view; None where nothing is spoken. Linear in the length of the text."""
    if _MAYBE.search(lower) is None:
        return None
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    changed = False
    at = 0

    def keep(start: int, end: int) -> None:
        out.append(lower[start:end])
        starts.extend(range(start, end))
        ends.extend(range(start + 1, end + 1))

    while at < len(lower):
        units = _run(lower, at)
        if not units:
            m = _START.search(lower, at + 1)
            step = m.start() if m else len(lower)
            # A run of plain digits before a spoken one belongs to it: 195二四八二8755.
            while m and step > at + 1 and lower[step - 1].isascii() and lower[step - 1].isdigit():
                step -= 1
            keep(at, step)
            at = step
            continue
        last = at
        if not _meant(lower, units):
            keep(at, units[-1].end)
            at = units[-1].end
            continue
        before: _Unit | None = None
        for unit in units:
            if unit.start > last:
                gap = lower[last : unit.start]
                mark = _mark(gap)
                if mark == "，" and before is not None and not (before.plain or unit.plain):
                    mark = " "  # who says his digits pauses: 零四一一，八二九三，零一七四
                out.append(mark)
                starts.extend([last] * len(mark))
                ends.extend([unit.start] * len(mark))
            out.append(unit.value)
            starts.extend([unit.start] * len(unit.value))
            ends.extend([unit.end] * len(unit.value))
            last, before = unit.end, unit
        changed = True
        at = last
        if m := _CROSS.match(lower, at):
            out.append("x")
            starts.append(at)
            ends.append(m.end())
            at = m.end()
    return _lettered("".join(out), starts, ends) if changed else None


def _lettered(text: str, starts: list[int], ends: list[int]) -> Reading:
    """A letter said before its digits stands right before them: E，九零二，八八三 is e902 883."""
    for m in reversed(list(_LETTER.finditer(text))):
        cut = slice(*m.span("gap"))
        text = text[: cut.start] + text[cut.stop :]
        del starts[cut], ends[cut]
    return Reading(text, tuple(starts), tuple(ends))


def _mark(gap: str) -> str:
    """What a pause leaves behind: nothing, a dash, a slash, a comma or a space."""
    if not gap:
        return ""
    if _DASH.search(gap):
        return "-"
    if "/" in gap:
        return "/"
    return "，" if any(c in gap for c in ",，、\n") else " "


def _run(lower: str, at: int) -> list[_Unit]:
    """The digits said in a row from `at`, however written; none where the text there is no digit."""
    units: list[_Unit] = []
    while m := _ONE.match(lower, at):
        word = m["word"]
        if word and not _bounded(lower, m, units):
            break
        if m["times"]:
            times = _TIMES.get(m["times"]) or int(m["times"])
            value, is_spoken = _digit(m["same"]) * times, True
        else:
            value, is_spoken = _digit(m[0]), m["digit"] is None
        units.append(_Unit(m.start(), m.end(), value, is_spoken, m["digit"] is not None))
        at = m.end()
        gap = _GAP.match(lower, at)
        at = gap.end() if gap else at
        if gap and gap.end() > gap.start():
            units[-1].spoken = is_spoken or not gap[0].isascii()
    while units and units[-1].spoken and _trailing(lower, units):
        units.pop()
    return units


def _meant(lower: str, units: list[_Unit]) -> bool:
    """Something is spoken here, and enough of it: two Latin words such as yi er may be any words."""
    if not any(u.spoken for u in units):
        return False
    latin = all(lower[u.start].isalpha() and lower[u.start].isascii() for u in units)
    return sum(len(u.value) for u in units) >= (_LEAST_LATIN if latin else _LEAST)


def _trailing(lower: str, units: list[_Unit]) -> bool:
    """A last numeral that counts or begins a word: 验证码8821一直不对, 五六七八两个."""
    last = units[-1]
    if last.end - last.start > 1 or lower[last.start] in "洞幺拐勾0123456789":
        return False
    counts = _COUNTED.match(lower, last.end)
    if counts is None or (counts[0] == "是" and len(units) > _COUNTS_NO_MORE):
        return False
    return lower[last.start] in "一两" or len(units) < 4


def _bounded(lower: str, m: re.Match[str], units: list[_Unit]) -> bool:
    """A pinyin or English digit stands by itself or right behind another one (yaosanba)."""
    start = m.start("word")
    before_ok = start == 0 or not lower[start - 1].isalpha() or not lower[start - 1].isascii()
    glued = bool(units) and units[-1].end == start
    end = m.end("word")
    rest = _ONE.match(lower, end)
    after_ok = (
        end == len(lower)
        or not (lower[end].isascii() and lower[end].isalpha())
        or bool(rest and rest["word"])
    )
    return (before_ok or glued) and after_ok


def _digit(said: str) -> str:
    return _WORDS.get(said) or said.translate(NUMERALS)
