"""One base looked at with one question: the best by meaning and the best by words, each with all its figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from appliance.ai.knowledge.agreement import Agreement, agreement_of
from appliance.ai.knowledge.fusion import Candidate
from appliance.ai.knowledge.wording import other_words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from appliance.ai.knowledge.index.snapshot import Entry, Snapshot
    from appliance.ai.knowledge.index.spread import Spread

DEPTH = 60
OTHER_WORDS = 0.4
"""What another word for a part of the question counts, beside 1 for its own words."""


class Vectors(Protocol):
    """The part of a base's vectors that a look needs; see `BaseVectors`."""

    def __len__(self) -> int: ...

    def nearest(self, vector: NDArray[np.float32], k: int) -> list[tuple[str, float]]: ...

    def rows(self, ids: Sequence[str]) -> tuple[list[str], NDArray[np.float32]]: ...


@dataclass(frozen=True)
class View:
    """One base at the moment of a search. `synonyms` are the base's own groups of words."""

    snapshot: Snapshot
    vectors: Vectors
    spread: Spread | None = None
    synonyms: Sequence[Sequence[str]] = ()


@dataclass(frozen=True)
class Seen:
    """Candidates by target (`p:<id>`, `qa:<id>`); `known` and `terms` as in `Look`.

    `agreement` is None by words alone and where the base has too few texts.
    """

    candidates: dict[str, Candidate]
    known: float
    terms: int
    spread: Spread | None
    agreement: Agreement | None = None


def look(
    view: View,
    words: str,
    vector: NDArray[np.float32] | None,
    valid: NDArray[np.bool_] | None,
    depth: int = DEPTH,
) -> Seen:
    """The candidates of this base. Without `vector` by words alone.

    `valid`, shape (targets,), says which may be found now; None when all may.
    """
    import numpy as np

    snapshot = view.snapshot
    if not snapshot.targets:
        return Seen({}, 0.0, 0, None)
    others = dict.fromkeys(other_words(words, view.synonyms), OTHER_WORDS)
    said = snapshot.words.look(words, others)
    scores = said.scores if valid is None else np.where(valid, said.scores, 0)
    by_words = [int(place) for place in np.argsort(-scores, kind="stable")[:depth] if scores[place] > 0]
    dense: dict[int, float] = {}
    own: dict[int, float] = {}
    agreement = None
    if vector is not None:
        keys = _near(view, vector, valid, depth)
        there = set(snapshot.of[keys].tolist())
        absent = [target for target in by_words if target not in there]
        if absent:
            ends = np.searchsorted(snapshot.of, [absent, [target + 1 for target in absent]])
            for start, end in ends.T.tolist():
                keys += range(start, end)
        dense, own, agreement = _likenesses(view, vector, keys, by_words)
    # A text just published has no vector yet: it competes with its words, from the lowest place by meaning.
    floor = min(dense.values(), default=0.0)
    own_floor = min(own.values()) if own else None
    places = list(dict.fromkeys([*dense, *by_words]))
    figures = (array[places].tolist() for array in (scores, said.share, said.said, said.rare, snapshot.pairs))
    return Seen(
        {
            snapshot.targets[t]: Candidate(
                dense.get(t, floor),
                own.get(t, own_floor) if own_floor is not None else None,
                score,
                share,
                snapshot.langs[t],
                bool(pair),
                all_said,
                rare,
                snapshot.words.characters[t],
            )
            for t, score, share, all_said, rare, pair in zip(places, *figures, strict=True)
        },
        said.known,
        said.terms,
        view.spread,
        agreement,
    )


def _near(view: View, vector: NDArray[np.float32], valid: NDArray[np.bool_] | None, depth: int) -> list[int]:
    """Places of the nearest keys that hold now."""
    import numpy as np

    snapshot = view.snapshot
    # Vectors of what is not valid now, or only up for publishing, stand among the others.
    more = max(0, len(view.vectors) - len(snapshot.keys))
    more += 0 if valid is None else int(np.count_nonzero(~valid[snapshot.of]))
    places: list[int] = []
    for key, _ in view.vectors.nearest(vector, depth + more):
        place = snapshot.places.get(key)
        if place is not None and (valid is None or valid[snapshot.of[place]]):
            places.append(place)
    return places[:depth]


def _likenesses(
    view: View, vector: NDArray[np.float32], keys: Sequence[int], by_words: Sequence[int]
) -> tuple[dict[int, float], dict[int, float], Agreement | None]:
    """Cosine and likeness of the own parts, of each target its best; those without a vector are left out."""
    snapshot = view.snapshot
    names, vectors = view.vectors.rows([snapshot.keys[place] for place in keys])
    targets = [int(snapshot.of[snapshot.places[name]]) for name in names]
    dense = _best(targets, vectors @ vector)
    if view.spread is None:
        return dense, {}, None
    parts = view.spread.parts(vectors)
    own = parts @ view.spread.question(vector)
    return dense, _best(targets, own), agreement_of(targets, own, parts, by_words)


def _best(targets: Sequence[int], values: NDArray[np.float32]) -> dict[int, float]:
    out: dict[int, float] = {}
    for target, value in zip(targets, values.tolist(), strict=True):
        out[target] = max(value, out.get(target, -1.0))
    return out


def in_memory(entries: Sequence[Entry], vectors: NDArray[np.float32]) -> View:
    """A base held in memory, its vectors given in the order of its entries: for measuring, without a store."""
    from appliance.ai.knowledge.index.exact import ExactMatrix
    from appliance.ai.knowledge.index.snapshot import SnapshotBuilder
    from appliance.ai.knowledge.index.spread import spread_of

    matrix = ExactMatrix(vectors.shape[1])
    matrix.put([entry.key for entry in entries], vectors)
    return View(
        SnapshotBuilder().build(1, entries),
        matrix,
        spread_of(vectors, [entry.target for entry in entries]),
    )
