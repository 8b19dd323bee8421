"""One consistent view of what is published in one base, ready to be searched.

Built beside the one in use, then swapped.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from appliance.ai.knowledge.index.bm25 import Bm25, Counted, Vocabulary
from appliance.ai.knowledge.script import lang_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ALWAYS = (-(2**62), 2**62)

_MARKS = re.compile(r"[\s\W_]+")
_POLITE = re.compile(
    r"^(?:你好|您好|请问一下|请问|问一下|我想问一下|我想问|想问一下|想问)|(?:呢|啊|呀|吗|嘛|么|哈|谢谢)+$"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A text that can be found.

    `key` names its vector: `p:<passage id>` or `qa:<qa id>:<n>`, n = 0 the question. `valid` is when it holds: from
    (included) and until (not), in milliseconds since 1970.
    """

    key: str
    text: str
    valid: tuple[int, int] = ALWAYS
    more: str = ""
    """Words that it is found by though they are not embedded: the answer of a pair."""

    @property
    def target(self) -> str:
        """`p:<id>` or `qa:<id>`: what a hit on this entry stands for."""
        return self.key if self.key.startswith("p:") else self.key.rsplit(":", 1)[0]


@dataclass(slots=True)
class Snapshot:
    """Entries at one version of the knowledge, with the words of each target. Texts themselves are not kept.

    `of` says for each key which of `targets` it belongs to; `langs`, `pairs` and `words` go by target.
    """

    version: int
    keys: list[str]
    of: NDArray[np.int32]
    targets: list[str]
    langs: list[str]
    words: Bm25
    literal: dict[str, str]
    """Pairs by the plain form of each of their wordings (`plain`)."""
    limits: tuple[NDArray[np.int64], NDArray[np.int64]] | None = None
    """When each target holds, from and until; None when all hold always."""
    places: dict[str, int] = field(default_factory=dict)
    pairs: NDArray[np.bool_] = field(init=False)

    def __post_init__(self) -> None:
        import numpy as np

        self.places = {key: place for place, key in enumerate(self.keys)}
        self.pairs = np.fromiter((t.startswith("qa:") for t in self.targets), np.bool_, len(self.targets))

    def open_at(self, ms: int) -> NDArray[np.bool_] | None:
        """Which targets hold at that time, shape (n,); None when all of them do."""
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
        import numpy as np

        by_target: dict[str, list[Entry]] = {}
        for entry in entries:
            by_target.setdefault(entry.target, []).append(entry)
        counted: dict[str, tuple[Counted, str]] = {}
        for target, its in by_target.items():
            counted[target] = self._counted.get(target) or self._count(its)
        self._counted = counted
        number = {target: place for place, target in enumerate(by_target)}
        return Snapshot(
            version,
            keys=[entry.key for entry in entries],
            of=np.fromiter((number[entry.target] for entry in entries), np.int32, len(entries)),
            targets=list(by_target),
            langs=[lang for _, lang in counted.values()],
            words=Bm25(self._vocabulary, [each for each, _ in counted.values()]),
            literal={plain(entry.text): entry.target for entry in entries if entry.key.startswith("qa:")},
            limits=_limits([its[0] for its in by_target.values()]),
        )

    def _count(self, entries: Sequence[Entry]) -> tuple[Counted, str]:
        said = "\n".join([entry.text for entry in entries] + [entry.more for entry in entries if entry.more])
        return self._vocabulary.count(said), lang_of(entries[0].text)


def plain(question: str) -> str:
    """A question without marks, spaces, width, case and the words that only make it polite."""
    text = unicodedata.normalize("NFKC", question).lower()
    return _POLITE.sub("", _MARKS.sub("", text)) or text


def _limits(entries: Sequence[Entry]) -> tuple[NDArray[np.int64], NDArray[np.int64]] | None:
    import numpy as np

    if all(entry.valid == ALWAYS for entry in entries):
        return None
    since, until = zip(*(entry.valid for entry in entries), strict=True)
    return np.asarray(since, np.int64), np.asarray(until, np.int64)
