"""Names of people: what the name tagger finds by its surroundings, and what rules find where it is silent."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from appliance.core.masking import sequence
from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.recognizers._called import called
from appliance.core.masking.recognizers._named import named
from appliance.core.masking.recognizers._names import (
    COMPOUND_SURNAMES,
    NOT_CHINESE_NAMES,
    NOT_LATIN_NAMES,
)
from appliance.core.masking.recognizers._not_names import ENGLISH, elsewhere, no_name
from appliance.core.masking.recognizers._person_rules import AFTER_A_CUE, SEEN_BY_LAC, PersonRules
from appliance.core.masking.units import PINYIN as _PINYIN
from appliance.core.masking.word_lists import words_known

_RULES: Final = PersonRules()
_HAN: Final = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_CANTONESE: Final = re.compile(r"[唔冇咗啲佢哋喺㗎喎咩睇]|^解仲")
"""Characters of Cantonese grammar; nobody is called by them."""
_PRODUCT: Final = re.compile(r"(?:天天|月月|周周|季季|年年|日日|步步)[\u4e00-\u9fff]")
_VERB_AFTER: Final = re.compile(r" (?:the|this|my|a|an|it|that|your|them|him|us|me|all|up|back)\b")
"""Mark the complaint, bill my account: a verb that is a first name too."""
_COUNTED: Final = re.compile(r"\d ?$|\($")
"""500,000 yuan per customer: a unit, no name."""
_LATIN_WORD: Final = re.compile(r"[^\s,;/]+")
_NO_TITLE: Final = re.compile(r"康师傅|班主任|(?:系|车间|值班)主任|(?:客服|大堂|高级|项目|产品)经理")
"""A title with a word before it that is no surname."""
_EVERYDAY: Final = NOT_CHINESE_NAMES | words_known("everyday_words") | words_known("brand_names")
_FAMILY: Final = re.compile(rf"{COMPOUND_SURNAMES}|[\u4e00-\u9fff]")
_SPELT_AFTER: Final = re.compile(r"[,，]?复姓|[这两]个字|[,，(（]?不是|—|-{2}")
_SURE: Final = 2.0
_LEAST_SURE: Final = 0.15
"""Below it the tagger was wrong more often than right on the development sets."""
_LEAST_RULE: Final = 0.7
"""A rule this weak (a name tagged by LAC without a surname) is wrong more often than right where our tagger is silent."""
_LAC_LONGEST: Final = 3
_LONGEST: Final = 6
"""Characters of a Chinese name without a dot (张王小明明 has five, some Mongolian and Tibetan names six)."""

_INITIAL: Final = re.compile(r", ?[A-Z]\.(?![A-Za-z])|,? ?\([A-Z][A-Za-z]{1,14}\)")
_FAMILY_FIRST: Final = re.compile(r"[A-Z]{2,12}[ ,]")
_OTHER_NAME: Final = re.compile(r", [A-Z][a-z]{2,12}(?= ?[\u4e00-\u9fff]|[\n,;]|$)")


class Person:
    """The tagger goes first: where both find something, its edges hold."""

    kinds = frozenset({"PERSON"})

    def find(self, a: Analysis) -> list[Find]:
        found = []
        for s in sequence.learned(a):
            if s.kind != "PERSON":
                continue
            start, end = _without_english(a, s.start, s.end)
            if "—" in a.flat[start:end]:  # 刘——刘翀: begun twice
                start += a.flat[start:end].rindex("—") + 1
            if start < end and like_a_name(a, start, end, s.sure):
                found.append(Find(start, end, "PERSON", 0.84 if s.sure > 1 else 0.7, "name tagger"))
        for rule in _RULES.find(a):
            same = [f for f in found if f.start < rule.end and rule.start < f.end]
            if len(same) == 1 and _longer(same[0], rule):
                at = found.index(same[0])
                found[at : at + 1] = [] if _known_otherwise(a, rule) else [replace(same[0], end=rule.end)]
            if not same and rule.score >= _LEAST_RULE and not _known_otherwise(a, rule):
                found.append(rule)
        for told in [*named(a, found), *called(a, found)]:
            same = [f for f in found if f.start < told.end and told.start < f.end]
            around = all(told.start <= f.start and f.end <= told.end for f in same)
            if around and not _spells(a.flat, told.start, told.end):
                found = [*(f for f in found if f not in same), told]
        return [_whole_latin(a, f) for f in found if not _told_again(a, f, found)]


def _whole_latin(a: Analysis, f: Find) -> Find:
    """Van der Meer, J.; XU, ZIQIAN (CHARLOTTE); TAN Wei Jie, Desmond: what of a name stands behind its comma or in brackets."""
    said = a.flat[f.start : f.end]
    if not said[-1:].isalpha() or _HAN.search(said):
        return f
    m = _INITIAL.match(a.flat, f.end) or (_FAMILY_FIRST.match(said) and _OTHER_NAME.match(a.flat, f.end))
    return replace(f, end=m.end()) if m else f


def _told_again(a: Analysis, f: Find, found: list[Find]) -> bool:
    """佘爱莲，姓佘不是余: how the name beside is spelt; with a title (佘女士) it is somebody."""
    said = a.plain[f.start : f.end]
    before, after = a.plain[max(0, f.start - 2) : f.start], a.plain[f.end : f.end + 4]
    spelt = before.endswith("姓") and (len(said) == 1 or before == "复姓")
    if not _FAMILY.fullmatch(said) or not (spelt or _SPELT_AFTER.match(after)):
        return False
    return any(
        other.end - other.start > f.end - f.start and a.plain.startswith(said, other.start) for other in found
    )


def _longer(found: Find, rule: Find) -> bool:
    """The tagger saw the surname only, LAC the whole name; or a cue and a stop stand about a longer one."""
    if rule.start != found.start or rule.end <= found.end:
        return False
    seen = found.end - found.start == 1 and rule.rule == SEEN_BY_LAC and rule.score > 0.8
    return seen or rule.rule == AFTER_A_CUE


def like_a_name(a: Analysis, start: int, end: int, sure: float) -> bool:
    """No digits (in whatever script), no code; an everyday word only where the tagger is sure; not too long."""
    flat = a.flat[start:end]
    if sure < _LEAST_SURE or elsewhere(a, start, end, sure) or no_name(a, start, end):
        return False
    if (
        _spells(a.flat, start, end)
        or any(c.isdigit() for c in a.digits[start:end])
        or any(c in "@_#:/=+›»|—《》【】;；" for c in flat)
    ):
        return False
    if _HAN.search(flat):
        bare = re.sub(r"[\s·•.・‧]", "", flat)
        known = flat in _EVERYDAY or a.plain[start:end] in _EVERYDAY or _PRODUCT.fullmatch(flat)
        everyday = sure < _SURE and (known or _part_of_a_word(a, start, end))
        return (
            not everyday and not _CANTONESE.search(flat) and (len(bare) <= _LONGEST or len(bare) < len(flat))
        )
    if flat.islower() and _COUNTED.search(a.before(start, 12)):
        return False
    parts = flat.lower().split()
    if len(parts) == 1 and not _one_latin_word(a, end, flat, sure):
        return False
    if flat.isascii() and flat.islower() and sure < 1 and not all(_PINYIN.fullmatch(p) for p in parts):
        return False  # doors rivers: small letters that spell no Chinese name need surroundings that do
    return bool(parts) and not all(p.strip(".,") in NOT_LATIN_NAMES for p in parts)


def _part_of_a_word(a: Analysis, start: int, end: int) -> bool:
    """门卫老头: a surname that is the end of another word."""
    return end - start == 1 and any(
        w.start < start < w.end and w.tag not in ("PER", "nr", "ORG", "LOC", "w") for w in a.words
    )


def _one_latin_word(a: Analysis, end: int, flat: str, sure: float) -> bool:
    """No abbreviation, nothing in small letters that the tagger doubts, no verb."""
    short = flat.isupper() and len(flat) < 4
    return (
        not (short and sure < _SURE)
        and not (flat.islower() and sure < 1)
        and not _VERB_AFTER.match(a.lower, end)
    )


def _known_otherwise(a: Analysis, rule: Find) -> bool:
    """A brand, a branch, a post, an everyday word that LAC takes for a name."""
    if (
        elsewhere(a, rule.start, rule.end)
        or no_name(a, rule.start, rule.end)
        or _NO_TITLE.match(a.flat, rule.start)
    ):
        return True
    name = a.plain[rule.start : rule.end]
    if rule.rule == SEEN_BY_LAC and (_PRODUCT.match(name) or (len(name) > _LAC_LONGEST and "·" not in name)):
        return True
    return _spells(a.flat, rule.start, rule.end) or name in _EVERYDAY or _CANTONESE.search(name) is not None


def _without_english(a: Analysis, start: int, end: int) -> tuple[int, int]:
    """classmate Jiayi, he can't: small English words at either side are no part of a name."""
    words = list(_LATIN_WORD.finditer(a.flat, start, end))
    if not words or _HAN.search(a.flat, start, end):
        return start, end
    while words and words[0][0].islower() and words[0][0] in ENGLISH:
        start = words.pop(0).end()
    while words and words[-1][0].islower() and words[-1][0] in ENGLISH:
        end = words.pop().start()
    if not words:
        return start, start
    return words[0].start() if words[0].start() > start else start, min(end, words[-1].end())


def _spells(flat: str, start: int, end: int) -> bool:
    """诸葛的葛, 李白的白: says how another name is written."""
    after = flat[end + 1 : end + 2]
    return flat[end : end + 1] == "的" and _HAN.match(after) is not None and after in flat[start:end]
