"""What the learned reader is sure is nobody's: there the doubtful finds of rules are let go."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.kinds import SECRETS
from appliance.core.masking.reader import HARMLESS, KINDS, Read, read_values
from appliance.core.masking.recognizers.asked._fits import rest

_SURELY_NONE: Final = 0.97
_DOUBTFUL: Final = 0.89
"""Finds of rules below this may be vetoed: those above were named by their own word."""
_ASKED_FOR: Final = 0.93
"""Those that rest on a question alone may be vetoed up to here, if other words stand beside the value: 600519 今天跌了多少 after
请输入验证码. A bare answer never is."""
_BY_QUESTION: Final = ("Asked", "InScene")
_FEW: Final = 2
_ALIKE: Final = 0.75
"""Intersection over union of a find and what was read: of 口令是春暖花开88 the reader says nothing about 春暖花开88."""
_TELLS: Final = re.compile(
    r"(?:[是为叫输填打敲按设改报念写试]|is|was|say|said|says)[了过成的]?(?:就是|是)?[:： “\"]{0,2}$"
)
"""Words that lead to a value: what they lead to stays taken."""
VETOED: Final = SECRETS | {"ACCOUNT", "QQ", "WECHAT", "MILITARY_ID", "DOB"}
"""Kinds without a checksum or a form of their own."""
_AT_HARMLESS: Final = KINDS.index(HARMLESS)


def vetoed(a: Analysis, finds: Sequence[Find]) -> list[Find]:
    """`finds` without the doubtful ones that the reader is sure are nobody's secret."""
    read = read_values(a)
    if not any(r.chances[_AT_HARMLESS] >= _SURELY_NONE for r in read):
        return list(finds)
    return [f for f in finds if not (f.kind in VETOED and _doubtful(a, f) and _none(f, read))]


def _doubtful(a: Analysis, f: Find) -> bool:
    if f.score < _DOUBTFUL:
        return True
    return (
        f.score < _ASKED_FOR
        and f.rule.startswith(_BY_QUESTION)
        and rest(a.lower, f.start, f.end) > _FEW
        and not _TELLS.search(a.before(f.start, 8))
    )


def _none(f: Find, read: Sequence[Read]) -> bool:
    """Whether what covers `f` best is surely none."""
    best = max(read, key=lambda r: _overlap(f, r))
    return _overlap(f, best) >= _ALIKE and best.chances[_AT_HARMLESS] >= _SURELY_NONE


def _overlap(f: Find, r: Read) -> float:
    """Intersection over union."""
    common = min(f.end, r.end) - max(f.start, r.start)
    return common / (max(f.end, r.end) - min(f.start, r.start)) if common > 0 else 0.0
