"""How well detection does on labelled texts: recall, precision and F1 per kind, leaked characters, masked negatives.

A span is right when its kind is equal and it overlaps the label (or an alternative of it) by at least half,
intersection over union. Labels: `{"text", "spans": [[start, end, kind]], "alts": {"0": [start, end]}, "ignore":
[[start, end]], "context": [...]}`; the last three may be missing.
"""

from __future__ import annotations

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
    def precision(self) -> float:
        """1.0 where nothing was reported."""
        return _share(self.right, self.right + self.wrong)

    @property
    def f1(self) -> float:
        """Harmonic mean of the two."""
        both = self.recall + self.precision
        return 2 * self.recall * self.precision / both if both else 0.0


@dataclass(slots=True)
class Report:
    """`seconds` holds the time of each text; misses name kind and line, never the value."""

    kinds: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    texts: int = 0
    negatives: int = 0
    negatives_masked: int = 0
    seconds: list[float] = field(default_factory=list)
    misses: list[tuple[int, str]] = field(default_factory=list)

    @property
    def total(self) -> Score:
        """All kinds together."""
        sums = Score()
        for each in self.kinds.values():
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


def _count(report: Report, number: int, line: Mapping[str, Any], spans: list[Span]) -> None:
    report.texts += 1
    alternatives = line.get("alts") or {}
    labels = [
        (kind, [(start, end), *([tuple(alternatives[str(i)])] if str(i) in alternatives else [])])
        for i, (start, end, kind) in enumerate(line["spans"])
    ]
    ignored = [tuple(each) for each in line.get("ignore") or ()]
    masked = [span for span in spans if span.kind not in REPORTED]
    if not labels:
        report.negatives += 1
        report.negatives_masked += bool(masked)
    used: set[int] = set()
    for kind, ranges in labels:
        score = report.kinds[kind]
        score.characters += (ranges[0][1] - ranges[0][0]) if kind not in REPORTED else 0
        if kind not in REPORTED:
            score.leaked += _leaked(ranges, masked)
        hit = next(
            (i for i, s in enumerate(spans) if i not in used and s.kind == kind and _fits(s, ranges)), None
        )
        if hit is None:
            score.missed += 1
            report.misses.append((number, kind))
        else:
            used.add(hit)
            score.right += 1
    for i, span in enumerate(spans):
        judged = not any(_overlap((span.start, span.end), each) for each in ignored)
        if i not in used and span.kind not in REPORTED and judged:
            report.kinds[span.kind].wrong += 1


def _fits(span: Span, ranges: list[Range]) -> bool:
    return any(_overlap((span.start, span.end), each) >= 0.5 for each in ranges)


def _overlap(a: Range, b: Range) -> float:
    """Intersection over union."""
    common = min(a[1], b[1]) - max(a[0], b[0])
    return common / (max(a[1], b[1]) - min(a[0], b[0])) if common > 0 else 0.0


def _leaked(ranges: list[Range], masked: list[Span]) -> int:
    """Characters of the label left readable, by whichever of its readings leaks least."""
    return min(
        sum(not any(s.start <= at < s.end for s in masked) for at in range(start, end))
        for start, end in ranges
    )


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0
