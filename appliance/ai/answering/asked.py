"""What a question asks: its text in common writing, the clause that asks, its words with other ways to say them.

Visitors write dialect, pinyin, half English, and stories that end in a question; the bank's texts are written in one way.
Only general language is known here (`lexicon/`); which words matter comes from the bank's own texts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from appliance.ai.answering import lexicon
from appliance.ai.answering.doubled import ASKED_FOR, VALUE_ASKED, questions_of
from appliance.ai.answering.numerals import plain_forms
from appliance.ai.answering.quantities import quantities
from appliance.ai.answering.words import Word, is_act, is_generic, stem
from appliance.core.kit.once import once

if TYPE_CHECKING:
    from appliance.ai.answering.vocabulary import Vocabulary

_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z][A-Za-z'&-]*")
_CLAUSE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;\n]*")
_ASKS = re.compile(
    r"[?？]|吗|呢|么|多少|几|怎么|怎样|如何|哪|什么|多久|多长|能不能|可不可以|是不是|有没有|要不要|会不会|够不够|收不收|想问|请问|问一?下"
    r"|想知道|不知道|求|行不行|能否|可否|\b(?:how|what|when|where|which|who|can|could|is|are|do|does|will)\b",
    re.IGNORECASE,
)
_LONG = 56
"""Characters from which a message is taken for a story with a question in it."""

_TAIL = 36
"""Characters that the asking end of a story keeps at least."""

_TEN_THOUSANDS = re.compile(r"(\d)\s*[wW](?![A-Za-z])")


@dataclass(frozen=True)
class Asked:
    """`text` is the whole question in common writing, `clause` the part that asks, `said` the text with every other way
    to say its words; `search` the texts to look for, first the one that is looked for always."""

    original: str
    text: str
    clause: str
    said: str
    words: tuple[Word, ...]
    search: tuple[str, ...]
    translated: bool = False
    native: Asked | None = None
    """An English question in its own words, for texts in English."""
    parts: tuple[str, ...] = ()
    """The questions of a double question (年费多少，另外要不要交转换费), each by itself; empty for a single one."""


@once
def _english() -> list[tuple[re.Pattern[str], tuple[str, ...]]]:
    out = []
    for line in lexicon.lines("banking_en"):
        forms, chinese = line.split(" = ")
        out += [(form, tuple(chinese.split())) for form in forms.split("|")]
    out.sort(key=lambda pair: -len(pair[0]))
    return [
        (re.compile(rf"(?<![A-Za-z]){re.escape(form)}(?![A-Za-z])", re.IGNORECASE), chinese)
        for form, chinese in out
    ]


@once
def _everyday() -> list[tuple[re.Pattern[str], tuple[str, ...]]]:
    pairs = [line.split(" = ") for line in lexicon.lines("everyday_zh")]
    return [(re.compile(forms), tuple(formal.split())) for forms, formal in pairs]


@once
def _dialect() -> tuple[re.Pattern[str], dict[str, str]]:
    pairs = dict(word.split("=") for word in lexicon.words("dialect_zh"))
    form = re.compile("|".join(map(re.escape, sorted(pairs, key=len, reverse=True))))
    return form, {word: "" if plain == "-" else plain for word, plain in pairs.items()}


def read(question: str, vocabulary: Vocabulary) -> Asked:
    """What `question` (masked; a follow-up already made whole) asks of the bank whose words `vocabulary` holds."""
    text = plain_forms(question).strip()
    if not _HAN.search(text):
        return _from_english(question, text, vocabulary)
    text = _HALF_YEARS.sub(_months, text)
    form, plain = _dialect()
    text = form.sub(lambda m: plain[m[0]], text)
    also: dict[str, tuple[str, ...]] = {}
    if _LATIN.search(text):
        text = _common_writing(text, vocabulary, also)
    for pattern, formal in _everyday():
        for m in pattern.finditer(text):
            also[m[0]] = tuple(dict.fromkeys((*also.get(m[0], ()), *formal)))
    clause = asking(text)
    words = _with_others(vocabulary.words(clause), clause, also)
    if clause != text:
        known = {word.text for word in words}
        story = _with_others(vocabulary.words(text), text, also)
        words += [replace(word, weight=0.2) for word in story if word.text not in known]
    said = " ".join([text, *(other for others in also.values() for other in others)])
    search = [text] if clause == text else [clause, text]
    parts = questions_of(asking(text, whole_tail=True))
    return Asked(question, text, clause, said, tuple(words), tuple(search), parts=parts)


def part_of(asked: Asked, part: str, vocabulary: Vocabulary) -> Asked:
    """One question of a double one: its own words count whole, what comes before it as what it is about.

    What another question asks for (年费 in 年费多少，额度多少), and what only comes after it, is not what it is about.
    """
    itself = read(part, vocabulary)
    part = itself.text
    at = asked.text.find(part[-6:])
    before = asked.text[:at] if at >= 0 else asked.text
    names = vocabulary.siblings.names_in(before)
    topic = _topic(names, before, part, vocabulary)
    named = bool(topic)
    if not names and not vocabulary.siblings.names_in(part):
        topic = _subject(before)
    around = [
        replace(word, weight=0.35) if vocabulary.says_somewhere(word) else word
        for word in asked.words
        if word.text not in part
        and word.text in (topic if named else before)
        and not ASKED_FOR.search(word.text)
    ]
    about = f"{topic} {part}".strip()
    return replace(
        asked,
        clause=about if named else part,
        words=(*itself.words, *around),
        search=(about,),
        parts=(),
        said=" ".join([topic, *(form for word in around for form in (word.text, *word.also)), itself.said]),
    )


def _topic(names: frozenset[str], before: str, part: str, vocabulary: Vocabulary) -> str:
    """The things named `before` that a later question is about too: none that it names another kind of, none that only is
    what was asked of another (免息期 in 掌柜卡的免息期几天)."""
    about = [
        name
        for name in sorted(names)
        if name not in part and not any(f"{x}{name}" in before or f"{x}的{name}" in before for x in names)
    ]
    return " ".join(vocabulary.without_other_kinds(" ".join(about), part).split())


def _subject(before: str) -> str:
    """What an earlier question begins with, up to what it asks for (秒结 of 秒结每天几点到几点): a later one that names nothing
    is about it too."""
    ends = [m.start() for form in (ASKED_FOR, VALUE_ASKED) if (m := form.search(before))]
    subject = before[: min(ends)].strip("，,。的 ") if ends else ""
    return subject if 2 <= len(subject) <= _LONGEST_SUBJECT else ""


_LONGEST_SUBJECT = 14
"""Characters; what is longer tells a story."""

_HALF_YEARS = re.compile(r"(?:([一二两三四五1-5])年)?半年|([一二两三四五1-5])年半")
_DIGITS = {c: i % 5 + 1 for i, c in enumerate("一二三四五12345")} | {"两": 2}


def _months(m: re.Match[str]) -> str:
    """半年 is 6个月, 一年半 18个月: tables write months."""
    years = _DIGITS[m[1] or m[2]] if m[1] or m[2] else 0
    return f"{12 * years + 6}个月"


def asking(text: str, *, whole_tail: bool = False) -> str:
    """The clause of a long message that asks, with the one before it when it is short; a short message whole."""
    if len(text) <= _LONG:
        return text
    clauses = [part.strip() for part in _CLAUSE.findall(text) if part.strip()]
    asks = [n for n, part in enumerate(clauses) if _ASKS.search(part)]
    if not asks:
        return text
    last = asks[-1]
    first = last
    while first > 0 and len("".join(clauses[first : last + 1])) < 28:
        first -= 1
    part = "".join(clauses[first : last + 1])
    if whole_tail:
        return part
    pieces = re.split(r"(?<=[，,])", part)
    while len(pieces) > 1 and len("".join(pieces[1:])) >= _TAIL:
        pieces = pieces[1:]
    return "".join(pieces)


def _with_others(words: list[Word], text: str, also: dict[str, tuple[str, ...]]) -> list[Word]:
    """The words with other ways to say them; an everyday phrase that is no single word becomes one of its own."""
    out = []
    taken: set[str] = set()
    for word in words:
        others: list[str] = []
        for phrase, formal in also.items():
            if phrase not in text or not (word.text in phrase or phrase in word.text):
                continue
            taken.add(phrase)
            if len(word.text) - len(phrase) >= 2:  # 儿童储蓄卡: another way to say 储蓄卡 does not say 儿童
                rest = word.text.replace(phrase, "", 1)
                out.append(replace(word, text=phrase, also=formal))
                word = replace(word, text=rest, modifies=True)
            else:
                others += formal
        out.append(replace(word, also=tuple(dict.fromkeys(others))) if others else word)
    for phrase, formal in also.items():
        if phrase in text and phrase not in taken:
            out.append(Word(formal[0], thing=False, also=formal))
    return out


def _common_writing(text: str, vocabulary: Vocabulary, also: dict[str, tuple[str, ...]]) -> str:
    """Half-English and pinyin in Chinese characters; 50W is 50万; a character that sounds the same where it fits."""
    text = vocabulary.names.in_chinese(_TEN_THOUSANDS.sub(r"\1万", text))
    known = {m[0] for pattern, _ in _english() for m in pattern.finditer(text)}

    def keep(letters: str) -> bool:
        return (
            letters in known
            or is_generic(letters)
            or vocabulary.knows(letters)
            or vocabulary.knows(stem(letters))
        )

    spelled = vocabulary.sounds.spelled_out(text, keep)
    said: list[str] = []
    for pattern, chinese in _english():
        for m in pattern.finditer(spelled):
            if not vocabulary.knows(m[0].lower()) or m[0].islower():
                also[chinese[0]] = chinese
                said.append(chinese[0])
        spelled = pattern.sub(partial(_in_characters, chinese[0], vocabulary), spelled)
    spelled = (
        re.sub(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])", "", spelled) if spelled != text else spelled
    )
    return vocabulary.same_sound(spelled, said) if spelled != text else spelled


def _in_characters(chinese: str, vocabulary: Vocabulary, m: re.Match[str]) -> str:
    """A banking word in characters; a name that the bank itself writes in letters (ATM, VIP) stays."""
    return m[0] if vocabulary.knows(m[0].lower()) and not m[0].islower() else chinese


def _from_english(question: str, text: str, vocabulary: Vocabulary) -> Asked:
    """An English question by its banking words; words that no glossary knows stay as they are."""
    left = text
    found: list[tuple[int, tuple[str, ...]]] = []
    names = [(form, (name,)) for form, name in vocabulary.names.find(text)]
    for pattern, chinese in (*names, *_english()):
        for m in pattern.finditer(left):
            found.append((m.start(), chinese))
        left = pattern.sub(lambda m: " " * len(m[0]), left)
    rest = [
        (m.start(), m[0])
        for m in _LATIN.finditer(left)
        if len(m[0]) > 2
        and not is_generic(m[0].lower())
        and not any(q.start <= m.start() < q.end for q in quantities(text))
    ]
    words = [(at, Word(chinese[0], thing=True, also=chinese)) for at, chinese in found]
    words += [(at, Word(stem(word.lower()), thing=not is_act(word.lower()), weight=0.7)) for at, word in rest]
    words.sort(key=lambda pair: pair[0])
    chosen = tuple(word for _, word in words)
    figures = [_in_chinese(q.kind, q.values, q.shown) for q in quantities(text)]
    spoken = " ".join([*dict.fromkeys(word.text for word in chosen), *figures])
    said = " ".join([text, spoken, *(other for word in chosen for other in word.also)])
    native = Asked(question, text, text, text, tuple(vocabulary.words(text)), (text,))
    if len(found) < 1:
        return native
    in_both = f"{vocabulary.names.in_chinese(text)} {' '.join(figures)}".strip()
    return Asked(question, in_both, text, said, chosen, (text, spoken), translated=True, native=native)


_UNITS_ZH = {
    "year": "年",
    "month": "个月",
    "day": "天",
    "CNY": "元",
    "USD": "美元",
    "age": "周岁",
    "period": "期",
    "workday": "个工作日",
}


def _in_chinese(kind: str, values: frozenset[object], shown: str) -> str:
    value = next(iter(values))
    if kind not in _UNITS_ZH:
        return shown
    text = f"{value:f}" if hasattr(value, "quantize") else str(value)
    if kind == "CNY" and text.endswith("0000"):
        return f"{text[:-4]}万元"
    return f"{text}{_UNITS_ZH[kind]}"
