"""Train the reader and write its weights, from the repository's root: `python -m appliance.ai.reading.training`.

`--without SET` leaves a set of tests/ai/reading/sets out and prints how well its author is read (its weights go to `--out`
only); `--figures [SET …]` does so with each of these sets (all) in turn, apart from any other, and writes none. Embeddings take minutes; `--vectors FILE` keeps them between runs.
"""

from __future__ import annotations

import argparse
import sys
from importlib.resources import files
from pathlib import Path

import numpy as np

from appliance.ai.reading.evaluate import Report, measure
from appliance.ai.reading.training.corpus import authors, corpus, written
from appliance.ai.reading.training.figures import table
from appliance.ai.reading.training.learn import learned, outcome, readings
from appliance.ai.reading.training.vectors import Vectors


def main() -> None:
    """Deterministic: the same seeds and sets give the same weights."""
    args = argparse.ArgumentParser(description=__doc__)
    known = authors()
    if not known:
        sys.exit("Run this from the repository's root: there is no tests/ai/reading/sets here.")
    args.add_argument("--without", action="append", default=[], choices=list(known))
    args.add_argument("--figures", nargs="*", metavar="SET", choices=list(known))
    args.add_argument("--vectors", type=Path)
    args.add_argument("--out", type=Path)
    given = args.parse_args()
    vectors = Vectors(given.vectors)
    if given.figures is not None:
        among = {name: known[name] for name in given.figures or known}
        print(*table({name: _apart([name], among, vectors) for name in among}), sep="\n")
    elif given.without:
        report = _apart(given.without, known, vectors, given.out)
        print(*table({" + ".join(given.without): report}), sep="\n")
    else:
        home = Path(str(files("appliance.ai.reading"))) / "learned" / "reading.npz"
        out = given.out or home
        np.savez_compressed(out, **learned(corpus(list(known.values())), vectors))
        print(f"{out}: {out.stat().st_size / 1e6:.2f} MB")


def _apart(names: list[str], among: dict[str, Path], vectors: Vectors, out: Path | None = None) -> Report:
    """How well the named sets are read by weights that have learned from all the others."""
    arrays = learned(corpus([file for name, file in among.items() if name not in names]), vectors)
    if out is not None:
        np.savez_compressed(out, **arrays)
    labelled = [each for name in names for each in written(among[name])]
    return measure(
        [outcome(each) for each in readings(arrays, labelled, vectors)], [outcome(each) for each in labelled]
    )


if __name__ == "__main__":
    main()
