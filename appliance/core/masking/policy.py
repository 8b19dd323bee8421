"""The shipped masking policy: what counts as public and stays readable."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from appliance.core.masking.kinds import REPORTED

_SIGNS = re.compile(r"[\s\-.()（）]")

PUBLIC_NUMBERS: Final = frozenset(
    """
    10000 10010 10086 10099 110 11185 114 119 120 12110 12123 122 12306 12315 12320 12321 12329 12333
    12345 12348 12358 12363 12366 12378 12386 12388 12393 12395 4006095558 4006695566 4008208788
    4008695568 4008895555 95001 95016 95017 95105 95188 95500 95501 95502 95505 95508 95511 95512
    95516 95518 95519 95522 95526 95527 95528 95533 95535 95541 95549 95555 95556 95558 95559 95561
    95564 95566 95567 95568 95569 95574 95577 95580 95585 95588 95589 95590 95591 95594 95595 95596
    95597 95598 95599 96368 96588 96669 96888
    """.split()  # noqa: SIM905  (a list of words, a word per line would fill the screen)
)
"""Hotlines of banks, card schemes and authorities; compared without spaces, dashes and brackets."""

_PUBLIC_FORM = re.compile(r"(?:400|800)\d{7}|955\d\d|(?:955\d\d|96\d{3,4})\d{0,3}")


@dataclass(frozen=True, slots=True)
class Policy:
    """Which kinds become tokens, and which exact values never do. `keep` holds kinds that stay readable."""

    version: str = "shipped-1"
    keep: frozenset[str] = REPORTED
    public: frozenset[str] = PUBLIC_NUMBERS

    def is_public(self, flat_value: str) -> bool:
        """True for a published service number, in whatever separators it is written."""
        bare = _SIGNS.sub("", flat_value)
        if bare.startswith("+86"):
            bare = bare[3:]
        return bare in self.public or (bare.isdigit() and _PUBLIC_FORM.fullmatch(bare) is not None)


SHIPPED: Final = Policy()
