"""What banks publish, and what is asked about it, is nobody's secret: sentences of the banks' documents that the tests keep, full of
amounts, shares, dates, versions, counts and service lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from appliance.core.masking.training.refill import Text

BANKS: Final = ("bank", *(f"bank{number}" for number in range(3, 11)))
"""Folders of the banks. Named one by one: the newest judges, so nothing may be learned from it by lying there."""

_SENTENCE: Final = re.compile(r"[^。！？!?；;|\n]{4,120}[。！？!?；;]?")
_NUMBERED: Final = re.compile(r"\d")


def published(banks: Path) -> Iterator[Text]:
    """Every sentence with a number in it, from the `content/` of `BANKS` under `banks`; nothing where there is no such folder."""
    seen: set[str] = set()
    for file in sorted(file for name in BANKS for file in (banks / name / "content").glob("*")):
        if file.suffix not in (".md", ".txt"):
            continue
        for m in _SENTENCE.finditer(file.read_text("utf-8")):
            said = m[0].strip(" #*-|")
            if _NUMBERED.search(said) and said not in seen:
                seen.add(said)
                yield Text(said, author="published")
