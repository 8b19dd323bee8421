"""How well detection does on labelled texts: recall, precision and F1 per kind and group, leaked characters, masked negatives.

A span is right when its kind is equal and it overlaps the label (or an alternative of it) by at least half,
intersection over union. Labels: `{"text", "spans": [[start, end, kind]], "alts": {"0": [start, end] or a list of such},
"whole": [[start, end, kind]] (one span over a value in pieces is right too), "ignore": [[start, end]], "context":
[...], "kind": "group:subgroup"}`; all but the first two may be missing.
"""

from __future__ import annotations

import math
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from appliance.core.kit.errors import BadInput
from appliance.core.masking.context import Turn
from appliance.core.masking.engine import Masker, Span
from appliance.core.masking.kinds import REPORTED
from appliance.core.masking.text import RawText

Range = tuple[int, int]


@dataclass(slots=True)
class Score:
    """Counts of one kind; `characters` and `leaked` count letters and digits inside labels."""

    right: int = 0
    missed: int = 0
    wrong: int = 0
    characters: int = 0
    leaked: int = 0

    @property
    def recall(self) -> float:
        """1.0 where there was nothing to find."""
        return _share(self.right, self.right + self.missed)

    @property
    def leak(self) -> float:
        """Share of the labelled characters that stay readable; 0.0 where there are none."""
        return self.leaked / self.characters if self.characters else 0.0

    @property
    def precision(self) -> float:
        """1.0 where nothing was reported."""
        return _share(self.right, self.right + self.wrong)

    @property
    def f1(self) -> float:
        """Harmonic mean of the two."""
        both = self.recall + self.precision
        return 2 * self.recall * self.precision / both if both else 0.0


@dataclass(slots=True)
class Group:
    """One group of texts: all kinds together, and the texts of it that hold nothing."""

    score: Score = field(default_factory=Score)
    texts: int = 0
    negatives: int = 0
    negatives_masked: int = 0


@dataclass(slots=True)
class Report:
    """`seconds` holds the time of each text; misses name line and kind, `missed_words` the words to each of them."""

    kinds: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    groups: dict[str, Group] = field(default_factory=lambda: defaultdict(Group))
    texts: int = 0
    negatives: int = 0
    negatives_masked: int = 0
    seconds: list[float] = field(default_factory=list)
    misses: list[tuple[int, str]] = field(default_factory=list)
    missed_words: list[str] = field(default_factory=list)

    @property
    def total(self) -> Score:
        """All masked kinds together."""
        sums = Score()
        for kind, each in self.kinds.items():
            if kind in REPORTED:
                continue
            sums.right += each.right
            sums.missed += each.missed
            sums.wrong += each.wrong
            sums.characters += each.characters
            sums.leaked += each.leaked
        return sums

    def quantile(self, share: float) -> float:
        """Seconds per text at this share of all texts; 0.0 for none."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def turns(context: Iterable[Any]) -> list[Turn]:
    """Earlier turns as given in files: strings, or `{"role", "text"}`. Raises `BadInput` for anything else."""
    made: list[Turn] = []
    for turn in context:
        if isinstance(turn, str):
            made.append(Turn("", turn))
        elif isinstance(turn, Mapping) and isinstance(turn.get("text"), str):
            made.append(Turn(str(turn.get("role", "")), turn["text"]))
        else:
            raise BadInput(
                "context 中的每一轮应为字符串，或含 role 与 text 的对象。",
                "Each turn in context is a string, or an object with role and text.",
            )
    return made


def evaluate(masker: Masker, lines: Iterable[Mapping[str, Any]]) -> Report:
    """Run detection over labelled lines. LOCATION and ORG count where they are labelled, never as wrong."""
    report = Report()
    for number, line in enumerate(lines, 1):
        context = turns(line.get("context") or ())
        began = time.perf_counter()
        spans = masker.detect(RawText(line["text"]), context)
        report.seconds.append(time.perf_counter() - began)
        _count(report, number, line, spans)
    return report


def wilson(part: int, whole: int) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927), which holds for few and for nearly all; (0.0, 1.0) for none."""
    if not whole:
        return 0.0, 1.0
    z = 1.96
    share, middle = part / whole, 1 + z * z / whole
    centre = (share + z * z / (2 * whole)) / middle
    half = z * math.sqrt(share * (1 - share) / whole + z * z / (4 * whole * whole)) / middle
    return max(0.0, centre - half), min(1.0, centre + half)


def _count(report: Report, number: int, line: Mapping[str, Any], spans: list[Span]) -> None:
    group = report.groups[str(line.get("kind") or line.get("source") or "").partition(":")[0]]
    report.texts += 1
    group.texts += 1
    labels = _labels(line)
    ignored = [tuple(each) for each in line.get("ignore") or ()]
    masked = [span for span in spans if span.kind not in REPORTED]
    if not labels:
        vain = any(not _touches(span, ignored) for span in masked)
        for each in (report, group):
            each.negatives += 1
            each.negatives_masked += vain
    used: set[int] = set()
    for kind, ranges in labels:
        hits = [i for i, s in enumerate(spans) if s.kind == kind and _fits(s, ranges)]
        hit = next((i for i in hits if i not in used), None)
        if hit is None and hits and len(ranges) > 1:
            hit = hits[0]  # one span over several pieces
        start, end = ranges[0]
        for score in (report.kinds[kind], *([group.score] if kind not in REPORTED else [])):
            score.right += hit is not None
            score.missed += hit is None
            if kind not in REPORTED:
                score.characters += end - start
                score.leaked += _leaked(ranges, masked)
        if hit is None:
            report.misses.append((number, kind))
            report.missed_words.append(line["text"][start:end])
        else:
            used.add(hit)
    for i, span in enumerate(spans):
        if i not in used and span.kind not in REPORTED and not _touches(span, ignored):
            report.kinds[span.kind].wrong += 1
            group.score.wrong += 1


def _labels(line: Mapping[str, Any]) -> list[tuple[str, list[Range]]]:
    """Kind and right ranges of each label, the label itself first."""
    labels = []
    wholes = [tuple(each) for each in line.get("whole") or ()]
    for i, (start, end, kind) in enumerate(line["spans"]):
        also = (line.get("alts") or {}).get(str(i)) or []
        also = [also] if also and isinstance(also[0], int) else also
        around = [(s, e) for s, e, k in wholes if k == kind and s <= start and end <= e]
        labels.append((kind, [(start, end), *(tuple(each) for each in also), *around]))
    return labels


def _touches(span: Span, ranges: Iterable[Range]) -> bool:
    return any(_overlap((span.start, span.end), each) > 0 for each in ranges)


def _fits(span: Span, ranges: list[Range]) -> bool:
    return any(_overlap((span.start, span.end), each) >= 0.5 for each in ranges)


def _overlap(a: Range, b: Range) -> float:
    """Intersection over union."""
    common = min(a[1], b[1]) - max(a[0], b[0])
    return common / (max(a[1], b[1]) - min(a[0], b[0])) if common > 0 else 0.0


def _leaked(ranges: list[Range], masked: list[Span]) -> int:
    """Characters of the label left readable, by whichever of its readings leaks least."""
    label = ranges[0]
    readings = [each for each in ranges if each[1] - each[0] <= label[1] - label[0]]
    return min(
        sum(not any(s.start <= at < s.end for s in masked) for at in range(start, end))
        for start, end in readings
    )


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0
