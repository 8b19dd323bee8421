"""What a visitor's text may hold: characters that somebody can read, and line breaks.

Control characters, lone surrogates (half a character, which no file can hold) and marks that turn the direction of
the text around are taken out before masking sees it: they serve nobody but who wants a screen to show something
other than what is stored, or to hide a number from masking. Joiners inside emoji and scripts stay.
"""

from __future__ import annotations

import unicodedata

from appliance.core.masking.text import RawText

_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Cn", "Zs", "Zl", "Zp"})


def plain(text: RawText) -> RawText:
    """The text without characters that are not text."""
    return RawText("".join(c for c in text.expose().replace("\r\n", "\n") if _readable(c)))


def says_nothing(text: RawText) -> bool:
    """Whether nothing of it would be seen."""
    return all(unicodedata.category(c) in _UNSEEN for c in text.expose())


def _readable(c: str) -> bool:
    return c in "\n\t" or (unicodedata.category(c) not in ("Cc", "Cs") and c not in _TURNING)
