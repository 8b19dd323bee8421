"""Small talk: a greeting or a thank-you with nothing else in it gets a fixed friendly sentence."""

from __future__ import annotations

import re
from typing import Literal, get_args

from appliance.ai.answering import lexicon

Kind = Literal["greeting", "thanks", "bye", "who"]

_TRIM = re.compile(r"[\s,.!?~，。！？～…、:：;；^_\-]+")
_LONGEST = 60


def kind(text: str) -> Kind | None:
    """Which small talk the whole message is, or None when anything else stands in it."""
    flat = _TRIM.sub(" ", text).strip()
    joined = flat if flat.isascii() else flat.replace(" ", "")
    if not joined or len(joined) > _LONGEST:
        return None
    names: tuple[Kind, ...] = get_args(Kind)
    for name in names:
        if lexicon.pattern(f"small_talk_{name}").fullmatch(joined):
            return name
    parts = [part for part in flat.split(" ") if part]
    if 1 < len(parts) <= 3 and not flat.isascii():  # "你好，在吗", "好的 谢谢"
        kinds = [kind(part) for part in parts]
        if all(kinds):
            return kinds[-1]
    return None
