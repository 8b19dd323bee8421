"""A small learned reader of questions: which kinds a turn of the other side asks for, in words that no rule lists.

One logistic regression per kind over hashed groups of one to four characters (weights in `learned/questions.npz`, made by
`core/masking/training/questions.py`). It only adds to what `questions` and `scene` know: `secrets` names a kind when
its own chance is high and clearly above that of a plain question (an amount, a count, a choice).
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Final

KINDS: Final = (
    "OTP", "CVV", "EXPIRY", "PASSWORD", "MOBILE", "LANDLINE", "CN_ID", "PASSPORT", "PERMIT", "HKTW_ID", "BANK_CARD",
    "ACCOUNT", "PERSON", "ADDRESS", "DOB", "WECHAT", "QQ", "EMAIL", "PLATE", "SWIFT", "USCC", "PLAIN",
)  # fmt: skip
RULE: Final = "question read by model"
_SECRET: Final = ("OTP", "CVV", "EXPIRY", "PASSWORD")
_SURE: Final = 0.45
_ABOVE_PLAIN: Final = 0.25


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
