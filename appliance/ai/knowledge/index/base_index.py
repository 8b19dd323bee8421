"""The index of one knowledge base: a snapshot of its words, and its vectors, both in step with the store."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from appliance.ai.knowledge import queries
from appliance.ai.knowledge import synonyms as words
from appliance.ai.knowledge.calibrating import calibrated, shipped
from appliance.ai.knowledge.index.snapshot import Entry, Snapshot, SnapshotBuilder
from appliance.ai.knowledge.looking import View

if TYPE_CHECKING:
    from pathlib import Path

    from appliance.ai.knowledge.calibration import Calibration
    from appliance.ai.knowledge.embedding_cache import CachedVectors
    from appliance.ai.knowledge.index.base_vectors import BaseVectors
    from appliance.ai.knowledge.index.spread import Spread
    from appliance.core.store.session import ReadSession

Progress = Callable[[int, int], None]

_BATCH = 64
# With more of the vectors missing than this, cosines would rank the lucky few: better go by words alone.
_MISSING_SHARE = 0.2


class BaseIndex:
    """Safe to share between threads: words are swapped as a whole, vectors take a lock of their own."""

    def __init__(self, name: str, vectors: BaseVectors, cache: CachedVectors) -> None:
        self.name = name
        self.vectors = vectors
        self.cache = cache
        self._builder = SnapshotBuilder()
        self._building = threading.Lock()
        self._snapshot: Snapshot | None = None
        self.synonyms: words.Groups = ()
        """The base's own groups of words, of the same moment as the snapshot."""
        self._missing = 0
        self._mended = -1  # the version at which the vectors were looked through last
        self._spread: Spread | None = None
        self.calibration: Calibration = shipped("mixed")
        self._calibrated: int | None = None

    @property
    def spread(self) -> Spread | None:
        """What the vectors have in common, as of the last time that all were there."""
        return self._spread

    @property
    def version(self) -> int | None:
        """The version of the base that its words were indexed at last; None before the first time."""
        return self._snapshot.version if self._snapshot is not None else None

    @property
    def texts(self) -> int:
        """How many texts it finds by words."""
        return len(self._snapshot.keys) if self._snapshot is not None else 0

    @property
    def missing(self) -> int:
        """How many of them have no vector yet."""
        return self._missing if self.vectors.is_open else self.texts

    @property
    def by_words_only(self) -> bool:
        """Whether vectors are so incomplete that they would mislead."""
        return not self.vectors.is_open or self._missing > _MISSING_SHARE * self.texts + 8

    def is_in_step(self, s: ReadSession) -> bool:
        """Whether there is nothing to do: no publication since the last look, no vector missing."""
        return self._mended == queries.base_version(s, self.name) and not self.missing

    def in_step(self, s: ReadSession) -> Snapshot | None:
        """The words exactly as this session sees the store; built anew when something was published since.

        None when another thread is ahead of the moment that this session looks at: look again in a new one.
        """
        number = queries.base_version(s, self.name)
        snapshot = self._snapshot
        if snapshot is None or snapshot.version != number:
            with self._building:
                snapshot = self._snapshot
                if snapshot is None or snapshot.version < number:
                    self.synonyms = words.groups(s, self.name)
                    snapshot = self._snapshot = self._build(number, queries.entries(s, self.name))
        return snapshot if snapshot.version == number else None

    @property
    def is_calibrated(self) -> bool:
        """Whether there is nothing to learn: no change since the last time, or the vectors are not all there yet."""
        snapshot = self._snapshot
        return snapshot is None or snapshot.version == self._calibrated or bool(self.missing)

    def calibrate(self, entries: Sequence[Entry], folder: Path) -> None:
        """Learn from its entries what its scores mean; takes seconds, so hold no session meanwhile."""
        snapshot = self._snapshot
        if snapshot is not None:
            view = View(snapshot, self.vectors, self._spread, self.synonyms)
            self.calibration = calibrated(folder, self.name, view, entries, self.cache.asked)
            self._calibrated = snapshot.version

    def mend(self, s: ReadSession) -> list[Entry]:
        """Bring the words in step, drop vectors of what is gone; returns what has no vector yet.

        Vectors of what waits for its publication stay and count as wanted, so that it is complete at once then.
        """
        self.in_step(s)
        self._mended = queries.base_version(s, self.name)
        published, waiting = queries.entries(s, self.name), queries.waiting_entries(s, self.name)
        held = self.vectors.ids()
        if gone := held - {entry.key for entry in (*published, *waiting)}:
            self.vectors.drop(gone)
        lacking = [entry for entry in published if entry.key not in held]
        self._missing = len(lacking)
        known = {entry.key for entry in published}
        return lacking + [e for e in waiting if e.key not in held and e.key not in known]

    def prepare(
        self, entries: Sequence[Entry], stop: threading.Event, progress: Progress | None = None
    ) -> None:
        """Make the vectors of what is about to be published, so that it is found by meaning from the first moment."""
        held = self.vectors.ids()
        missing = self._missing
        self._fill([entry for entry in entries if entry.key not in held], stop, progress)
        self._missing = missing

    def fill(self, entries: Sequence[Entry], stop: threading.Event, progress: Progress | None = None) -> None:
        """Make the vectors that are missing (or take them from the cache), in batches; ends early when told to stop."""
        self._fill(entries, stop, progress)
        if (snapshot := self._snapshot) is not None and not self._missing:
            targets = snapshot.targets
            self._spread = self.vectors.spread(
                {key: targets[of] for key, of in zip(snapshot.keys, snapshot.of.tolist(), strict=True)}
            )

    def _fill(self, entries: Sequence[Entry], stop: threading.Event, progress: Progress | None) -> None:
        for start in range(0, len(entries), _BATCH):
            if stop.is_set():
                return
            part = entries[start : start + _BATCH]
            self.vectors.put([entry.key for entry in part], self.cache.get([entry.text for entry in part]))
            self._missing = max(0, self._missing - len(part))
            if progress:
                progress(start + len(part), len(entries))

    def lost(self) -> None:
        """Every vector is gone."""
        self._missing, self._mended = self.texts, -1

    def _build(self, number: int, entries: Sequence[Entry]) -> Snapshot:
        held = self.vectors.ids()
        self._missing = sum(entry.key not in held for entry in entries)
        return self._builder.build(number, entries)
