"""Why a person was asked for, as it is kept with a conversation (`{"code", "zh", "en", …}` each), in sentences."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def reasons(stored: Iterable[Any] | None, lang: str) -> list[str]:
    """A sentence each, without its full stop; the code where no sentence is kept."""
    said = []
    for one in stored or ():
        words = (
            one.get("zh" if lang == "zh" else "en") or one.get("code", "") if isinstance(one, dict) else one
        )
        said.append(str(words).rstrip("。."))
    return said
