"""Doubts: what speaks against a reply though its texts fit well: another text that explains more of the question, a name that
the bank's own do not go on to, a kind of figure that is asked for and not given, a question of several that nothing answers.

Figures for `replies`; what each is worth is learned with the others.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from appliance.ai.answering.choosing import words_of
from appliance.ai.answering.listed import currencies
from appliance.ai.answering.quantities import Quantity, quantities
from appliance.ai.answering.sought import wanted
from appliance.ai.answering.vocabulary import pairs_of, units_of
from appliance.ai.answering.words import content_pieces
from appliance.ai.knowledge.rows import row_fields

if TYPE_CHECKING:
    from appliance.ai.answering.asked import Asked
    from appliance.ai.answering.evidence import Weighed
    from appliance.ai.answering.vocabulary import Vocabulary
    from appliance.ai.knowledge.hits import Hit

_ASKS = re.compile(
    r"多少|几(?![乎句])|吗|怎么|怎样|如何|什么|哪|是不是|能不能|可不可以|有没有|要不要|还是|多久|多长|收不收|行不行"
)
_AMOUNTS = frozenset({"CNY", "USD", "HKD", "EUR", "share", "fold", "tenth"})
_FREE = re.compile(r"免|不收|无需|不另收")
_STRICTLY = [
    (
        re.compile(
            r"多少钱|多少元|几块|几元|几毛|几个钱|收费|费用|年费|手续费|工本费|租金|押金|怎么收|收多少|how much|fee\b|cost",
            re.I,
        ),
        _AMOUNTS,
    ),
    (re.compile(r"几点|营业时间|开门|关门|下班|what time|opening hours", re.I), frozenset({"clock"})),
    (
        re.compile(r"利率|年化|收益率|费率|百分之|interest|rate\b", re.I),
        frozenset({"share", "tenth", "point"}),
    ),
    (re.compile(r"电话|热线|号码|phone|hotline", re.I), frozenset({"digits"})),
]
"""What is asked for, and the kinds of figure of which one must then be given; a bare number in a cell is a price or a rate."""

_A_NUMBER_TO_CALL = re.compile(r"\d{5,}")
_BARE = re.compile(r"[¥$]?\d[\d,.]*%?")
_NO_PRICE = re.compile(r"号|编|序")
_MOST_RIVALS = 6.0
_HAN = re.compile(r"[\u3400-\u9fff]")
_BEFORE_A_NAME = frozenset("的了是和与或在有用把给我你要想问办买开，到从")


@dataclass(frozen=True)
class Said:
    """A reply of `chosen` texts among all that were `weighed`, and what it says by pairs of characters."""

    weighed: Sequence[Weighed]
    chosen: Sequence[Weighed]
    asked: Asked
    vocabulary: Vocabulary

    def figures(self) -> dict[str, float]:
        """Of the other texts found, of names, of the kinds of figure, and of each question that is asked."""
        texts = [said_of(w) for w in self.chosen]
        question = self.asked.clause if not self.asked.translated else self.asked.said
        weights = {pair: self.vocabulary.weight(pair) for pair in pairs_of(question)}
        units = [units_of(text) for text in texts]
        given = [q for w in self.chosen for q in quantities(words_of(w))]
        return {
            **self._rivals(weights, units),
            **self._names(question),
            **self._kinds(question, texts, given),
            **self._each_question(units, given),
        }

    def _rivals(self, weights: dict[str, float], units: Sequence[frozenset[str]]) -> dict[str, float]:
        """Whether a text that is left out says more of the question, or what the reply leaves unsaid."""
        held = {id(w.hit) for w in self.chosen}
        others = [units_of(said_of(w)) for w in self.weighed if id(w.hit) not in held]
        have = frozenset().union(*units)
        first, reply = _share(weights, units[0]), _share(weights, have)
        shares = [_share(weights, other) for other in others]
        missing = [pair for pair in weights if pair not in have and self.vocabulary.knows(pair)]
        return {
            "rival": max(shares, default=0.0) - reply,
            "rival_first": max(shares, default=0.0) - first,
            "rivals": min(_MOST_RIVALS, float(sum(share > first + 0.02 for share in shares))),
            "rival_missing": max((sum(weights[p] for p in missing if p in o) for o in others), default=0.0),
        }

    def _names(self, question: str) -> dict[str, float]:
        """Names that go on otherwise than the bank's own (听潮两年 beside 听潮一年, 特大箱 beside 大箱), and what it never writes."""
        text = self.asked.text if self.asked.translated else question
        runs = [p[i : i + 3] for p in content_pieces(text) if p[0] >= "\u3400" for i in range(len(p) - 2)]
        unknown = sum(not self.vocabulary.writes(run) for run in runs)
        low = question.lower()
        grown = [
            low[at - 1] + name[0]
            for name in self.vocabulary.siblings.names_in(question)
            if (at := low.find(name)) > 0 and _HAN.match(low[at - 1]) and low[at - 1] not in _BEFORE_A_NAME
        ]
        return {
            "runs_unknown": unknown / len(runs) if runs else 0.0,
            "name_grown": float(any(not self.vocabulary.knows(seam) for seam in grown)),
            "name_goes_on": self.vocabulary.beginnings.otherwise(question, self.vocabulary.knows),
        }

    def _kinds(self, question: str, texts: Sequence[str], given: Sequence[Quantity]) -> dict[str, float]:
        """Kinds of figure that are asked for and not given; a currency that is named and not said."""
        named = currencies(question if not self.asked.translated else f"{self.asked.text} {question}")
        return {
            "kinds_lacking": float(kinds_lacking(self.asked.clause, self.chosen, given)),
            "currency_unsaid": float(
                bool(named)
                and not named & currencies("\n".join(texts))
                and not any("外币" in t for t in texts)
            ),
            "currency_first": float(bool(named) and not named & currencies(texts[0])),
        }

    def _each_question(self, units: Sequence[frozenset[str]], given: Sequence[Quantity]) -> dict[str, float]:
        """How many questions are asked at once, and how far the least answered one of a double question is."""
        unsaid, single, lacking = 0.0, 1.0, 0
        serving: set[int] = set()
        have = frozenset().union(*units)
        of_each = [{q.kind for q in quantities(words_of(w))} for w in self.chosen]
        for part in self.asked.parts:
            pairs = pairs_of(part)
            weights = {p: self.vocabulary.weight(p) for p in pairs if self.vocabulary.knows(p)}
            kinds = wanted(part)
            lacking += bool(kinds) and not any(q.kind in kinds for q in given)
            if weights:
                unsaid = max(unsaid, 1 - _share(weights, have))
                single = min(single, max(_share(weights, one) for one in units))
            worth = [
                sum(weights[p] for p in weights if p in one) + float(bool(kinds & of))
                for one, of in zip(units, of_each, strict=True)
            ]
            serving.add(worth.index(max(worth)))
        return {
            "asks": min(4.0, float(len(_ASKS.findall(self.asked.clause)))),
            "part_unsaid": unsaid,
            "part_single": single,
            "part_lacking": float(lacking),
            "serving": float(len(serving)),
        }


def kinds_lacking(question: str, chosen: Sequence[Weighed], given: Sequence[Quantity] | None = None) -> int:
    """How many kinds of figure (a price, a number to call) a question asks for and the `chosen` texts do not give."""
    asked = [kinds for form, kinds in _STRICTLY if form.search(question)]
    if not asked:
        return 0
    words = "\n".join(words_of(w) for w in chosen)
    have = {q.kind for q in (quantities(words) if given is None else given)}
    if _FREE.search(words) or any(_price(w.hit) for w in chosen):
        have |= _AMOUNTS
    if _A_NUMBER_TO_CALL.search(words):
        have.add("digits")
    return sum(not kinds & have for kinds in asked)


def said_of(w: Weighed) -> str:
    """What is shown of a text, after what it stands under."""
    return f"{about(w)} {words_of(w)}"


def about(w: Weighed) -> str:
    """The wordings of a pair; the title and headings of a passage."""
    if w.hit.kind == "qa":
        return " ".join([w.hit.question or "", *w.hit.phrasings])
    return f"{w.hit.document_title} {w.hit.heading}"


def _share(weights: dict[str, float], units: frozenset[str]) -> float:
    total = sum(weights.values())
    return sum(weight for unit, weight in weights.items() if unit in units) / total if total else 0.0


def _price(hit: Hit) -> bool:
    return hit.kind == "passage" and any(
        _BARE.fullmatch(value) and not _NO_PRICE.search(column) for column, value in row_fields(hit.text)
    )
