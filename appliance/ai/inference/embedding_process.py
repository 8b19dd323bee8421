"""Published texts embedded by a process of lowest priority; an import takes what the service leaves."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from appliance.core.kit.errors import Unavailable
from appliance.core.kit.logs import get_logger

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

TOGETHER: Final = 16
"""Texts at once: one pass of the model over all of them, and not too long a wait for the next report of progress."""
_TRIES = 2
_KEPT = ("PATH", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH")

log = get_logger("embedder")


class EmbeddingProcess:
    """Starts with the first texts, one process for all threads; safe to call from any of them, one at a time."""

    def __init__(self, dim: int) -> None:
        self._dim = dim
        self._turn = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None

    def vectors(self, texts: Sequence[str], *, asked: bool) -> Matrix:
        """Vectors of texts, shape (n, dim): as passages, or (`asked`) as questions. Texts of like length go together.

        Raises `Unavailable` when the process ends twice over one batch.
        """
        import numpy as np

        out = np.empty((len(texts), self._dim), dtype=np.float32)
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        for start in range(0, len(order), TOGETHER):
            places = order[start : start + TOGETHER]
            with self._turn:
                out[places] = self._batch([texts[place] for place in places], asked)
        return out

    def close(self) -> None:
        """End the process; it starts again when it is needed."""
        with self._turn:
            self._end()

    def _batch(self, texts: list[str], asked: bool) -> Matrix:
        import numpy as np

        request = json.dumps({"asked": asked, "texts": [text.replace("\x00", " ") for text in texts]})
        wanted = len(texts) * self._dim * 4
        for _ in range(_TRIES):
            child = self._running()
            assert child.stdin is not None
            assert child.stdout is not None
            try:
                child.stdin.write(request.encode() + b"\n")
                child.stdin.flush()
                held = _exactly(child.stdout, wanted)
            except OSError:
                held = b""
            if len(held) == wanted:
                return np.frombuffer(held, "<f4").reshape(len(texts), self._dim)
            # It has been idle and gone, or something ended it.
            code = child.poll()
            self._end()
            if code != 0:
                log.warning("embedder.process_ended", code=code)
        raise Unavailable(
            "向量计算进程两次中断，可能是内存不足；请检查内存后重新导入，已完成的部分会保留。",
            "The process that embeds texts ended twice, perhaps for lack of memory; check it and import again: what is done is kept.",
        )

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self._end()
            root = str(Path(__file__).resolve().parents[3])
            environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
            # Threads that spin while others work would take the cores that an answer needs.
            environment |= {"OMP_WAIT_POLICY": "PASSIVE", "PYTHONPATH": root, "ORT_DISABLE_TELEMETRY": "1"}
            self._child = subprocess.Popen(
                [sys.executable, "-m", "appliance.ai.inference.embedding_child"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=environment,
            )
        return self._child

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        if child.poll() is None:
            child.terminate()
        child.wait()


def _exactly(pipe: IO[bytes], wanted: int) -> bytes:
    held = b""
    while len(held) < wanted:
        more = pipe.read(wanted - len(held))
        if not more:
            break
        held += more
    return held
