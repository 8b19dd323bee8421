"""A small learned reader of questions: which kinds a turn of the other side asks for, in words that no rule lists.

One logistic regression per kind over hashed groups of one to four characters (weights in `learned/questions.npz`, made by
`core/masking/training/questions.py`). It only adds to what `questions` and `scene` know: `secrets` names a kind when
its own chance is high and clearly above that of a plain question (an amount, a count, a choice). `listed` reads a turn thing by
thing: 先验证码再取密 asks for two, in this order.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from appliance.core.masking.questions import NAMED, PLAIN
from appliance.core.masking.remembered import remembered

KINDS: Final = (
    "OTP", "CVV", "EXPIRY", "PASSWORD", "MOBILE", "LANDLINE", "CN_ID", "PASSPORT", "PERMIT", "HKTW_ID", "BANK_CARD",
    "ACCOUNT", "PERSON", "ADDRESS", "DOB", "WECHAT", "QQ", "EMAIL", "PLATE", "SWIFT", "USCC", "PLAIN",
)  # fmt: skip
RULE: Final = "question read by model"
_SECRET: Final = ("OTP", "CVV", "EXPIRY", "PASSWORD")
_SURE: Final = 0.45
_ABOVE_PLAIN: Final = 0.25
_THINGS: Final = re.compile(
    r"[，,、。；;/+？?！!：:\n（）()]|还有|以及|然后|最后|[和及跟同与再加先]|后(?=[验短动密安背卡取查登支手有效])|(?<![a-z])(?:and|then|plus|also)(?![a-z])"
)
_CALLED: Final = tuple((kind, pattern) for kind, pattern in NAMED if kind in KINDS)
_LIKELY: Final = 0.45
_MOST: Final = 6


@lru_cache(maxsize=4096)
def chances(lower: str) -> tuple[float, ...]:
    """The chance of each of `KINDS`, 0 to 1, that a turn (its `lower` view) asks for it."""
    from appliance.core.masking.asks_weights import scores

    return tuple(1 / (1 + math.exp(-max(-30.0, min(30.0, score)))) for score in scores(lower))


def secrets(lower: str) -> tuple[str, ...]:
    """The secrets that a turn clearly asks for, likeliest first."""
    if len(lower) < 2:
        return ()
    by = dict(zip(KINDS, chances(lower), strict=True))
    sure = [k for k in _SECRET if by[k] >= _SURE and by[k] - by["PLAIN"] >= _ABOVE_PLAIN]
    return tuple(sorted(sure, key=lambda kind: -by[kind]))


@remembered
def listed(lower: str) -> Sequence[str]:
    """What a turn asks for, thing by thing, in its order; at most `_MOST`. Things that nothing is known of are left out."""
    found: list[str] = []
    for thing in _THINGS.split(lower):
        if len(thing) > 1 and (kind := _one(thing.strip())) and (not found or found[-1] != kind):
            found.append(kind)
    return found[:_MOST]


def _one(thing: str) -> str:
    """The kind that a few words name, or else what the reader takes them for."""
    if len(thing) < 2:
        return ""
    if PLAIN.search(thing):
        return "PLAIN"
    named = [kind for kind, pattern in _CALLED if pattern.search(thing)]
    if len(named) == 1:
        return named[0]
    by = chances(thing)
    likeliest = max(range(len(KINDS)), key=lambda i: by[i] + (KINDS[i] in named))
    return KINDS[likeliest] if named or by[likeliest] >= _LIKELY else ""
