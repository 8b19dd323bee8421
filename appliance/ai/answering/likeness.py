"""Likeness: how far a published text is about what a question asks, aspect by aspect, in figures between 0 and 1.

Each figure answers one plain question (does it name the things asked about, is it about another kind, does it hold the
sort of figure that is asked for); `weights.py` says what each is worth.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from appliance.ai.answering import cases, listed
from appliance.ai.answering.number_guard import same
from appliance.ai.answering.quantities import Quantity, quantities
from appliance.ai.answering.revoked import OUTDATED
from appliance.ai.answering.vocabulary import Reading, Vocabulary, pairs_of, units_of
from appliance.ai.knowledge.rows import row_fields

if TYPE_CHECKING:
    from appliance.ai.answering.asked import Asked
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

_WANTS: list[tuple[re.Pattern[str], frozenset[str]]] = [
    (re.compile(r"电话|热线|号码|打哪个|hotline|phone|telephone", re.I), frozenset({"digits"})),
    (re.compile(r"几点|营业时间|what time|opening hours", re.I), frozenset({"clock"})),
    (
        re.compile(r"利率|年化|费率|几个点|百分之|比例|percent|rate\b", re.I),
        frozenset({"share", "", "tenth"}),
    ),
    (re.compile(r"几成|首付", re.I), frozenset({"share"})),
    (re.compile(r"几折|打折", re.I), frozenset({"fold", "share"})),
    (
        re.compile(
            r"多少钱|多少元|几块|几元|几毛|多少费|收多少|年费|手续费|工本费|租金|押金|额度|限额|封顶|上限|最[高低多少大].{0,6}多少"
            r"|起[存购投].{0,4}(?:多少|几)|(?:多少|几).{0,4}起[存购投]|how much|fee\b|cost|limit",
            re.I,
        ),
        frozenset({"CNY", "USD", "HKD", "EUR", "share", "fold", ""}),
    ),
    (
        re.compile(
            r"多久|几天|几年|几个月|多长|期限|什么时候|哪天|有效期|几号|几日|how long"
            r"|how many (?:working )?(?:days|years|months|hours)|when",
            re.I,
        ),
        frozenset({"day", "workday", "month", "year", "date", "hour", "minute", "clock", "period", "week"}),
    ),
    (re.compile(r"几岁|年龄|多大|how old|age\b", re.I), frozenset({"age", "year"})),
    (
        re.compile(r"几次|几笔|几张|几个|几人|几台|how many", re.I),
        frozenset({"count", "point", "", "times", "period"}),
    ),
]
_FREE = re.compile(r"免费|不收|免收|不办理|不得|没有|无|免")
_ITEM = re.compile(r"^\s*(?:[（(][一二三四五六七八九十\d]+[）)]|[①-⑳]|\d+[.、)）](?!\d)|[-•·])")
_COUNT = re.compile(r"[一二三四五六七八九十\d①-⑳]+")
_TIGHT = 22
"""Characters of a question in which every word counts."""
_WHETHER = re.compile(
    r"有没有|能不能|可不可以|是否|能否|可以.{0,12}吗|有.{0,10}吗|\b(?:is there|do you (?:have|offer)|can i)\b",
    re.I,
)
_QUOTED = re.compile(r"[“\"‘「『]([^”\"’」』]{2,16})[”\"’」』]")
_COMPOUND = re.compile(
    r"[\u4e00-\u9fff]{1,6}?(?:费|金|险|贷|券|卡|宝|基金|债|套餐|奖励|返现|补贴|活动|专区|专属\w{1,3}|理财|积存|存款|存单|账户|钱包|支行|分行|分期|登录|保单|保额|租金|押金)"
)
ABOLISHED = re.compile(r"废止|停办|停止|停用|停发|停售|停寄|停收|取消|不再(?:办理|发行|受理|收取)|终止")
_SAYS_IT_ENDED = re.compile(
    r"(?:已(?:经)?(?:于)?|予以|自?20\d\d年)[^，。；：]{0,14}(?:废止|停办|停止|停用|停发|停售|停寄|停收|取消|终止|不再|下线)"
)
_ASKS_HISTORY = re.compile(r"历史|以前|之前|原来|旧|去年|当时|过去|20[012]\d年")


@dataclass(frozen=True)
class Likeness:
    """The figures in the order of `NAMES`, and the reading they come from."""

    figures: tuple[float, ...]
    reading: Reading
    unit: str = ""
    """The article, item or row of the text that is meant."""

    def __getitem__(self, name: str) -> float:
        return self.figures[NAMES.index(name)]

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
    return bool(OUTDATED.search(f"{hit.heading} {hit.source.sheet or ''} {hit.document_title}")) and not (
        ABOLISHED.search(hit.document_title)
    )


def abolishes(hit: Hit, unit: str) -> bool:
    """Whether a text announces that something ended: a line under such a heading, or a sentence that says since when.

    A rule that speaks of an end (合同终止, 逾期自动取消) announces none.
    """
    under = ABOLISHED.search(f"{hit.document_title} {hit.heading}") and ABOLISHED.search(unit)
    return hit.kind != "qa" and bool(under or _SAYS_IT_ENDED.search(unit))


def wanted(clause: str) -> frozenset[str]:
    """The kinds of figure that a question asks for; empty when it asks for none."""
    kinds: frozenset[str] = frozenset()
    for pattern, these in _WANTS:
        if pattern.search(clause):
            kinds |= these
    return kinds


@dataclass(frozen=True)
class Best:
    """The highest cosine and the highest score of a search among the hits of one question."""

    cosine: float
    score: float


def best_of(hits: Sequence[Hit]) -> Best:
    """What each of the hits is measured against; 0 where nothing was found."""
    return Best(max((hit.dense for hit in hits), default=0.0), max((hit.score for hit in hits), default=0.0))


def likeness(asked: Asked, hit: Hit, best: Best, vocabulary: Vocabulary, lang: str) -> Likeness:
    """How far `hit` is about what is asked. Costs some tenths of a millisecond."""
    english = asked.original.isascii()
    if asked.native is not None and hit.lang == "en":
        asked = asked.native
    pair = 1.0 if hit.kind == "qa" else 0.0
    question = asked.clause if not asked.translated else asked.text
    asked_pairs = pairs_of(question) if not asked.translated else pairs_of(asked.said)
    unit = _unit(asked_pairs | pairs_of(asked.said), hit, vocabulary)
    said = spoken(hit) if unit == hit.text else "\n".join([hit.document_title, hit.heading, unit])
    reading = vocabulary.reading(asked.words, said)
    figures_asked = quantities(question)
    have = quantities(unit)
    wants = wanted(question)
    has = bool(wants) and (any(q.kind in wants for q in have) or (bool(_FREE.search(unit))))
    missing = [a.weight for a in reading.aspects if a.thing and not a.said]
    named = _named(asked, hit, vocabulary)
    have_pairs = units_of(said)
    total = sum(vocabulary.weight(p) for p in asked_pairs) or 1.0
    quoted = [m[1] for m in _QUOTED.finditer(asked.original)]
    behind = best.cosine - hit.dense
    tight = (
        len(question) <= _TIGHT * (3 if question.isascii() else 1)
        and asked.clause == asked.text
        and not asked.translated
    )
    mine, theirs = vocabulary.siblings.named(asked.said), vocabulary.siblings.named(said)
    values = {
        "cosine": (hit.dense - 0.9) * 20,
        "behind": behind * 20,
        "pair": pair,
        "coverage": reading.coverage,
        "things": reading.things,
        "missing": min(2.0, max(missing, default=0.0)),
        "unknown": min(2.0, float(len(reading.unknown_things))),
        "kind_unsaid": float(reading.kind_unsaid),
        "named": named,
        "pairs": sum(vocabulary.weight(p) for p in asked_pairs if p in have_pairs) / total,
        "conflict": float(bool(cases.conflict(question, said))),
        "in_range": float(cases.fits_range(question, said)),
        "same_number": _same(figures_asked, have),
        "has_wanted": float(has),
        "lacks_wanted": float(bool(wants) and not has),
        "other_kind": float(
            bool(vocabulary.other_kind(asked.clause if not asked.translated else asked.said, said))
        ),
        "same_kind": float(bool(mine & theirs)),
        "member_unsaid": min(2.0, float(len(mine - theirs))),
        "case": cases.named_case(question, said),
        "unlisted": float(
            bool(
                cases.unlisted(question, unit)
                or _of_another_term(question, hit)
                or listed.absent(question, unit if hit.kind == "passage" else spoken(hit))
            )
        ),
        "quoted_unsaid": float(any(q not in said for q in quoted)),
        "compound_unsaid": _compound_unsaid(asked, said, vocabulary),
        "outdated": float(
            (outdated(hit) and not _ASKS_HISTORY.search(question))
            or vocabulary.holds_no_more(hit.document_title, hit.heading, unit)
        ),
        "pair_cosine": pair * (hit.dense - 0.9) * 20,
        "pair_named": pair * named,
        "unknown_tight": min(2.0, float(len(reading.unknown_things))) if tight else 0.0,
        "missing_tight": min(2.0, max(missing, default=0.0)) if tight else 0.0,
        "unknown_english": min(2.0, float(len(reading.unknown_things))) if english else 0.0,
        "unknown_kind": float(
            any(a.thing and a.modifies and not (a.known or a.said) for a in reading.aspects)
        ),
        "asks_whether": min(2.0, max(missing, default=0.0)) if _WHETHER.search(question) else 0.0,
        "foreign": float(hit.lang != lang and not asked.translated),
        # An English question is looked for in two languages, and scores of two searches do not compare.
        "searched": 0.0 if english else hit.score - best.score,
    }
    return Likeness(tuple(values[name] for name in NAMES), reading, unit)


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


def _unit(asked_pairs: frozenset[str], hit: Hit, vocabulary: Vocabulary) -> str:
    if hit.kind == "qa":
        return hit.text
    parts = parts_of(hit.text)
    if len(parts) == 1:
        return hit.text
    return max(parts, key=lambda part: sum(vocabulary.weight(p) for p in asked_pairs & units_of(part)))


def _of_another_term(question: str, hit: Hit) -> bool:
    return hit.kind == "qa" and bool(cases.another_term(question, [hit.question or "", *hit.phrasings]))


def _same(asked: Sequence[Quantity], have: Sequence[Quantity]) -> float:
    return float(any(same(q, other) for q in asked for other in have))


def _named(asked: Asked, hit: Hit, vocabulary: Vocabulary) -> float:
    """How much of the text's own name the question says: of a pair's best wording, of a row's name, of a heading."""
    said = units_of(asked.said)

    def share(name: str) -> float:
        units = units_of(name)
        total = sum(vocabulary.weight(u) for u in units)
        return sum(vocabulary.weight(u) for u in units if u in said) / total if total else 0.0

    if hit.kind == "qa":
        return max(share(w) for w in [hit.question or "", *hit.phrasings])
    fields = row_fields(hit.text)
    names = [hit.heading.rsplit(" › ", 1)[-1]]
    if fields:
        names += [value for _, value in fields[:2]] + [column for column, _ in fields[1:]]
    return max((share(name) for name in names if name), default=0.0)


def _compound_unsaid(asked: Asked, said: str, vocabulary: Vocabulary) -> float:
    """1 when the question names a thing by a compound (贷款管理费) that this text does not, 2 when no text does."""
    worst = 0.0
    for word in asked.words:
        if word.weight < 1 or not _COMPOUND.fullmatch(word.text) or len(word.text) < 3:
            continue
        if word.text in said or any(other in said for other in word.also):
            continue
        worst = max(worst, 1.0 if vocabulary.writes(word.text) else 2.0)
    return worst
