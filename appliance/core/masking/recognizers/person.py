"""Names of people: what the name tagger finds by its surroundings, and what rules find where it is silent."""

from __future__ import annotations

import re
from typing import Final

from appliance.core.masking import sequence
from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.recognizers._names import NOT_CHINESE_NAMES, NOT_LATIN_NAMES
from appliance.core.masking.recognizers._person_rules import PersonRules
from appliance.core.masking.units import words_known

_RULES: Final = PersonRules()
_HAN: Final = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_BRAND_AFTER: Final = re.compile(r"联名|旗舰店|专卖店|专柜|股票|支行|分行|证券|牌(?!照)")
"""李宁联名卡: a brand, a branch."""
_PRODUCT: Final = re.compile(r"(?:天天|月月|周周|季季|年年|日日|步步)[\u4e00-\u9fff]")
_VERB_AFTER: Final = re.compile(r" (?:the|this|my|a|an|it|that|your) ")
"""Mark the complaint, bill my account: a verb that is a first name too."""
_EVERYDAY: Final = NOT_CHINESE_NAMES | words_known("everyday_words")
_SURE: Final = 2.0
_LEAST_SURE: Final = 0.15
"""Below it the tagger was wrong more often than right on the development sets."""
_LEAST_RULE: Final = 0.7
"""A rule this weak (a name tagged by LAC without a surname) is wrong more often than right where our tagger is silent."""
_LONGEST: Final = 6
"""Characters of a Chinese name without a dot (张王小明明 has five, some Mongolian and Tibetan names six)."""


class Person:
    """The tagger goes first: where both find something, its edges hold."""

    kinds = frozenset({"PERSON"})

    def find(self, a: Analysis) -> list[Find]:
        found = [
            Find(s.start, s.end, "PERSON", 0.84 if s.sure > 1 else 0.7, "name tagger")
            for s in sequence.learned(a)
            if s.kind == "PERSON" and like_a_name(a, s.start, s.end, s.sure)
        ]
        for rule in _RULES.find(a):
            branded = _BRAND_AFTER.match(a.flat, rule.end) or _spells(a.flat, rule.start, rule.end)
            if (
                rule.score >= _LEAST_RULE
                and not branded
                and not any(f.start < rule.end and rule.start < f.end for f in found)
            ):
                found.append(rule)
        return found


def like_a_name(a: Analysis, start: int, end: int, sure: float) -> bool:
    """No digits (in whatever script), no code; an everyday word only where the tagger is sure; not too long."""
    flat = a.flat[start:end]
    if sure < _LEAST_SURE or (sure < _SURE and _BRAND_AFTER.match(a.flat, end)):
        return False
    if (
        _spells(a.flat, start, end)
        or any(c.isdigit() for c in a.digits[start:end])
        or any(c in "@_#:/=+" for c in flat)
    ):
        return False
    if _HAN.search(flat):
        bare = re.sub(r"[\s·•.・‧]", "", flat)
        everyday = sure < _SURE and (flat in _EVERYDAY or _PRODUCT.fullmatch(flat))
        return not everyday and (len(bare) <= _LONGEST or len(bare) < len(flat))
    parts = flat.lower().split()
    if len(parts) == 1 and (
        (flat.isupper() and len(flat) < 4 and sure < _SURE) or _VERB_AFTER.match(a.lower, end)
    ):
        return False
    return bool(parts) and not all(p.strip(".,") in NOT_LATIN_NAMES for p in parts)


def _spells(flat: str, start: int, end: int) -> bool:
    """诸葛的葛, 李白的白: says how another name is written."""
    return flat[end : end + 1] == "的" and flat[end + 1 : end + 2] in tuple(flat[start:end])
