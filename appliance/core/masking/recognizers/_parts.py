"""Small pieces of pattern shared by the recognizers.

`\\b` fails beside Chinese characters, so edges are spelled out.
"""

from __future__ import annotations

import re
from typing import Final

NO_ALNUM_BEFORE: Final = r"(?<![0-9A-Za-z])"
NO_ALNUM_AFTER: Final = r"(?![0-9A-Za-z])"
NO_DIGIT_BEFORE: Final = r"(?<![0-9])"
NO_DIGIT_AFTER: Final = r"(?![0-9])"
LINK: Final = r"(?:\s|[:=,，、;\"'“”（(\[]|是|为|叫|写|填|号码?|is|was|no\.?|number|num|id|码)*"
"""What may stand between a cue word and its value: 验证码是：, card number is, QQ号 …"""

_NOT_ALNUM = re.compile(r"[^0-9A-Za-z]")


def squeezed(text: str) -> str:
    """Letters and digits only, upper case."""
    return _NOT_ALNUM.sub("", text).upper()


def luhn(number: str) -> bool:
    """ISO/IEC 7812-1 annex B check digit."""
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
