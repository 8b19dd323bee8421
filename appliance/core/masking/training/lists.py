"""Word lists and templates, read from the text files beside."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Final

_HOME: Final = files("appliance.core.masking.training")
_OPTIONAL: Final = re.compile(r"([^\[|\]>])\?(?![|\]]|$|>>)")


@cache
def words(name: str) -> tuple[str, ...]:
    """The words of `words/<name>.txt` (or of a list that the tagger itself reads), parted by white space."""
    file = _HOME / "words" / f"{name}.txt"
    file = file if file.is_file() else files("appliance.core.masking") / "learned" / f"{name}.txt"
    rows = file.read_text("utf-8").split("\n")
    return tuple(word for row in rows if not row.startswith("#") for word in row.split())


@cache
def lines(name: str, folder: str = "words") -> tuple[str, ...]:
    """The lines of a file, without comments and empty ones."""
    text = (_HOME / folder / f"{name}.txt").read_text("utf-8")
    return tuple(line for line in text.split("\n") if line.strip() and not line.startswith("#"))


@cache
def choices(name: str, folder: str) -> tuple[str, ...]:
    """The lines of a file of templates, `X?` (a sign or a bracket that may be missing) as a choice."""
    return tuple(_OPTIONAL.sub(r"[\1|]", line.replace("]?", "|]")) for line in lines(name, folder))


@cache
def regions() -> tuple[tuple[str, str], ...]:
    """Pairs of province (or city of that rank) and district."""
    pairs = (line.split(":") for line in lines("regions"))
    return tuple((top, low) for top, lows in pairs for low in lows.split(","))
