"""What banks publish, and what is asked about it, is nobody's secret: sentences of the banks' documents that the tests keep, full of
amounts, shares, dates, versions, counts and service lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from appliance.core.masking.training.refill import Text

_SENTENCE: Final = re.compile(r"[^。！？!?；;|\n]{4,120}[。！？!?；;]?")
_NUMBERED: Final = re.compile(r"\d")


def published(banks: Path) -> Iterator[Text]:
    """Every sentence with a number in it, from `bank*/content/` under `banks`; nothing where there is no such folder."""
    seen: set[str] = set()
    for file in sorted(banks.glob("bank*/content/*")):
        if file.suffix not in (".md", ".txt"):
            continue
        for m in _SENTENCE.finditer(file.read_text("utf-8")):
            said = m[0].strip(" #*-|")
            if _NUMBERED.search(said) and said not in seen:
                seen.add(said)
                yield Text(said, author="published")
