"""Train and write the model: `python -m appliance.core.masking.training [--texts N] [--passes N] [--out FILE]`."""

from __future__ import annotations

import argparse
from importlib.resources import files
from pathlib import Path

import numpy as np

from appliance.core.masking.tagger import Tagger
from appliance.core.masking.training import learn
from appliance.core.masking.training.corpus import corpus
from appliance.core.masking.units import TEMPLATES


def main() -> None:
    """Deterministic: the same lists, templates and counts give the same weights."""
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("--texts", type=int, default=70_000)
    args.add_argument("--passes", type=int, default=4)
    args.add_argument(
        "--out", type=Path, default=Path(str(files("appliance.core.masking"))) / "learned" / "names.npz"
    )
    given = args.parse_args()

    tagger = Tagger()
    made = (learn.example(tagger, text) for text in corpus(given.texts, 1, tagger.traditional()))
    examples = [each for each in made if each is not None]
    print(f"{len(examples)} texts")
    field, r = learn.Field(), np.random.default_rng(1)
    for n in range(given.passes):
        losses = []
        for i, batch in enumerate(learn.batches(examples, r)):
            if n and i % 10 == 0:
                field.remember()
            keep = np.flatnonzero(r.random(TEMPLATES) > 0.35)
            losses.append(field.step(batch, keep))
        print(f"pass {n + 1}: loss {np.mean(losses):.4f}", flush=True)
    field.settle()
    np.savez_compressed(given.out, **learn.packed(field))
    print(f"{given.out}: {given.out.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
