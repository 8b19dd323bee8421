"""A small learned reader of values: what a number (or a word given as a password) is, by its surroundings and the turns before.

Where rules list wordings, this has seen many and weighs them: embeddings of hashed character groups, one hidden layer, one
chance per kind (weights in `learned/values.npz`, made by `core/masking/training/reader.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from appliance.core.masking.analysis import Analysis
from appliance.core.masking.candidates import candidates

HARMLESS: Final = "HARMLESS"
PART: Final = "PART"
"""A piece of something larger: of a date, an address, a value in groups."""
KINDS: Final = (
    HARMLESS, PART, "OTP", "CVV", "EXPIRY", "PASSWORD", "BANK_CARD", "ACCOUNT", "CN_ID", "MOBILE", "LANDLINE", "QQ", "WECHAT",
    "DOB", "PASSPORT", "PERMIT", "HKTW_ID", "MILITARY_ID", "PLATE", "OTHER",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Read:
    """A candidate and the chance of each of `KINDS`, 0 to 1. Offsets in the text."""

    start: int
    end: int
    chances: tuple[float, ...]


def read_values(a: Analysis) -> tuple[Read, ...]:
    """Every candidate of the text, read; worked out once however many ask. Empty, at the cost of two searches, for most texts."""
    if "values" not in a.notes:
        field = candidates(a)
        made: tuple[Read, ...] = ()
        if field.found:
            from appliance.core.masking.reader_weights import chances

            rows = chances(field, a.state)
            made = tuple(Read(c.start, c.end, row) for c, row in zip(field.found, rows, strict=True))
        a.notes["values"] = made
    found: tuple[Read, ...] = a.notes["values"]
    return found
