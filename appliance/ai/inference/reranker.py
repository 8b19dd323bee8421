"""A second look at the best texts: how well each answers the question, read together by a cross-encoder.

None is shipped: no multilingual weights come with a licence and a package that an offline bank can install. A bank that has one
brings it as a signed bundle of format `onnx` (`model.onnx`, `tokenizer.json`) and names it in RERANKER.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

from appliance.ai.inference.embedder import without_tokens

if TYPE_CHECKING:
    from appliance.core.masking.text import MaskedText

MODEL, TOKENIZER = "model.onnx", "tokenizer.json"
LONGEST: Final = 512  # tokens of question and text together
_INPUTS = ("input_ids", "attention_mask", "token_type_ids")


class Reranker(Protocol):
    """What a search needs of a re-ranker."""

    name: str

    def scores(self, question: MaskedText, texts: Sequence[str]) -> list[float]:
        """For each text how likely it answers, 0 to 1."""
        ...


class OnnxReranker:
    """A cross-encoder with one logit a pair, on the CPU; loads at first use. Safe to use from several threads.

    The bundle was checked before: `folder` holds what its signed manifest names and nothing else.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self._folder = folder
        self._loading = threading.Lock()
        self._parts: tuple[Any, Any] | None = None

    def scores(self, question: MaskedText, texts: Sequence[str]) -> list[float]:
        """For each text how likely it answers, 0 to 1, by the logistic of its logit."""
        import numpy as np

        if not texts:
            return []
        tokenizer, session = self._loaded()
        asked = without_tokens(str(question))
        read = tokenizer.encode_batch([(asked, text) for text in texts])
        fields = {
            "input_ids": [one.ids for one in read],
            "attention_mask": [one.attention_mask for one in read],
            "token_type_ids": [one.type_ids for one in read],
        }
        wanted = {each.name for each in session.get_inputs()}
        given = {name: np.asarray(fields[name], np.int64) for name in _INPUTS if name in wanted}
        logits = np.asarray(session.run(None, given)[0], np.float64).reshape(len(texts), -1)[:, -1]
        return [1 / (1 + math.exp(-max(-30.0, min(30.0, logit)))) for logit in logits.tolist()]

    def _loaded(self) -> tuple[Any, Any]:
        with self._loading:
            if self._parts is None:
                import onnxruntime
                from tokenizers import Tokenizer

                tokenizer = Tokenizer.from_file(str(self._folder / TOKENIZER))
                tokenizer.enable_truncation(LONGEST, strategy="only_second")
                tokenizer.enable_padding()
                session = onnxruntime.InferenceSession(
                    str(self._folder / MODEL), providers=["CPUExecutionProvider"]
                )
                self._parts = tokenizer, session
            return self._parts
