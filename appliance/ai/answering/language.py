"""The language of a question or sentence: Chinese or English; a mixed one counts as the one that carries its grammar."""

from __future__ import annotations

import re
from typing import Literal

Language = Literal["zh", "en"]

_TOKEN = re.compile(r"⟦[^⟧]*⟧")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_WORD = re.compile(r"[A-Za-z][A-Za-z']*")
_CHINESE_GRAMMAR = re.compile(
    r"[的吗呢么吧了是在我你您们这那怎哪]|多少|可以|什么|如何|可否|能否|请问|有没有|几"
)
_ENGLISH_GRAMMAR = re.compile(
    r"\b(?:the|a|an|is|are|am|was|do|does|did|can|could|how|what|when|where|which|who|why|will|would|should|i|my|me|you|"
    r"your|to|of|for|in|on|if|it|have|has|need|please|and|with|there)\b",
    re.IGNORECASE,
)


def detect(text: str, default: Language = "zh") -> Language:
    """ "zh" or "en"; `default` when the text has no letters at all (a bare number, a token)."""
    text = _TOKEN.sub(" ", text)
    han = len(_HAN.findall(text))
    # Abbreviations (ATM, LPR, VIP) are written the same in both languages and decide nothing beside Han characters.
    words = [w for w in _WORD.findall(text) if not (han and w.isupper())]
    if not han and not words:
        return default
    if not han or not words:
        return "zh" if han else "en"
    chinese, english = bool(_CHINESE_GRAMMAR.search(text)), len(_ENGLISH_GRAMMAR.findall(text))
    if chinese and english < 2:
        return "zh"
    if english and not chinese:
        return "en"
    return "zh" if han / 1.5 >= len(words) else "en"
