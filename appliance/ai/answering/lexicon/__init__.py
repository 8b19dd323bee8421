"""Word and pattern lists as plain text beside this file; `#` begins a comment line."""

from __future__ import annotations

import re
from importlib.resources import files

from appliance.core.kit.once import once


@once
def lines(name: str) -> tuple[str, ...]:
    """The lines of <name>.txt, comments and empty ones left out."""
    text = files(__package__).joinpath(f"{name}.txt").read_text(encoding="utf-8")
    return tuple(line for line in text.split("\n") if line.strip() and not line.startswith("#"))


@once
def words(name: str) -> tuple[str, ...]:
    """The words of <name>.txt, parted by white space."""
    return tuple(word for line in lines(name) for word in line.split())


@once
def pattern(name: str) -> re.Pattern[str]:
    """The patterns of <name>.txt, one a line, as one pattern; case does not matter."""
    return re.compile("|".join(f"(?:{line})" for line in lines(name)), re.IGNORECASE)
