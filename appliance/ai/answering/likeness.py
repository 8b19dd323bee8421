"""Likeness: how far a published text is about what a question asks, aspect by aspect, in figures between 0 and 1.

Each figure answers one plain question (does it name the things asked about, is it about another kind, does it hold the
sort of figure that is asked for); `weights.py` says what each is worth.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING

from appliance.ai.answering import cases, listed
from appliance.ai.answering.number_guard import same
from appliance.ai.answering.quantities import Quantity, quantities
from appliance.ai.answering.revoked import OUTDATED
from appliance.ai.answering.vocabulary import Reading, Vocabulary, units_of
from appliance.ai.knowledge.rows import row_fields

if TYPE_CHECKING:
    from appliance.ai.answering.sought import Sought
    from appliance.ai.knowledge.hits import Hit

NAMES = (
    "cosine",
    "behind",
    "pair",
    "coverage",
    "things",
    "missing",
    "unknown",
    "kind_unsaid",
    "named",
    "pairs",
    "conflict",
    "in_range",
    "same_number",
    "has_wanted",
    "lacks_wanted",
    "other_kind",
    "same_kind",
    "member_unsaid",
    "case",
    "unlisted",
    "quoted_unsaid",
    "compound_unsaid",
    "outdated",
    "pair_cosine",
    "pair_named",
    "foreign",
    "unknown_tight",
    "missing_tight",
    "asks_whether",
    "unknown_english",
    "unknown_kind",
    "searched",
)

_FREE = re.compile(r"免费|不收|免收|不办理|不得|没有|无|免")
_ITEM = re.compile(r"^\s*(?:[（(][一二三四五六七八九十\d]+[）)]|[①-⑳]|\d+[.、)）](?!\d)|[-•·])")
_COUNT = re.compile(r"[一二三四五六七八九十\d①-⑳]+")
ABOLISHED = re.compile(r"废止|停办|停止|停用|停发|停售|停寄|停收|取消|不再(?:办理|发行|受理|收取)|终止")
_SAYS_IT_ENDED = re.compile(
    r"(?:已(?:经)?(?:于)?|予以|自?20\d\d年)[^，。；：]{0,14}(?:废止|停办|停止|停用|停发|停售|停寄|停收|取消|终止|不再|下线)"
)

_PLACES = {name: place for place, name in enumerate(NAMES)}
_in_order = itemgetter(*NAMES)


@dataclass(frozen=True)
class Likeness:
    """The figures in the order of `NAMES`, and the reading they come from."""

    figures: tuple[float, ...]
    reading: Reading
    unit: str = ""
    """The article, item or row of the text that is meant."""

    def __getitem__(self, name: str) -> float:
        return self.figures[_PLACES[name]]

    def items(self) -> Iterator[tuple[str, float]]:
        """Each figure with its name."""
        return zip(NAMES, self.figures, strict=True)


def spoken(hit: Hit) -> str:
    """Everything a hit says about its subject: title, headings and text; for a pair its wordings and answer."""
    if hit.kind == "qa":
        return "\n".join([hit.question or "", *hit.phrasings, hit.text])
    return "\n".join([hit.document_title, hit.heading, hit.source.sheet or "", hit.text])


def outdated(hit: Hit) -> bool:
    """Whether title, sheet or heading says that the text is kept for history only."""
    return _outdated(f"{hit.heading} {hit.source.sheet or ''} {hit.document_title}", hit.document_title)


@lru_cache(maxsize=8192)
def _outdated(headings: str, title: str) -> bool:
    return bool(OUTDATED.search(headings)) and not ABOLISHED.search(title)


def abolishes(hit: Hit, unit: str) -> bool:
    """Whether a text announces that something ended: a line under such a heading, or a sentence that says since when.

    A rule that speaks of an end (合同终止, 逾期自动取消) announces none.
    """
    return hit.kind != "qa" and _abolishes(f"{hit.document_title} {hit.heading}", unit)


@lru_cache(maxsize=8192)
def _abolishes(headings: str, unit: str) -> bool:
    under = ABOLISHED.search(headings) and ABOLISHED.search(unit)
    return bool(under or _SAYS_IT_ENDED.search(unit))


@dataclass(frozen=True)
class Best:
    """The highest cosine and the highest score of a search among the hits of one question."""

    cosine: float
    score: float


def best_of(hits: Sequence[Hit]) -> Best:
    """What each of the hits is measured against; 0 where nothing was found."""
    return Best(max((hit.dense for hit in hits), default=0.0), max((hit.score for hit in hits), default=0.0))


def in_force(hit: Hit, vocabulary: Vocabulary) -> str:
    """What a hit says without the sentences and cells that a notice sets anew; "" where nothing is left.

    An approved pair is said whole or not at all.
    """
    if hit.kind == "qa":
        still = vocabulary.in_force(hit.document_title, hit.heading, hit.text)
        return still if still == hit.text else ""
    parts = parts_of(hit.text)
    left = [vocabulary.in_force(hit.document_title, hit.heading, part) for part in parts]
    return hit.text if tuple(left) == parts else "\n".join(part for part in left if part)


def likeness(
    of: Sought, hit: Hit, best: Best, vocabulary: Vocabulary, lang: str, *, set_anew: bool = False
) -> Likeness:
    """How far `hit` is about what is asked. Costs a tenth of a millisecond. `set_anew`: a notice sets all of it anew."""
    asked, question = of.asked, of.question
    pair = 1.0 if hit.kind == "qa" else 0.0
    unit = _unit(of.units, hit)
    said = spoken(hit) if unit == hit.text else "\n".join([hit.document_title, hit.heading, unit])
    have_pairs = units_of(said)
    reading = of.words.reading(have_pairs, said.lower())
    have = quantities(unit) if of.wants or of.figures else []
    has = bool(of.wants) and (any(q.kind in of.wants for q in have) or bool(_FREE.search(unit)))
    missing = min(2.0, max([a.weight for a in reading.aspects if a.thing and not a.said], default=0.0))
    unknown = min(2.0, float(len(reading.unknown_things)))
    named = _named(of, hit, vocabulary)
    theirs = vocabulary.siblings.named(said)
    values = {
        "cosine": (hit.dense - 0.9) * 20,
        "behind": (best.cosine - hit.dense) * 20,
        "pair": pair,
        "coverage": reading.coverage,
        "things": reading.things,
        "missing": missing,
        "unknown": unknown,
        "kind_unsaid": float(reading.kind_unsaid),
        "named": named,
        "pairs": sum([weight for p, weight in of.pairs.items() if p in have_pairs]) / of.total,
        # A question without a figure names no case.
        "conflict": float(bool(of.figures and cases.conflict(question, said))),
        "in_range": float(bool(of.figures and cases.fits_range(question, said))),
        "same_number": _same(of.figures, have),
        "has_wanted": float(has),
        "lacks_wanted": float(bool(of.wants) and not has),
        "other_kind": float(
            bool(vocabulary.other_kind(asked.clause if not asked.translated else asked.said, said))
        ),
        "same_kind": float(bool(of.members & theirs)),
        "member_unsaid": min(2.0, float(len(of.members - theirs))),
        "case": cases.named_case(question, said) if of.figures else 0.0,
        "unlisted": _unlisted(of, hit, unit),
        "quoted_unsaid": float(any(q not in said for q in of.quoted)),
        "compound_unsaid": _compound_unsaid(of, said),
        "outdated": float(
            set_anew
            or (not of.history and outdated(hit))
            or vocabulary.ended(hit.document_title, hit.heading, unit)
        ),
        "pair_cosine": pair * (hit.dense - 0.9) * 20,
        "pair_named": pair * named,
        "unknown_tight": unknown if of.tight else 0.0,
        "missing_tight": missing if of.tight else 0.0,
        "unknown_english": unknown if of.english else 0.0,
        "unknown_kind": float(
            any(a.thing and a.modifies and not (a.known or a.said) for a in reading.aspects)
        ),
        "asks_whether": missing if of.whether else 0.0,
        "foreign": float(hit.lang != lang and not asked.translated),
        # An English question is looked for in two languages, and scores of two searches do not compare.
        "searched": 0.0 if of.english else hit.score - best.score,
    }
    return Likeness(_in_order(values), reading, unit)


@lru_cache(maxsize=8192)
def parts_of(text: str) -> tuple[str, ...]:
    """The articles or items of a passage: its paragraphs, list items with the line that they hang on.

    Items that hang on no line and are whole sentences (the changes that a notice makes, one by one) stand by themselves.
    """
    if "\n" not in text:
        return (text,)
    out: list[str] = []
    for line in text.split("\n"):
        hangs = _ITEM.match(line) and not (out and _own_items(out[-1], line))
        if out and (hangs or out[-1].rstrip().endswith(("：", ":"))):
            out[-1] += "\n" + line
        else:
            out.append(line)
    return tuple(out)


def _own_items(before: str, line: str) -> bool:
    """Whether two items of one list, （一） and （二）, are each a sentence of its own."""
    one, other = _ITEM.match(before), _ITEM.match(line)
    if one is None or other is None or "\n" in before:
        return False
    alike = _COUNT.sub("", one[0].strip()) == _COUNT.sub("", other[0].strip())
    return alike and before.rstrip().endswith("。") and line.rstrip().endswith("。")


def _unit(asked: Mapping[str, float], hit: Hit) -> str:
    if hit.kind == "qa":
        return hit.text
    parts = parts_of(hit.text)
    if len(parts) == 1:
        return hit.text

    def said(part: str) -> float:
        have = units_of(part)
        return sum([weight for pair, weight in asked.items() if pair in have])

    return max(parts, key=said)


def _unlisted(of: Sought, hit: Hit, unit: str) -> float:
    """1 when the question is about a case that a list or an approved pair leaves out."""
    if of.figures:
        wordings = [hit.question or "", *hit.phrasings] if hit.kind == "qa" else []
        if cases.unlisted(of.question, unit) or cases.another_term(of.question, wordings):
            return 1.0
    whole = unit if hit.kind == "passage" else spoken(hit)
    return float(of.of_a_list and bool(listed.absent(of.question, whole)))


def _same(asked: Sequence[Quantity], have: Sequence[Quantity]) -> float:
    return float(any(same(q, other) for q in asked for other in have))


def _named(of: Sought, hit: Hit, vocabulary: Vocabulary) -> float:
    """How much of the text's own name the question says: of a pair's best wording, of a row's name, of a heading."""
    most = 0.0
    for name in [hit.question or "", *hit.phrasings] if hit.kind == "qa" else _names(hit.heading, hit.text):
        total, units = vocabulary.weighed(name)
        if total:
            most = max(most, sum([weight for unit, weight in units if unit in of.said]) / total)
    return most


@lru_cache(maxsize=8192)
def _names(heading: str, text: str) -> tuple[str, ...]:
    """What a passage is called: its last heading; a row by its first two cells and its other columns too."""
    names = [heading.rsplit(" › ", 1)[-1]]
    if fields := row_fields(text):
        names += [value for _, value in fields[:2]] + [column for column, _ in fields[1:]]
    return tuple(name for name in names if name)


def _compound_unsaid(of: Sought, said: str) -> float:
    """1 when the question names a thing by a compound (贷款管理费) that this text does not, 2 when no text does."""
    return max(
        [
            worth
            for name, also, worth in of.compounds
            if name not in said and not any(other in said for other in also)
        ],
        default=0.0,
    )
