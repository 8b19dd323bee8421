"""Sought: what is the same for every text that a question is held against, read from the question once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from appliance.ai.answering import listed
from appliance.ai.answering.aspects import Words
from appliance.ai.answering.quantities import Quantity, quantities
from appliance.ai.answering.vocabulary import pairs_of, units_of

if TYPE_CHECKING:
    from appliance.ai.answering.asked import Asked
    from appliance.ai.answering.vocabulary import Vocabulary

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
_ASKS_HISTORY = re.compile(r"历史|以前|之前|原来|旧|去年|当时|过去|20[012]\d年")


def wanted(clause: str) -> frozenset[str]:
    """The kinds of figure that a question asks for; empty when it asks for none."""
    kinds: frozenset[str] = frozenset()
    for pattern, these in _WANTS:
        if pattern.search(clause):
            kinds |= these
    return kinds


@dataclass(frozen=True)
class Sought:
    """`question` is what asks, in the language that it is looked for in; all else is read from it and its words."""

    asked: Asked
    question: str
    english: bool
    """Whether it was written in English."""
    words: Words
    pairs: dict[str, float]
    """The pairs and words of what is asked, each with its weight."""
    total: float
    """All these weights together."""
    units: dict[str, float]
    """The same of the question with every other way to say its words: what an article is chosen by."""
    said: frozenset[str]
    figures: list[Quantity]
    wants: frozenset[str]
    quoted: tuple[str, ...]
    compounds: tuple[tuple[str, tuple[str, ...], float], ...]
    """Things named by a compound (贷款管理费), other ways to say each, and 1 where the bank writes it anywhere, else 2."""
    members: frozenset[str]
    """Siblings that it names."""
    tight: bool
    """Whether it is so short that every word counts."""
    whether: bool
    """Whether it asks whether something is there at all."""
    history: bool
    """Whether it asks how it once was."""
    of_a_list: bool
    """Whether it names a member of a list (第三套, 英镑)."""


def sought(asked: Asked, vocabulary: Vocabulary) -> Sought:
    """What every text is held against. Costs some tenths of a millisecond; once a question."""
    question = asked.clause if not asked.translated else asked.text
    asked_pairs = pairs_of(question) if not asked.translated else pairs_of(asked.said)
    pairs = {pair: vocabulary.weight(pair) for pair in asked_pairs}
    return Sought(
        asked,
        question,
        asked.original.isascii(),
        Words(asked.words, vocabulary),
        pairs,
        sum(pairs.values()) or 1.0,
        {pair: vocabulary.weight(pair) for pair in asked_pairs | pairs_of(asked.said)},
        units_of(asked.said),
        quantities(question),
        wanted(question),
        tuple(m[1] for m in _QUOTED.finditer(asked.original)),
        tuple(
            (word.text, word.also, 1.0 if vocabulary.writes(word.text) else 2.0)
            for word in asked.words
            if word.weight >= 1 and len(word.text) >= 3 and _COMPOUND.fullmatch(word.text)
        ),
        vocabulary.siblings.named(asked.said),
        len(question) <= _TIGHT * (3 if question.isascii() else 1)
        and asked.clause == asked.text
        and not asked.translated,
        bool(_WHETHER.search(question)),
        bool(_ASKS_HISTORY.search(question)),
        listed.names_any(question),
    )
