"""Train and write the model: `python -m appliance.core.masking.training [--texts N] [--passes N] [--models N] [--out FILE]`.

Several models, each of other texts from the same templates, make the one that is kept: the mean of their weights is right
more often than any of them, on every set.
"""

from __future__ import annotations

import argparse
from importlib.resources import files
from pathlib import Path

import numpy as np

from appliance.core.masking.tagger import Tagger
from appliance.core.masking.training import learn
from appliance.core.masking.training.corpus import corpus
from appliance.core.masking.units import TEMPLATES


def trained(tagger: Tagger, texts: int, passes: int, seed: int) -> learn.Field:
    """One model of `texts` texts grown from `seed`, gone through `passes` times."""
    made = (learn.example(tagger, text) for text in corpus(texts, seed, tagger.traditional()))
    examples = [each for each in made if each is not None]
    print(f"{len(examples)} texts", flush=True)
    field, r = learn.Field(), np.random.default_rng(seed)
    for n in range(passes):
        losses = []
        for i, batch in enumerate(learn.batches(examples, r)):
            if n and i % 10 == 0:
                field.remember()
            keep = np.flatnonzero(r.random(TEMPLATES) > 0.35)
            losses.append(field.step(batch, keep))
        print(f"pass {n + 1}: loss {np.mean(losses):.4f}", flush=True)
    field.settle()
    return field


def main() -> None:
    """Deterministic: the same lists, templates and counts give the same weights."""
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("--texts", type=int, default=70_000)
    args.add_argument("--passes", type=int, default=4)
    args.add_argument("--models", type=int, default=3)
    args.add_argument(
        "--out", type=Path, default=Path(str(files("appliance.core.masking"))) / "learned" / "names.npz"
    )
    given = args.parse_args()

    tagger = Tagger()
    fields = [trained(tagger, given.texts, given.passes, seed) for seed in range(1, given.models + 1)]
    np.savez_compressed(given.out, **learn.packed(learn.mean(fields)))
    print(f"{given.out}: {given.out.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
