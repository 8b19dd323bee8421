"""One consistent view of what is published in one base, ready to be searched.

Built beside the one in use, then swapped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from appliance.ai.knowledge.index.bm25 import Bm25, Counted, Vocabulary
from appliance.ai.knowledge.script import lang_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ALWAYS = (-(2**62), 2**62)


@dataclass(frozen=True, slots=True)
class Entry:
    """A text that can be found.

    `key` names its vector: `p:<passage id>` or `qa:<qa id>:<n>`, n = 0 the question. `valid` is when it holds: from
    (included) and until (not), in milliseconds since 1970.
    """

    key: str
    text: str
    valid: tuple[int, int] = ALWAYS

    @property
    def target(self) -> str:
        """`p:<id>` or `qa:<id>`: what a hit on this entry stands for."""
        return self.key if self.key.startswith("p:") else self.key.rsplit(":", 1)[0]


@dataclass(slots=True)
class Snapshot:
    """Entries at one version of the knowledge, with their word index. Texts themselves are not kept."""

    version: int
    keys: list[str]
    targets: list[str]
    langs: list[str]
    bm25: Bm25
    limits: tuple[NDArray[np.int64], NDArray[np.int64]] | None = None
    """When each entry holds, from and until; None when all hold always."""
    places: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.places = {key: place for place, key in enumerate(self.keys)}

    def open_at(self, ms: int) -> NDArray[np.bool_] | None:
        """Which entries hold at that time, shape (n,); None when all of them do."""
        if self.limits is None:
            return None
        since, until = self.limits
        return (since <= ms) & (ms < until)


class SnapshotBuilder:
    """Builds snapshots; counts each text once however often the rest changes."""

    def __init__(self) -> None:
        self._vocabulary = Vocabulary()
        self._counted: dict[str, tuple[Counted, str]] = {}

    def build(self, version: int, entries: Sequence[Entry]) -> Snapshot:
        """A snapshot of exactly these entries."""
        counted: dict[str, tuple[Counted, str]] = {}
        for entry in entries:
            known = self._counted.get(entry.key)
            counted[entry.key] = known or (self._vocabulary.count(entry.text), lang_of(entry.text))
        self._counted = counted
        return Snapshot(
            version,
            keys=[entry.key for entry in entries],
            targets=[entry.target for entry in entries],
            langs=[counted[entry.key][1] for entry in entries],
            bm25=Bm25(self._vocabulary, [counted[entry.key][0] for entry in entries]),
            limits=_limits(entries),
        )


def _limits(entries: Sequence[Entry]) -> tuple[NDArray[np.int64], NDArray[np.int64]] | None:
    import numpy as np

    if all(entry.valid == ALWAYS for entry in entries):
        return None
    since, until = zip(*(entry.valid for entry in entries), strict=True)
    return np.asarray(since, np.int64), np.asarray(until, np.int64)
