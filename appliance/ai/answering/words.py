"""Terms: the words of a text that carry content. Chinese by character pairs, English by stemmed words.

Words every question has (how much, please, can I) are left out: they say nothing about what is asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from appliance.ai.answering import lexicon
from appliance.ai.answering.numerals import CHINESE_NUMERAL, ENGLISH, plain_forms

_TOKEN = re.compile(r"⟦[^⟧]*⟧")
_PIECE = re.compile(r"[\u3400-\u9fff]+|[A-Za-z][A-Za-z0-9+&'-]*|\d[\d,.]*")
_GENERIC_ZH = sorted(lexicon.words("generic_zh"), key=len, reverse=True)
_GENERIC_ZH_RE = re.compile("[一两几][张个份笔次台位名户家种套本件]|" + "|".join(map(re.escape, _GENERIC_ZH)))
_GENERIC_EN = frozenset(lexicon.words("generic_en")) | frozenset(ENGLISH)
_ACTS_EN = frozenset(lexicon.words("acts_en"))
_SPOKEN_SHARE = re.compile(
    f"[百千万]分之{CHINESE_NUMERAL}+(?:点{CHINESE_NUMERAL}+)?"
)  # the number guard's business
_ONLY_NUMERAL = re.compile(f"[几一两]?{CHINESE_NUMERAL}*[天年月日次个张笔期岁点元块]?")
_PAIR_STOP = frozenset("的了和与或及在是为以于等将由并其该可请您你我也均即则按被把对从到至")


def terms(text: str) -> list[str]:
    """Content terms in order, repeats kept: `年费`, `card`, `95500`. For a support check, where every word counts."""
    out: list[str] = []
    for piece in _PIECE.findall(_SPOKEN_SHARE.sub(" ", _TOKEN.sub(" ", plain_forms(text)))):
        if piece[0].isdigit():
            out.append(piece.replace(",", "").rstrip("."))
        elif piece[0].isascii():
            if (word := piece.lower()) not in _GENERIC_EN:
                out.append(stem(word))
        else:
            pairs = [piece[i : i + 2] for i in range(len(piece) - 1)]
            out.extend(p for p in pairs if p[0] not in _PAIR_STOP and p[1] not in _PAIR_STOP)
    return out


class Segmenter(Protocol):
    """Cuts Chinese text into words with their part of speech, as `core.masking.tagger.Tagger` does."""

    def words(self, text: str) -> Sequence[TaggedWord]: ...


class TaggedWord(Protocol):
    @property
    def text(self) -> str: ...

    @property
    def tag(self) -> str: ...


@dataclass(frozen=True)
class Word:
    """A content word of a question: a `thing` (product, attribute, place: what it is about) or an act or quality."""

    text: str
    thing: bool
    modifies: bool = False
    """Whether it says which kind of another thing is meant (钻石 in 钻石卡, 汽车 in 汽车贷款)."""
    also: tuple[str, ...] = ()
    """Other ways to say it (罚钱: 违约金, 罚息)."""
    weight: float = 1.0
    """How much it counts: less for the words of a story around the question."""


_THINGS = frozenset(["n", "nz", "nw", "nr", "ns", "nt", "vn", "an", "s", "ORG", "LOC", "PER"])
_ACTS = frozenset(["v", "vd", "a", "ad"])


def content_words(question: str, segmenter: Segmenter) -> list[Word]:
    """The words that carry the question, in order; words of asking, numbers and times left out; English ones stemmed.

    Times and numbers are the number check's business, single characters (钱, 卡) say too little."""
    text = _TOKEN.sub(" ", plain_forms(question))
    out: list[Word] = []
    tagged_words = [tagged for tagged in segmenter.words(text) if tagged.text != "的" and tagged.text.strip()]
    for tagged, after in zip(tagged_words, [*tagged_words[1:], None], strict=True):
        thing = tagged.tag in _THINGS
        modifies = thing and after is not None and after.tag in _THINGS
        if not thing and tagged.tag not in _ACTS:
            continue
        for piece in _PIECE.findall(_GENERIC_ZH_RE.sub(" ", tagged.text)):
            if len(piece) >= 2 and piece[0] >= "\u3400" and not _ONLY_NUMERAL.fullmatch(piece):
                out.append(Word(piece, thing, modifies))
    for piece in _PIECE.findall(text):
        if piece[0].isascii() and piece[0].isalpha() and (word := piece.lower()) not in _GENERIC_EN:
            out.append(Word(stem(word), word not in _ACTS_EN, modifies=True))
    return out


def content_pieces(question: str) -> list[str]:
    """What is left of a question when the words of asking are cut out: ["白金卡", "年费"], ["annual", "fee"]."""
    text = _GENERIC_ZH_RE.sub(" ", _TOKEN.sub(" ", plain_forms(question)))
    return [
        stem(piece.lower()) if piece[0].isascii() else piece
        for piece in _PIECE.findall(text)
        if not piece[0].isdigit() and piece.lower() not in _GENERIC_EN
    ]


def is_generic(word: str) -> bool:
    """Whether an English word is one of asking or of grammar."""
    return word in _GENERIC_EN


def is_act(word: str) -> bool:
    """Whether an English word says what is done rather than to what."""
    return word in _ACTS_EN


def stem(word: str) -> str:
    """A light English stem: plural, -ing, -ed and -ly forms of a word meet; no dictionary."""
    word = word.removesuffix("'s")
    for ending, keep in (
        ("ies", "y"),
        ("sses", "ss"),
        ("ing", ""),
        ("ed", ""),
        ("es", "e"),
        ("s", ""),
        ("ly", ""),
    ):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith(("ss", "us", "is")):
            word = word[: len(word) - len(ending)] + keep
            break
    return word.rstrip("e") if len(word) > 4 else word
