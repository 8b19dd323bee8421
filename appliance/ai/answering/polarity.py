"""Polarity: a sentence that says the opposite of its passage, though with the passage's own words and numbers."""

from __future__ import annotations

import re

_NOT_ZH = re.compile(
    r"不(?!论|管|同|仅|只|但|超过|超|少于|低于|高于|得超过|得低于|得少于|足|满|限于|断|动产|良|便|过)|没有|没(?=收|法)|无法|无需|无须|未(?!来|婚|成年|必)|"
    r"勿|禁止|严禁|拒绝|暂停|停止|免(?=收|费|除|交|息(?!期|还款|分期))|别(?=把|给|用)|谢绝"
)
_DOUBLE_NOT_ZH = re.compile(r"不得不|不能不|不可不|无不|未必不")
_NOT_EN = re.compile(
    r"\b(?:not|no|never|none|cannot|can't|don't|doesn't|didn't|won't|isn't|aren't|without|unable|neither|nor|refuse[sd]?|"
    r"prohibited|forbidden|stopped|suspended|free|waived|exempt)\b",
    re.IGNORECASE,
)
_NOT_A_NEGATION_EN = re.compile(
    r"\b(?:no more than|not more than|no less than|not less than|not only|no later than)\b", re.IGNORECASE
)
_UPPER = re.compile(
    r"最高|最多|最长|至多|不超过|不高于|不得超过|上限|以下|以内|之内|(?<!不)(?<!不得)低于|(?<!不)(?<!不得)少于|不足|未满|最晚|最迟|"
    r"\b(?:at most|up to|no more than|not more than|maximum|max|below|less than|under|no later than|within)\b",
    re.IGNORECASE,
)
_LOWER = re.compile(
    r"最低|最少|最短|至少|不低于|不少于|不得低于|起(?=存|购|投|售|点)|下限|以上|(?<!不)(?<!不得)高于|(?<!不)(?<!不得)超过|大于|年满|"
    r"\b(?:at least|no less than|not less than|minimum|min|above|more than|over|or more|starting from)\b",
    re.IGNORECASE,
)
_FREE = re.compile(
    r"免费|免收|免年费|免手续费|不收|无需缴纳|\b(?:free of charge|for free|no (?:\w+ )?fee|waived|is free|are free)\b",
    re.I,
)
_FREE_PUBLISHED = re.compile(
    r"免|不收|减免|零|(?<![\d.])0(?:\.0+)?\s*元|\b(?:free|waive[sd]?|no (?:\w+ ){0,2}(?:fee|charge)s?|exempt)\b",
    re.I,
)


def conflict(sentence: str, passage: str) -> str | None:
    """Why `sentence` contradicts `passage` (the published sentence it rests on), or None.

    `passage` should be the matching sentence or row, not a whole page: a page holds many a "not"."""
    if _FREE.search(sentence) and not _FREE_PUBLISHED.search(passage):
        return "says it is free, the passage does not"
    if negations(sentence) % 2 != negations(passage) % 2:
        return "one says not, the other does not"
    upper, lower = bool(_UPPER.search(sentence)), bool(_LOWER.search(_UPPER.sub(" ", sentence)))
    passage_upper, passage_lower = bool(_UPPER.search(passage)), bool(_LOWER.search(_UPPER.sub(" ", passage)))
    if (upper and not lower and passage_lower and not passage_upper) or (
        lower and not upper and passage_upper and not passage_lower
    ):
        return "a lower limit is told as an upper one, or the other way round"
    return None


def negations(text: str) -> int:
    """How many times the text negates; bounds (不超过, no more than) and set phrases (不论, not only) do not count."""
    text = _NOT_A_NEGATION_EN.sub(" ", _DOUBLE_NOT_ZH.sub(" ", text))
    return len(_NOT_ZH.findall(text)) + len(_NOT_EN.findall(text))
