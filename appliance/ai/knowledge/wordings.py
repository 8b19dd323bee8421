"""The very words under which pairs are published: whoever asks in them needs no search.

An index of hashes in memory, made anew when the knowledge has changed. Whether the pair still stands is asked of the store
each time, as for everything that is found.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import select

from appliance.ai.knowledge import fetching, queries
from appliance.ai.knowledge.hits import Hit
from appliance.ai.knowledge.tables import QaPair

if TYPE_CHECKING:
    from appliance.core.store.session import ReadSession

_MARKS = re.compile(r"[\s，。！？、；：…～,.!?;:~\"'“”‘’（）()]+")
_POLITE = re.compile(r"^(?:你好|您好|请问|想?问一?下|麻烦问一?下)+|(?:谢谢(?:你|您)?)+$")

_PUBLISHED = select(QaPair.id, QaPair.base, QaPair.question, QaPair.phrasings).where(
    QaPair.state == "published"
)


def plain(text: str) -> str:
    """A question without what changes nothing: width, case, marks, spaces between Chinese words, a greeting, thanks."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    said = _MARKS.sub(" " if folded.isascii() else "", folded).strip()
    return _POLITE.sub("", said) or said


class Wordings:
    """Safe to share between threads."""

    def __init__(self) -> None:
        self._making = threading.Lock()
        self._known: tuple[int, dict[tuple[str, int], str | None]] = (-1, {})

    def find(self, s: ReadSession, text: str, bases: Sequence[str]) -> Hit | None:
        """The one pair of these bases that is published under these words and stands now.

        None when there is none, or two: which of them is meant is for a search to say.
        """
        number = queries.version(s)
        known = self._known
        if known[0] != number:
            with self._making:
                if self._known[0] != number:
                    self._known = (number, self._read(s))
                known = self._known
        wanted = hash(plain(text))
        found = [known[1][base, wanted] for base in bases if (base, wanted) in known[1]]
        if len(found) != 1 or found[0] is None:
            return None
        hits = fetching.published_hits(s, [(f"qa:{found[0]}", 1.0, 1.0, 0.0)])
        hit = hits[0] if hits else None
        if hit is None or plain(text) not in map(plain, (hit.question or "", *hit.phrasings)):
            return None
        return hit

    @staticmethod
    def _read(s: ReadSession) -> dict[tuple[str, int], str | None]:
        known: dict[tuple[str, int], str | None] = {}
        for row in s.rows(_PUBLISHED):
            for key in {(row.base, hash(plain(said))) for said in (row.question, *row.phrasings)}:
                known[key] = None if key in known else row.id
        return known
