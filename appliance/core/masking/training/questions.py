"""Train and write the reader of questions: `python -m appliance.core.masking.training.questions [--without SET …] [--out FILE]`.

The texts are grown from `questions/*.txt` (one core question a line, `[a|b|]` is a choice) inside frames that every
kind shares, so that politeness and noise tell nothing. Beside them stand the questions of the labelled sets: a turn is taken to
ask for what was given in answer, where it is the only one of the other side.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from importlib.resources import files
from pathlib import Path
from typing import Final

import numpy as np

from appliance.core.masking import views
from appliance.core.masking.asks import KINDS
from appliance.core.masking.asks_weights import SLOTS, slots
from appliance.core.masking.training.lists import choices, lines

_CHOICE: Final = re.compile(r"\[([^\[\]]*)\]")
_BATCH: Final = 512
_LONGEST: Final = 120
_OFFERS: Final = re.compile(
    r"帮[到助]?您|帮你|为您|什么(?:事|问题|需要)|服务|怎么[了啦]|您好[。！!，,]?$|智能|助手|help|assist|hello",
    re.IGNORECASE,
)
"""A greeting asks for nothing, whatever was said to it."""
_COPIES: Final = 2
"""How often a question of the sets stands in a frame, beside itself."""


def grown(core: str, r: random.Random) -> str:
    """One reading of a core line: a choice taken in every bracket."""
    while m := _CHOICE.search(core):
        core = core[: m.start()] + r.choice(m[1].split("|")) + core[m.end() :]
    return core


def cores() -> dict[str, tuple[str, ...]]:
    """The core questions of each kind; `NONE` are turns that ask for nothing, or for more of what was asked before."""
    found = {kind: choices(kind, "questions") for kind in (*KINDS, "NONE")}
    return found | {"NONE": (*found["NONE"], *choices("follows", "told"))}


def of_sets(folder: Path, without: set[str]) -> list[tuple[str, frozenset[str]]]:
    """The questions of the labelled sets and the kinds given in answer."""
    found = []
    for file in sorted(folder.glob("*.jsonl")):
        if file.stem in without:
            continue
        for line in map(json.loads, file.read_text("utf-8").splitlines()):
            turns = [turn for turn in line.get("context") or () if isinstance(turn, dict)]
            others = [turn["text"] for turn in turns if turn["role"] != "visitor"]
            kinds = frozenset(kind for _, _, kind in line["spans"]) & frozenset(KINDS)
            if (
                len(others) == 1
                and turns[-1]["role"] != "visitor"
                and 1 < len(others[0]) <= _LONGEST
                and not _OFFERS.search(others[0])
                and kinds
            ):
                found.append((others[0], kinds))
    return found


def framed(said: str, r: random.Random) -> str:
    """`said` in words of politeness or haste."""
    frames = lines("FRAMES_EN" if said.isascii() else "FRAMES", "questions")
    return grown(r.choice(frames), r).replace("@", said)


def example(text: dict[str, tuple[str, ...]], r: random.Random) -> tuple[str, frozenset[str]]:
    """A turn and the kinds it asks for."""
    secret = r.choice(("OTP", "CVV", "EXPIRY", "PASSWORD"))
    first = r.choices((secret, r.choice(KINDS[4:-1]), "PLAIN", "NONE"), (38, 26, 24, 12))[0]
    kinds = [first]
    said = grown(r.choice(text[first]), r)
    if first not in ("PLAIN", "NONE") and r.random() < 0.14:
        kinds.append(r.choice((r.choice(KINDS[:4]), r.choice(KINDS))))
        said += (
            r.choice("，, 和、") + r.choice(("", "还有", "以及", "再")) + grown(r.choice(text[kinds[1]]), r)
        )
    if r.random() < 0.65:
        said = framed(said, r)
    if r.random() < 0.12:
        said = grown(r.choice(text["NONE"]), r) + r.choice("。，, ") + said
    if r.random() < 0.3:
        said += r.choice("？?。.！~：:…")
    if r.random() < 0.15 and len(said) > 6:
        at = r.randrange(len(said))
        said = said[:at] + said[at + 1 :]
    return said, frozenset(kinds) - {"NONE"}


def trained(made: list[tuple[str, frozenset[str]]], passes: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Weights as int8 (slots, kinds), step sizes, offsets."""
    r = np.random.default_rng(3)
    features = [slots(views.lower(views.flat(said))) for said, _ in made]
    truth = np.array([[kind in kinds for kind in KINDS] for _, kinds in made], dtype=np.float32)
    weights = np.zeros((SLOTS, len(KINDS)), np.float32)
    offsets = np.full(len(KINDS), -2, np.float32)
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    step = 0
    for n in range(passes):
        order, loss = r.permutation(len(made)), 0.0
        for begin in range(0, len(order), _BATCH):
            rows = order[begin : begin + _BATCH]
            kept = [f[r.random(len(f)) > 0.3] for f in (features[i] for i in rows)]
            sizes = np.array([max(1, len(k)) for k in kept])
            at = np.concatenate([k if len(k) else np.zeros(1, np.int64) for k in kept])
            scale = (1 / np.sqrt(sizes)).astype(np.float32)
            score = (
                np.add.reduceat(weights[at], np.r_[0, np.cumsum(sizes)[:-1]], axis=0) * scale[:, None]
                + offsets
            )
            chance = 1 / (1 + np.exp(-score))
            loss += float(-np.log(np.where(truth[rows] > 0, chance, 1 - chance) + 1e-9).sum())
            error = (chance - truth[rows]) / len(rows)
            spread = np.repeat(error * scale[:, None], sizes, axis=0)
            order_ = np.argsort(at, kind="stable")
            at, spread = at[order_], spread[order_]
            heads = np.flatnonzero(np.r_[True, at[1:] != at[:-1]])
            slope = 1e-5 * weights
            slope[at[heads]] += np.add.reduceat(spread, heads, axis=0)
            step += 1
            rate = 0.04 * (1 - n / passes) + 0.002
            mean += 0.1 * (slope - mean)
            square += 0.01 * (slope * slope - square)
            weights -= rate * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-6)
            offsets -= 10 * rate * error.sum(axis=0)
        print(f"pass {n + 1}: loss {loss / len(made):.4f}", flush=True)
    steps = np.maximum(np.abs(weights).max(axis=0), 1e-6) / 127
    return np.rint(weights / steps).astype(np.int8), steps.astype(np.float32), offsets


def main() -> None:
    """Deterministic: the same lines and counts give the same weights."""
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("--texts", type=int, default=48_000)
    args.add_argument("--sets", type=Path, default=Path("tests/core/masking/sets"))
    args.add_argument("--without", nargs="*", default=[])
    args.add_argument("--passes", type=int, default=6)
    home = Path(str(files("appliance.core.masking"))) / "learned" / "questions.npz"
    args.add_argument("--out", type=Path, default=home)
    given = args.parse_args()
    r, text = random.Random(7), cores()
    asked = of_sets(given.sets, set(given.without))
    print(f"{len(asked)} questions of the sets")
    made = asked + [(framed(said, r), kinds) for said, kinds in asked for _ in range(_COPIES)]
    made += [example(text, r) for _ in range(given.texts)]
    weights, steps, offsets = trained(made, given.passes)
    np.savez_compressed(given.out, weights=weights, steps=steps, offsets=offsets)
    print(f"{given.out}: {given.out.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
