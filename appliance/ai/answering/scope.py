"""Scope: questions that no published passage can answer, however near its words are.

The visitor's own data, advice, promises, other banks and the future. A pair made for it may still answer one; a passage
or the model never does. The patterns lie in `lexicon/scope_*.txt`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from appliance.ai.answering import lexicon
from appliance.ai.answering.numerals import plain_forms
from appliance.core.kit.once import once

if TYPE_CHECKING:
    from appliance.ai.answering.vocabulary import Vocabulary

Outside = Literal["own_data", "advice", "promise", "other_bank", "forecast"]

_MINE = "(?:我(?:的|这|那|名下|们公司)?|俺(?:的)?|本人的?|帮我查|查一?下我的?|my)"
# 挂失银行卡, 打印银行流水: not a bank's name but a bank's thing.
_BANK_NAME = re.compile(r"([\u4e00-\u9fff]{2,6}?)银行(?!卡|账|流水|存款|短信|柜台|转账|汇款|承兑|回单|证明)")


_COMMA = re.compile(r",(?!\d)")
_MARKS = str.maketrans("?!;", "？！；")


def outside(question: str, vocabulary: Vocabulary | None = None) -> Outside | None:
    """Why no passage may answer the question, or None. A bank is another one when our own texts never name it."""
    # The patterns part clauses by full-width marks; a comma within a figure is none.
    text = _COMMA.sub("，", plain_forms(question)).translate(_MARKS)
    if lexicon.pattern("scope_other_bank").search(text) or _names_other_bank(text, vocabulary):
        return "other_bank"
    if lexicon.pattern("scope_forecast").search(text):
        return "forecast"
    if lexicon.pattern("scope_promise").search(text):
        return "promise"
    if lexicon.pattern("scope_advice").search(text):
        return "advice"
    if _own_data().search(text) and not any(
        lexicon.pattern(name).search(text) for name in ("scope_how_to", "scope_way_out")
    ):
        return "own_data"
    return None


@once
def _own_data() -> re.Pattern[str]:
    forms = "|".join(f"(?:{line})" for line in lexicon.lines("scope_own_data"))
    return re.compile(forms.replace("{mine}", _MINE), re.IGNORECASE)


def _names_other_bank(text: str, vocabulary: Vocabulary | None) -> bool:
    for m in _BANK_NAME.finditer(text):
        name = m[1]
        if name.endswith(lexicon.words("kinds_of_bank")):
            continue
        if vocabulary is not None and (vocabulary.knows(name[-2:]) or vocabulary.knows(name[-1] + "银")):
            continue
        return True
    return False
