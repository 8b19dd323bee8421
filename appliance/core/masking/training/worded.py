"""Train and write the reader of words: `python -m appliance.core.masking.training.worded [--without SET …] [--out FILE]`.

Learns from the labelled sets, their passwords in words also drawn anew, and from texts grown of `told/worded.txt`, `words/passphrases.txt` and
the questions of `questions/*.txt`. What people say without giving a password stands against them: `told/nonanswers.txt`, and every
message of the sets that holds none, as an answer to a question that it was never given to.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from random import Random
from typing import Final

import numpy as np

from appliance.core.masking.analysis import Analysis
from appliance.core.masking.context import Turn, read
from appliance.core.masking.training.examples import Example
from appliance.core.masking.training.lists import words
from appliance.core.masking.training.network import Network, Packed
from appliance.core.masking.training.questions import grown
from appliance.core.masking.training.reader import SETS
from appliance.core.masking.training.refill import Text, labelled
from appliance.core.masking.training.slots import MADE
from appliance.core.masking.training.told import filled, question, told_lines, wide
from appliance.core.masking.worded import stretches
from appliance.core.masking.worded_weights import ALL, groups

_WORDS: Final = re.compile(r"[\u3400-\u9fff]|[A-Za-z]{4}")
_COPIES: Final = 4
_AGAINST: Final = 5
"""Stretches that are none, of one text, at most."""
_RIGHT: Final = 3.0
"""How much one that is a password counts."""
_LISTS: Final = (
    *("passphrases",) * 6,
    "landmarks",
    "pet_names",
    "estates",
    "shops",
    "towns",
    "wordlike_names",
)
"""Where words come from that nobody thinks secret by themselves."""
_OTHERS: Final = ("PLAIN", "PLAIN", "PERSON", "ADDRESS", "OTP", "DOB")


def phrase(r: Random) -> str:
    """Words as people make a password of them."""
    roll, word = r.random(), _thing(r)
    if roll < 0.16:
        return word + str(r.choice((r.randint(1950, 2026), r.randint(0, 99), 520, 666, 888)))
    if roll < 0.21:
        return word + _thing(r)
    if roll < 0.26:
        return MADE["PASSWORDW"](r)
    if roll < 0.32:
        return r.choice((MADE["PASSWORDW"](r)[:6] + word, word + MADE["PASSWORDL"](r)))
    if roll < 0.36:
        return word + r.choice("#!_.*@") + _thing(r)[:2]
    if roll < 0.4:
        return word + r.choice(("", "加", "要", "不要", "的")) + r.choice(words("everyday_words"))
    return word


def _thing(r: Random) -> str:
    """A word or two; one in three is put together of halves, which no list holds, lest the words themselves be learned."""
    word = r.choice(words(r.choice(_LISTS)))
    if r.random() < 0.35:
        other = r.choice(words("passphrases"))
        word = word[: max(1, len(word) // 2)] + other[len(other) // 2 :]
    return word


def told(r: Random) -> Text:
    """One line of `told/worded.txt`, mostly after a question."""
    out, spans = "", []
    line = wide(grown(r.choice(told_lines("worded")), r), r)
    for piece in re.split("(@)", line):
        if piece == "@":
            word = phrase(r)
            spans.append((len(out), len(out) + len(word), "PASSWORD"))
            out += word
        else:
            out += filled(piece, r)[0]
    cued = any(cue in line for cue in ("密码", "口令", "密保", "暗"))
    return Text(out, () if cued and r.random() < 0.7 else _asked(r), tuple(spans))


def _asked(r: Random) -> tuple[tuple[str, str], ...]:
    """A question after a password, perhaps with something said before."""
    turns = [("agent", question("PASSWORD", r))]
    if r.random() < 0.25:
        turns.insert(
            0,
            (
                "visitor",
                r.choice(("密码不对", "登不上", "我密码忘了", "网银进不去", "取款密码老是错", "被锁了")),
            ),
        )
    if r.random() < 0.15:
        turns += [
            ("visitor", "我想想"),
            ("agent", r.choice(("好的", "不急", "您再想想", "想起来了吗", "是哪几个字"))),
        ]
    return tuple(turns)


def refilled(given: Text, r: Random) -> Text:
    """`given` with other words for its passwords in words."""
    out, spans, at = "", [], 0
    for start, end, kind in sorted(given.spans):
        value = given.text[start:end]
        new = phrase(r) if kind == "PASSWORD" and _WORDS.search(value) else value
        out += given.text[at:start]
        spans.append((len(out), len(out) + len(new), kind))
        out, at = out + new, end
    return replace(given, text=out + given.text[at:], spans=tuple(spans))


def texts(folder: Path, without: set[str], count: int) -> Iterator[Text]:
    """Those of the sets, their copies, and `count` grown ones of either sort."""
    r = Random(3)
    found = []
    for name in SETS:
        file = folder / f"{name}.jsonl"
        if name not in without and file.is_file():
            found += [labelled(json.loads(line), name) for line in file.read_text("utf-8").splitlines()]
    yield from found
    secret = [t for t in found if any(k == "PASSWORD" for *_, k in t.spans)]
    worded = [t for t in secret if any(_WORDS.search(t.text[s:e]) for s, e, k in t.spans if k == "PASSWORD")]
    yield from (refilled(text, r) for _ in range(_COPIES) for text in worded)
    yield from (told(r) for _ in range(count))
    plain = [t.text for t in found if len(t.text) < 50 and not any(k == "PASSWORD" for *_, k in t.spans)]
    for _ in range(count // 2):
        yield Text(r.choice(plain), _asked(r))
        yield Text(filled(wide(grown(r.choice(told_lines("nonanswers")), r), r), r)[0], _asked(r))
    for _ in range(count // 8):
        yield Text(told(r).text, (*_asked(r), ("visitor", "好"), ("agent", question(r.choice(_OTHERS), r))))


def examples(made: Iterator[Text], r: Random) -> Iterator[Example]:
    """Every password in words, and some of what is none."""
    for number, text in enumerate(made):
        state = read([Turn(role, said) for role, said in text.context])
        field = stretches(Analysis(text.text, state=state))
        if not field.found:
            continue
        shared, own = groups(field, state)
        labels = [(s, e) for s, e, kind in text.spans if kind == "PASSWORD"]
        fits = [max((_overlap(each, (c.start, c.end)) for each in labels), default=0.0) for c in field.found]
        right = [i for i, fit in enumerate(fits) if fit == 1.0]
        wrong = [i for i, fit in enumerate(fits) if fit < 0.75]
        near = [i for i in wrong if fits[i] > 0]
        chosen = r.sample(near, min(3, len(near))) + r.sample(wrong, min(_AGAINST, len(wrong)))
        for i in (*right, *dict.fromkeys(chosen)):
            yield Example((*shared, *own[i]), int(i in right), number, _RIGHT if i in right else 1.0)


def _overlap(a: tuple[int, int], b: tuple[int, int]) -> float:
    """Intersection over union."""
    common = min(a[1], b[1]) - max(a[0], b[0])
    return common / (max(a[1], b[1]) - min(a[0], b[0])) if common > 0 else 0.0


def main() -> None:
    """Deterministic: the same texts and counts give the same weights."""
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("--sets", type=Path, default=Path("tests/core/masking/sets"))
    args.add_argument("--without", nargs="*", default=[])
    args.add_argument("--grown", type=int, default=4000)
    args.add_argument("--passes", type=int, default=6)
    home = Path(str(files("appliance.core.masking"))) / "learned" / "words.npz"
    args.add_argument("--out", type=Path, default=home)
    given = args.parse_args()

    made = list(examples(texts(given.sets, set(given.without), given.grown), Random(5)))
    print(f"{len(made)} stretches, {sum(e.kind for e in made)} of them passwords", flush=True)
    network = Network(width=10, hidden=24, groups=ALL, kinds=2)
    network.train(Packed(made), given.passes)
    np.savez_compressed(given.out, **network.packed())
    print(f"{given.out}: {given.out.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
