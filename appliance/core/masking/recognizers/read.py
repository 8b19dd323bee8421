"""What the learned reader takes for a value, where the rules may see nothing; and what it is sure is none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.kinds import SECRETS
from appliance.core.masking.reader import HARMLESS, KINDS, Read, read_values

RULE: Final = "value read by model"
SECRET_ENOUGH: Final = 0.45
"""All secrets together; a number too many is dropped rather than one secret kept."""
OTHER_ENOUGH: Final = 0.6
_SURELY_NONE: Final = 0.97
_LOWEST, _HIGHEST = 0.55, 0.9
_DOUBTFUL: Final = 0.89
"""Finds of rules below this may be vetoed: those above were named by their own word."""
VETOED: Final = SECRETS | {"ACCOUNT", "QQ", "WECHAT", "MILITARY_ID", "DOB"}
"""Kinds without a checksum or a form of their own."""
_SECRET: Final = tuple(i for i, kind in enumerate(KINDS) if kind in SECRETS)
_OTHER: Final = tuple(i for i, kind in enumerate(KINDS) if i > 1 and kind not in SECRETS and kind != "OTHER")
_AT_HARMLESS: Final = KINDS.index(HARMLESS)


class Reader:
    """A chance of one half scores below every rule that knows a word for it."""

    kinds = frozenset(kind for kind in KINDS[2:] if kind != "OTHER")

    def find(self, a: Analysis) -> list[Find]:
        return [f for read in read_values(a) if (f := _judged(read))]


def _judged(read: Read) -> Find | None:
    secret = sum(read.chances[i] for i in _SECRET)
    likeliest = max(_SECRET if secret >= SECRET_ENOUGH else _OTHER, key=lambda i: read.chances[i])
    chance = secret if secret >= SECRET_ENOUGH else read.chances[likeliest]
    if secret < SECRET_ENOUGH and chance < OTHER_ENOUGH:
        return None
    score = round(_LOWEST + (_HIGHEST - _LOWEST) * chance, 3)
    return Find(
        read.start, read.end, KINDS[likeliest], min(score, _HIGHEST), f"Reader: {RULE}: {KINDS[likeliest]}"
    )


def vetoed(a: Analysis, finds: Sequence[Find]) -> list[Find]:
    """`finds` without the doubtful ones that the reader is sure are nobody's secret."""
    none = [(r.start, r.end) for r in read_values(a) if r.chances[_AT_HARMLESS] >= _SURELY_NONE]
    if not none:
        return list(finds)
    return [f for f in finds if not (f.kind in VETOED and f.score < _DOUBTFUL and _same(f, none))]


def _same(f: Find, ranges: Sequence[tuple[int, int]]) -> bool:
    return any(2 * (min(f.end, e) - max(f.start, s)) >= max(f.end, e) - min(f.start, s) for s, e in ranges)
