"""Patterns of the rules as plain text, one a line; `#` begins a comment line."""

from __future__ import annotations

import re
from importlib.resources import files

from appliance.core.kit.once import once


@once
def pattern(name: str) -> re.Pattern[str]:
    """The patterns of <name>.txt as one; case does not matter. Raises `re.error` on a bad line."""
    text = files(__package__).joinpath(f"{name}.txt").read_text(encoding="utf-8")
    lines = [line for line in text.split("\n") if line.strip() and not line.startswith("#")]
    return re.compile("|".join(f"(?:{line})" for line in lines), re.IGNORECASE)
