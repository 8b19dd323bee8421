"""What was found in texts that were looked at before: a new version costs only what is new in it.

Kept by a hash of the text and of all that decides what is found: the code and weights of masking, and the policy in force. When any
of these changes, every text is looked at anew. A text that could not be checked is never taken as known.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert

from appliance.ai.knowledge.tables import ScreenedText
from appliance.core.masking.fingerprint import fingerprint
from appliance.core.masking.kinds import WITHHELD

if TYPE_CHECKING:
    from appliance.ai.knowledge.screen import Screen
    from appliance.core.store.session import Store

_AT_ONCE = 400


def found(store: Store, screen: Screen, texts: Iterable[str]) -> dict[str, int]:
    """How many of each kind of personal data stand in all of them, most frequent first; as `Screen.found`."""
    deciding = f"{fingerprint()}\n{screen.policy}\n"
    hashes = [(hashlib.sha256(f"{deciding}{text}".encode()).hexdigest(), text) for text in texts if text]
    by_hash = dict(hashes)
    known = _known(store, list(by_hash))
    fresh = {hash_: screen.found([text]) for hash_, text in by_hash.items() if hash_ not in known}
    _keep(store, {hash_: kinds for hash_, kinds in fresh.items() if WITHHELD not in kinds})
    counts: Counter[str] = Counter()
    for hash_, _ in hashes:
        counts.update(known.get(hash_) or fresh.get(hash_, {}))
    return dict(counts.most_common())


def _known(store: Store, hashes: list[str]) -> dict[str, dict[str, int]]:
    out: dict[str, dict[str, int]] = {}
    with store.reading() as s:
        for start in range(0, len(hashes), _AT_ONCE):
            query = select(ScreenedText.hash, ScreenedText.found)
            out |= dict(
                s.execute(query.where(ScreenedText.hash.in_(hashes[start : start + _AT_ONCE]))).tuples().all()
            )
    return out


def _keep(store: Store, fresh: Mapping[str, dict[str, int]]) -> None:
    rows = [{"hash": hash_, "found": kinds} for hash_, kinds in fresh.items()]
    for start in range(0, len(rows), _AT_ONCE):
        with store.writing() as s:
            s.execute(insert(ScreenedText).on_conflict_do_nothing(), rows[start : start + _AT_ONCE])
