"""What the learned reader takes for a value, where the rules may see nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.kinds import SECRETS
from appliance.core.masking.reader import KINDS, Read, read_values
from appliance.core.masking.recognizers._looks import shaped

RULE: Final = "value read by model"
SECRET_ENOUGH: Final = (0.45, 0.5)
"""All secrets together, where nothing was said before and in an answer. Chosen on sets that the reader had not learned from: by less,
two secrets more of 869 would be found in answers, and six numbers more be dropped that are none."""
_WORDS_ENOUGH: Final = 0.8
"""A password in Chinese words alone, likewise: none of those sets' is lost by it; `Worded` knows them better."""
OTHER_ENOUGH: Final = (0.9, 0.75)
"""Any other kind, likewise."""
_LOWEST, _RISE = 0.5, 0.3
_OTHER_SCORE: Final = 0.59
"""Below whatever rule knows a word or a question for it."""
_SURE, _SURE_KIND, _SURE_SCORE = 0.9, 0.8, 0.925
"""Surer than a rule that knows the question alone: the question names a code, but this is the password."""
_ROUND: Final = re.compile(r"\d*000|[1-9]00|1[12]\d|911")
"""Sums of money, and the numbers of the police: no secret where no question stood before."""
_NO_FIGURE: Final = re.compile(r"[^0-9]+")
_FIGURE: Final = re.compile(r"[0-9a-z零〇洞一二三四五六七八九十幺么两拐勾壹贰叁肆伍陆柒捌玖拾]")
_SECRET: Final = tuple(i for i, kind in enumerate(KINDS) if kind in SECRETS)
_OTHER: Final = tuple(i for i, kind in enumerate(KINDS) if i > 1 and kind not in SECRETS and kind != "OTHER")


class Reader:
    """Scores below every rule that knows a word for it; below those that know but a question too, unless it is sure."""

    kinds = frozenset(kind for kind in KINDS[2:] if kind != "OTHER")

    def find(self, a: Analysis) -> list[Find]:
        answer = bool(a.state.said)
        enough = SECRET_ENOUGH[answer], OTHER_ENOUGH[answer]
        found = [
            _of_three(a, f)
            for read in read_values(a)
            if (f := _judged(read, *enough)) and _enough_for_words(a, f) and shaped(a, f)
        ]
        worded = any(
            c.isalpha() and not any(f.start <= at < f.end for f in found) for at, c in enumerate(a.lower)
        )
        if answer:
            # A few figures and not a word, where nobody asked for a secret: a tail, a count; six are likely a code.
            asked = a.state.scene or not SECRETS.isdisjoint(a.state.wants)
            return [f for f in found if asked or worded or f.score > _SURE_SCORE - 0.1 or f.end - f.start > 5]
        if not worded:
            return []  # a number or a code and not a word, before or beside: nobody can tell
        return [f for f in found if not _ROUND.fullmatch(a.lower[f.start : f.end])]


def _of_three(a: Analysis, found: Find) -> Find:
    """906，九零六: three figures, said twice. No code has so few; a card's back has, unless a code was asked for."""
    if found.kind != "OTP" or "OTP" in a.state.wants or "OTP" in a.state.scene:
        return found
    figures = _NO_FIGURE.sub("", a.digits[found.start : found.end])
    three = len(figures) == 3 or (len(figures) == 6 and figures[:3] == figures[3:])
    return replace(found, kind="CVV") if three else found


def _enough_for_words(a: Analysis, found: Find) -> bool:
    if found.kind not in SECRETS or found.score >= _LOWEST + _RISE * _WORDS_ENOUGH:
        return True
    return _FIGURE.search(a.lower, found.start, found.end) is not None


def _judged(read: Read, enough: float, other: float) -> Find | None:
    secret = sum(read.chances[i] for i in _SECRET)
    if secret >= enough:
        kind = max(_SECRET, key=lambda i: read.chances[i])
        sure = secret >= _SURE and read.chances[kind] >= _SURE_KIND
        score = _SURE_SCORE if sure else round(_LOWEST + _RISE * secret, 3)
        return Find(read.start, read.end, KINDS[kind], score, RULE)
    kind = max(_OTHER, key=lambda i: read.chances[i])
    if read.chances[kind] < other:
        return None
    return Find(read.start, read.end, KINDS[kind], _OTHER_SCORE, RULE)
