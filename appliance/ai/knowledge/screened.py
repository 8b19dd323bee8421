"""A whole reading looked at for personal data, and kept without it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from appliance.ai.knowledge import screen_memory

if TYPE_CHECKING:
    from appliance.ai.knowledge.readers.block import Reading
    from appliance.ai.knowledge.screen import Screen
    from appliance.core.store.session import Store


def found(store: Store, screen: Screen | None, reading: Reading) -> dict[str, int]:
    """How many of each kind of personal data stand in its headings and blocks."""
    if screen is None:
        return {}
    headings = dict.fromkeys(block.heading for block in reading.blocks)
    return screen_memory.found(store, screen, [*headings, *(block.text for block in reading.blocks)])


def masked(screen: Screen | None, reading: Reading) -> Reading:
    """The reading with a label where each value stood."""
    if screen is None:
        return reading
    headings = {heading: screen.masked(heading) for heading in {block.heading for block in reading.blocks}}
    blocks = [
        replace(block, text=screen.masked(block.text), heading=headings[block.heading])
        for block in reading.blocks
    ]
    return replace(reading, blocks=blocks)


def findings(screen: Screen | None, reading: Reading) -> list[dict[str, Any]] | None:
    """Its findings as a document keeps them. What was hidden may be anything: excerpts are always masked."""
    kept = [
        replace(one, excerpt=screen.masked(one.excerpt)) if screen is not None and one.excerpt else one
        for one in reading.findings
    ]
    return [one.kept() for one in kept] or None
