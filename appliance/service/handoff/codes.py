"""Reasons of a handover by their code, for tables that count them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from appliance.service.handoff.knobs import Words
from appliance.service.handoff.rules.registry import BY_NAME
from appliance.service.handoff.topics import KNOWN

if TYPE_CHECKING:
    from appliance.service.handoff.topics import Topic

_MORE: Final[dict[str, Words]] = {
    "angry": ("情绪激动", "angry"),
    "escalating": ("情绪变差", "mood gets worse"),
    "dissatisfied": ("再次不满", "dissatisfied again"),
    "anxious": ("焦急", "anxious"),
}


def label(code: str, lang: str, topics: Mapping[str, Topic] = KNOWN) -> str:
    """A reason in a few words; the code itself where nothing else is known of it."""
    which = 0 if lang.startswith("zh") else 1
    if code in topics:
        return (topics[code].zh, topics[code].en)[which]
    kind = BY_NAME.get(code)
    return _MORE[code][which] if code in _MORE else kind.title[which] if kind is not None else code
