"""Train and write the reader of values: `python -m appliance.core.masking.training.reader [--without SET …] [--kept FILE] [--out FILE]`.

Learns from the labelled sets, each text also with other values in it (`refill`), from texts grown for it (`told`, `named`, `talks`), and
from what banks publish (`published`), in which nothing is anybody's.
`--without dev3` leaves a set out, so that it can be scored as texts by an author never seen. `--kept FILE` goes on from weights kept before, in a
quarter of the time: those shipped went on from a reader of all sets up to `dev7c` and `blind4` with
`--copies 0 --grown 12000 --passes 3 --rate 0.004`.
"""

from __future__ import annotations

import argparse
import json
from importlib.resources import files
from pathlib import Path
from random import Random
from typing import Final

import numpy as np

from appliance.core.masking.training.examples import examples
from appliance.core.masking.training.named import named
from appliance.core.masking.training.network import Network, Packed
from appliance.core.masking.training.published import published
from appliance.core.masking.training.refill import Text, labelled, refilled
from appliance.core.masking.training.talks import talks
from appliance.core.masking.training.told import told

SETS: Final = (
    "dev",
    "dev2",
    "dev3",
    "dev4",
    "dev5a",
    "dev5b",
    "dev6a",
    "dev6b",
    "dev7a",
    "dev7b",
    "dev7c",
    "dev8a",
    "dev8b",
    "blind",
    "blind2",
    "blind3",
    "blind4",
    "blind5",
    "blind6",
)
_COPIES: Final = 3


def texts(folder: Path, banks: Path, without: set[str], grown: int, copies: int = _COPIES) -> list[Text]:
    """Every labelled text, `copies` of it with other values, and `grown` more."""
    r = Random(1)
    found = []
    for name in SETS:
        file = folder / f"{name}.jsonl"
        if name not in without and file.is_file():
            found += [labelled(json.loads(line), name) for line in file.read_text("utf-8").splitlines()]
    found += published(banks)
    again = [refilled(text, r) for _ in range(copies) for text in found]
    return [
        *found,
        *again,
        *told(grown, Random(11)),
        *named(grown // 4, Random(12)),
        *talks(grown, Random(13)),
    ]


def main() -> None:
    """Deterministic: the same texts and counts give the same weights."""
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("--sets", type=Path, default=Path("tests/core/masking/sets"))
    args.add_argument("--banks", type=Path, default=Path("tests/ai"))
    args.add_argument("--without", nargs="*", default=[])
    args.add_argument("--grown", type=int, default=24_000)
    args.add_argument("--copies", type=int, default=_COPIES)
    args.add_argument("--kept", type=Path, help="go on from these weights")
    args.add_argument("--rate", type=float, default=0.007)
    args.add_argument("--passes", type=int, default=7)
    home = Path(str(files("appliance.core.masking"))) / "learned" / "values.npz"
    args.add_argument("--out", type=Path, default=home)
    given = args.parse_args()

    found = texts(given.sets, given.banks, set(given.without), given.grown, given.copies)
    made = list(examples(found))
    print(f"{len(made)} candidates")
    network = Network()
    if given.kept:
        network.resume(np.load(given.kept))
    network.train(Packed(made), given.passes, given.rate)
    np.savez_compressed(given.out, **network.packed())
    print(f"{given.out}: {given.out.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
