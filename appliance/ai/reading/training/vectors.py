"""Shallow embeddings of texts; they take minutes, so a file may keep them between runs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from appliance.ai.inference.shallow import ShallowEmbedder

_AT_ONCE = 32


class Vectors:
    """By the bundled model. With a `file`, what was embedded once is taken from there."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._held: dict[str, Any] = {}
        if file is not None and file.is_file():
            kept = np.load(file)
            self._held = dict(zip(kept["texts"].tolist(), kept["vectors"], strict=True))

    def of(self, texts: Sequence[str]) -> Any:
        """One row a text."""
        if missing := sorted(set(texts) - set(self._held), key=lambda text: (len(text), text)):
            self._embed(missing)
        return np.array([self._held[text] for text in texts], dtype=np.float32)

    def _embed(self, missing: Sequence[str]) -> None:
        embedder = ShallowEmbedder()
        for begin in range(0, len(missing), _AT_ONCE):
            few = missing[begin : begin + _AT_ONCE]
            self._held.update(zip(few, embedder.vectors(few).astype(np.float16), strict=True))
        if self._file is not None:
            np.savez(
                self._file, texts=np.array(list(self._held)), vectors=np.array(list(self._held.values()))
            )
