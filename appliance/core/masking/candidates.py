"""What in a text could be a value given bare: runs of digits however written or said, letters mixed with digits, months and
years, and words where a password is spoken of. Which of them is one, `reader` decides.

Offsets are those of the text; `at` and `to` those of the reading in which the candidate was found (spoken numerals as
digits), so that its surroundings are looked up there. Linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from appliance.core.masking import views
from appliance.core.masking.analysis import Analysis
from appliance.core.masking.spoken import Reading, spoken

MOST: Final = 160
"""Candidates of one text that are looked at; a chat message has a handful."""
_MAYBE: Final = re.compile(r"\d|[a-z][_*#@!$&][a-z]|年.{0,3}月|月.{0,3}年")
_RUN: Final = re.compile(
    r"(?:(?<!\d)\d{1,2}(?:(?: ?[、,，/.] ?| / )\d{1,2}(?!\d))+|\d+)(?:[ \-·._~*#]{1,3}\d+)*"
)
_GROUPED: Final = re.compile(
    r"(?<!\d)(?:\d{1,3}(?:,\d{3})+(?:\.\d\d)?|\d{3}[、,，]\d{3}|\d \d ?[/\-] ?\d \d|\d{2,3}(?: \d{1,4}){2})(?!\d)"
)
_PIECE: Final = re.compile(r"\d+")
_SIGNS: Final = r"!-+\-.-:<-~"
"""What tokens are made of: everything printable but commas and semicolons."""
_CUE: Final = re.compile(
    r"(?:cv[vcn]2?|csc|code|otp|pin|pwd|pw|pass(?:word)?|mima|exp(?:iry)?|no|qq|wx|vx|tel|id|date)[=:.\-]*(?=\d[\d\-./]*$)|"
    r"[a-z]{2,12}[=:]+(?=.{3})"
)
"""A word glued to the number it announces: cvv880, otp=118209."""
_MIXED: Final = re.compile(
    rf"(?<![{_SIGNS}])[{_SIGNS}]{{4,40}}|(?<![0-9a-z])(?=[a-z]{{0,20}}\d)[0-9a-z]{{4,32}}"
)
_MONTHS: Final = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?[ ,/\-]{1,2}'?(?:20)?[2-4]\d(?!\d)"
)
_MONTH: Final = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_YEAR: Final = r"(?:(?:20)?[2-4]\d|[二三][零〇一二三四五六七八九])"
_MONTH_YEAR: Final = re.compile(
    rf"(?<!\d)(?:{_YEAR} ?年(?:份|的)?[ ,，]?{_MONTH} ?月(?:份|底)?(?! ?\d)|"
    rf"{_MONTH} ?月(?:份|的)?[ ,，/]?{_YEAR} ?年?(?![\d号日])|"
    rf"(?:1[0-2]|0?[1-9])[ ,，、/\-.|]{{1,3}}(?:20)?[2-4]\d(?!\d)|{_MONTHS})"
)
_PART: Final = re.compile(rf"(?<!\d)(?:{_YEAR} ?年底?|{_MONTH} ?月份?)")
_SECRET_WORD: Final = re.compile(
    r"密 ?[码保钥]|口令|暗语|暗号|通关|答案?|预留|(?<![a-z])(?:mima|pass(?!port)|pwd|pw|pin|answer)|登[录陆入]|log ?in|"
    r"(?:安全|验证|提示|找回|保护)问题|安全提示|密保|找回|第一[只条辆所]|宠物|(?:喜欢|敬爱|爱吃|难忘)的?(?:老师|菜|颜色|书|歌|电影|球队|城市|人)|"
    r"security question|maiden|memorable"
)
_QUOTED: Final = re.compile(r"[「『“\"‘'《]([^」』”\"’'》]{2,24})[」』”\"’'》]")
_COUNTED_WORDS: Final = re.compile(
    r"(?:(?<=[是为叫换成令语号码: =])|^)(?:(?![次个位了的到要错])[\u4e00-\u9fff]){2,8}\d{2,6}(?![年月日号点个位次元块万天分\d])"
)
_AFTER_IS: Final = re.compile(
    r"(?:(?<=[是叫为成答输填写设令语号题案用文:：= ])|(?<=[设留填选用写输定答]的))(?![是叫为成了的我])([\u4e00-\u9fff]{2,9}?)"
    r"(?=$|[，。,.!！?？ ()（）、…~”\"]|行不|可以|四个字|是我|在哪|了|还是|都|也|一直|总|不对|不行|报错|提示|显示|吧|呢|啊|嘛|吗|怎么)"
)
_CLAUSE: Final = re.compile(
    r"(?:^|[，,。 ])\W*(?:应该|好像|大概)?(?:就?是|叫)?([^\W\d_][^\W_]{1,9}?)(?:吧|啊|呀|哦)?(?=$|[，,。.！!？?、 (（])"
)
"""The clauses of an answer: 皮蛋，一只八哥; 记得，枫桥夜泊."""
_ANSWER: Final = 30
_PHRASE: Final = re.compile(
    r"(?<![a-z])(?:is|was|put|used|set|said|answer|word|typed) (?!is |was |it |my |the |not |no )"
    r"((?:[a-z']{2,14} ){1,2}[a-z']{2,14})(?=$|[.,!?])"
)
_WORD: Final = re.compile(rf"(?<![{_SIGNS}])[a-z][a-z\-_]{{3,24}}(?![{_SIGNS}])")
_SIGNED: Final = re.compile(
    rf"(?<![{_SIGNS}])(?=[a-z]{{1,20}}[_*#@!$&])[a-z][a-z_*#@!$&.\-]{{3,32}}(?![{_SIGNS}])"
)
_ALL: Final = re.compile(r"^\W*([^\d\W](?:[^\d，,。？?！!]{0,18}[^\d\W])?)\W*$")
"""A whole message of a few words: the answer to a question that guards an account."""
_ENDS: Final = ".,;:?)]}\"'!~…-/"
_OPENS: Final = "\"'([{:,.-/!?;=~"
_TURNS: Final = 4
"""Turns in which the other side may have spoken of a password."""
_NO_NUMERAL: Final = re.compile(
    r"(?<=[什怎那这要多])么|(?<=[后前末尾第每][\u4e00-\u9fff])[一二三四五六七八九](?=\d{3})|(?<=[后前末尾第每])[一二三四五六七八九](?=\d{3})|"
    r"(?<=\d{3})[一两](?=[\u4e00-\u9fff])|一(?=[样直般定起共些旦向切律])"
)
"""Numerals of words (要么, 后三617, 59880一根), which the reading of spoken numbers would take along."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """`start`, `end`: in the text. `at`, `to`: in `Field.text`."""

    start: int
    end: int
    at: int
    to: int


@dataclass(frozen=True, slots=True)
class Field:
    """The reading of a text (small letters, simplified, numerals as digits) and what could be a value in it, in order."""

    text: str
    found: tuple[Candidate, ...]


NOTHING: Final = Field("", ())


def candidates(a: Analysis) -> Field:
    """Empty for most texts; then nothing was done but two searches."""
    lower = views.lower(a.digits)
    said = _said(a)
    text = said.text if said else lower
    state = a.state
    others = [words for role, words in state.said[-_TURNS:] if role != "visitor"]
    asked = "PASSWORD" in state.scene or "PASSWORD" in state.wants or any(map(_SECRET_WORD.search, others))
    worded = asked or _SECRET_WORD.search(text) is not None
    if not worded and _MAYBE.search(text) is None and not (state.wants and "月" in text):
        return NOTHING
    spans = dict.fromkeys(_numbers(text))
    if asked:
        if m := _ALL.match(text):
            spans[m.span(1)] = None
        if len(text) <= _ANSWER:
            spans |= dict.fromkeys(m.span(1) for m in _CLAUSE.finditer(text))
    if state.wants and len(text) <= 14:
        spans |= dict.fromkeys(m.span() for m in _PART.finditer(text))
    if worded:
        spans |= dict.fromkeys(_words(text))
    found = []
    for at, to in sorted(spans)[:MOST]:
        start, end = said.span(at, to) if said else (at, to)
        found.append(Candidate(start, end, at, to))
    return Field(text, tuple(found))


def _said(a: Analysis) -> Reading | None:
    """The digit reading, without the numerals of words. Where no such word stands, what `Spoken` has worked out will do."""
    plain = views.lower(a.flat)
    read, words = _NO_NUMERAL.subn("个", plain)
    if not words and "heard" in a.notes:
        heard: tuple[Reading, Analysis] | None = a.notes["heard"]
        return heard[0] if heard else None
    return spoken(read)


def _numbers(text: str) -> Iterator[tuple[int, int]]:
    for m in _RUN.finditer(text):
        pieces = [p.span() for p in _PIECE.finditer(text, *m.span())]
        if m.end() - m.start() >= 2 and len(pieces) <= 12:
            yield m.span()
        if len(pieces) > 1:
            yield from (p for p in pieces if p[1] - p[0] >= 3)
            if len(pieces) > 2:
                yield from _joined(text, pieces)
    for pattern in (_GROUPED, _MONTH_YEAR):
        yield from (m.span() for m in pattern.finditer(text))
    for m in _SIGNED.finditer(text):
        yield m.start(), m.start() + len(m[0].rstrip(_ENDS))
    for m in _MIXED.finditer(text):
        if text[m.start() - 1 : m.start()] in ("〔", "⟦"):
            continue  # a token, or what looks like one
        value = m[0].rstrip(_ENDS)
        start = m.start() + len(value) - len(value.lstrip(_OPENS))
        end = m.start() + len(value)
        if cue := _CUE.match(text, start, end):
            start = cue.end()
        if end - start >= 4 and any(c.isdigit() for c in value) and not value.isdigit():
            yield start, end


def _joined(text: str, pieces: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Neighbours behind one and the same sign: 4018 6 2 3 holds 6 2 3; of many pieces only short groups."""
    first = 0
    for i in range(1, len(pieces) + 1):
        gap = text[pieces[i - 1][1] : pieces[i][0]] if i < len(pieces) else ""
        before = text[pieces[first][1] : pieces[first + 1][0]] if first + 1 < len(pieces) else gap
        if i < len(pieces) and gap == before:
            continue
        if i - first > 1 and i - first < len(pieces):
            yield pieces[first][0], pieces[i - 1][1]
        first = i


def _words(text: str) -> Iterator[tuple[int, int]]:
    for pattern in (_QUOTED, _AFTER_IS, _PHRASE):
        yield from (m.span(1) for m in pattern.finditer(text))
    for pattern in (_COUNTED_WORDS, _WORD):
        yield from (m.span() for m in pattern.finditer(text))
