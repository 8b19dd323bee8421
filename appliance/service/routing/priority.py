"""Who is served before whom. Pure.

A waiting conversation stands in the queue as if it had come earlier by a head start of some seconds. Everybody's wait
counts second for second, so equal ones keep the order in which they came, and nobody is overtaken by one that came more
than `LONGEST` after them: no starvation.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

LONGEST: Final = 1800
"""The longest head start, in seconds."""
PASSED_ON: Final = 300
"""For one who had an agent already and was passed on."""
LAPSED: Final = 300
"""For each time that nobody wrote within the limit."""
OF_TIER: Final = (0, 300, 600)
"""By the contact's tier."""
OF_REASON: Final = {
    "self_harm": 1800,
    "fraud": 1200,
    "lost_card": 1200,
    "minor": 600,
    "elderly": 600,
    "bereavement": 600,
    "legal_threat": 600,
    "legal": 600,
    "regulator": 600,
    "media_threat": 600,
    "angry": 300,
    "escalating": 300,
    "dissatisfied": 300,
    "rejected_twice": 300,
    "complaint": 300,
}


def head_start(codes: Iterable[str], tier: int = 0, *, passed_on: bool = False, lapses: int = 0) -> int:
    """Seconds by the gravest of the reasons, the contact's tier, and what the bank owes them already; at most `LONGEST`."""
    by_reason = max((OF_REASON.get(code, 0) for code in codes), default=0)
    owed = (PASSED_ON if passed_on else 0) + LAPSED * lapses
    return min(LONGEST, by_reason + OF_TIER[max(0, min(tier, 2))] + owed)
