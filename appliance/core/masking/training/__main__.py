"""Train and write the model: `python -m appliance.core.masking.training [--texts N] [--models N] [--grown FILE] [--without SET …] [--out FILE]`.

Several models, each of other texts from the same templates, make one: the mean of their weights is right more often than any
of them, on every set. That one (`--grown FILE`: one kept before, made of templates alone) goes on over the labelled texts of many authors
among more grown ones (`voices`); `--without SET` leaves an author out, so that it can be scored as texts never seen.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from importlib.resources import files
from pathlib import Path
from random import Random
from typing import Final

import numpy as np

from appliance.core.masking.tagger import Tagger
from appliance.core.masking.training import learn
from appliance.core.masking.training.corpus import corpus
from appliance.core.masking.training.marks import Labelled
from appliance.core.masking.training.voices import voices
from appliance.core.masking.units import TEMPLATES

_AMONG: Final = 8000
"""Grown texts among those of the sets, lest the names of the templates be forgotten."""
_LAST: Final = 3
"""How often the last texts are gone through."""


def gone_through(
    field: learn.Field, examples: Sequence[learn.Example], passes: int, r: np.random.Generator
) -> None:
    """`passes` times over all of them, in an order of chance; the mean of the later weights is kept."""
    for n in range(passes):
        losses = []
        for i, batch in enumerate(learn.batches(examples, r)):
            if n and i % 10 == 0:
                field.remember()
            keep = np.flatnonzero(r.random(TEMPLATES) > 0.35)
            losses.append(field.step(batch, keep))
        print(f"pass {n + 1}: loss {np.mean(losses):.4f}", flush=True)
    field.settle()


def read(tagger: Tagger, texts: Iterable[Labelled]) -> list[learn.Example]:
    """Those whose labels fall on unit borders."""
    return [each for text in texts if (each := learn.example(tagger, text)) is not None]


def trained(tagger: Tagger, texts: int, passes: int, seed: int) -> learn.Field:
    """One model of `texts` texts grown from `seed`, gone through `passes` times."""
    examples = read(tagger, corpus(texts, seed, tagger.traditional()))
    print(f"{len(examples)} texts", flush=True)
    field = learn.Field()
    gone_through(field, examples, passes, np.random.default_rng(seed))
    return field


def main() -> None:
    """Deterministic: the same lists, templates and counts give the same weights."""
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("--texts", type=int, default=70_000)
    args.add_argument("--passes", type=int, default=4)
    args.add_argument("--models", type=int, default=3)
    args.add_argument("--grown", type=Path, help="a model of templates alone, kept before")
    args.add_argument("--sets", type=Path, default=Path("tests/core/masking/sets"))
    args.add_argument("--without", nargs="*", default=[])
    args.add_argument(
        "--out", type=Path, default=Path(str(files("appliance.core.masking"))) / "learned" / "names.npz"
    )
    given = args.parse_args()

    tagger = Tagger()
    if given.grown:
        grown = dict(np.load(given.grown))
    else:
        fields = [trained(tagger, given.texts, given.passes, seed) for seed in range(1, given.models + 1)]
        grown = learn.packed(learn.mean(fields))
    field = learn.Field.of(grown)
    told = voices(given.sets, set(given.without), Random(7))
    examples = read(tagger, [*told, *corpus(_AMONG, 99, tagger.traditional())])
    gone_through(field, examples, _LAST, np.random.default_rng(5))
    np.savez_compressed(given.out, **learn.packed(field))
    print(f"{given.out}: {given.out.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
