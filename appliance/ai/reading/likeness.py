"""How alike two messages are in meaning, and how near one comes to examples that the bank has written."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from appliance.ai.inference.embedder import Embedder, Matrix
    from appliance.core.masking.text import MaskedText

_KEPT: Final = 64
"""Lists of examples whose vectors are kept."""


class Likeness:
    """Cosines of the embedder's vectors: 1 for the same text, about .80 for unrelated texts of one bank (E5).

    Safe to use from several threads. Raises `Unavailable` when an embedding server does not answer.
    """

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._lock = threading.Lock()
        self._held: OrderedDict[tuple[str, ...], Matrix] = OrderedDict()

    def alike(self, one: MaskedText, other: MaskedText) -> float:
        """The cosine of two messages."""
        return float(self._embedder.query(one) @ self._embedder.query(other))

    def nearest(self, text: MaskedText, examples: Sequence[str]) -> float:
        """The cosine of a message with the nearest example; their vectors are made once."""
        return float((self._vectors(tuple(examples)) @ self._embedder.query(text)).max())

    def _vectors(self, examples: tuple[str, ...]) -> Matrix:
        with self._lock:
            held = self._held.get(examples)
            if held is None:
                held = self._held[examples] = self._embedder.wordings(examples)
            self._held.move_to_end(examples)
            while len(self._held) > _KEPT:
                self._held.popitem(last=False)
            return held
