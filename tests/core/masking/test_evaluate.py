"""How detection is counted: alternatives, values in pieces, groups, intervals, leaked characters."""

from __future__ import annotations

import pytest

from appliance.core.masking.engine import Masker, Span
from appliance.core.masking.evaluate import evaluate, wilson


class Says(Masker):
    """A masker that finds what the test says."""

    def __init__(self, *spans):
        self._spans = [Span(start, end, kind, 1.0, "test") for start, end, kind in spans]

    def detect(self, raw, context=()):
        return self._spans


LINE = {"text": "王经理说6228然后4871", "spans": [[0, 1, "PERSON"]]}
PIECES = {
    "text": "前面6228后面4871",
    "spans": [[2, 6, "BANK_CARD"], [8, 12, "BANK_CARD"]],
    "whole": [[2, 12, "BANK_CARD"]],
}
COUNTS = [
    (LINE, [(0, 1, "PERSON")], (1, 0, 0)),
    (LINE, [(0, 3, "PERSON")], (0, 1, 1)),
    ({**LINE, "alts": {"0": [0, 3]}}, [(0, 3, "PERSON")], (1, 0, 0)),
    ({**LINE, "alts": {"0": [[5, 6], [0, 3]]}}, [(0, 3, "PERSON")], (1, 0, 0)),
    (LINE, [(0, 1, "ORG")], (0, 1, 0)),
    (PIECES, [(2, 6, "BANK_CARD"), (8, 12, "BANK_CARD")], (2, 0, 0)),
    (PIECES, [(2, 12, "BANK_CARD")], (2, 0, 0)),
    (PIECES, [(2, 6, "BANK_CARD")], (1, 1, 0)),
    ({"text": "尾号6228", "spans": [], "ignore": [[2, 6]]}, [(2, 6, "OTP")], (0, 0, 0)),
]


@pytest.mark.parametrize(("line", "spans", "counts"), COUNTS)
def test_right_missed_wrong(line, spans, counts):
    total = evaluate(Says(*spans), [line]).total
    assert (total.right, total.missed, total.wrong) == counts


def test_groups_and_masked_negatives():
    lines = [
        {**LINE, "kind": "dialogue:late"},
        {"text": "好的", "spans": [], "kind": "harmless:single"},
        {"text": "好的", "spans": [], "kind": "harmless:dialogue"},
    ]
    report = evaluate(Says((0, 1, "PERSON")), lines)
    assert report.groups["dialogue"].score.right == 1
    assert (report.groups["harmless"].negatives_masked, report.groups["harmless"].negatives) == (2, 2)
    assert (report.negatives_masked, report.negatives) == (2, 2)


def test_misses_name_line_kind_and_words():
    report = evaluate(Says(), [LINE])
    assert (report.misses, report.missed_words) == ([(1, "PERSON")], ["王"])
    assert report.total.leak == 1.0


def test_wilson_intervals():
    assert wilson(0, 0) == (0.0, 1.0)
    low, high = wilson(95, 100)
    assert (round(low, 3), round(high, 3)) == (0.888, 0.978)
    assert wilson(100, 100)[0] == pytest.approx(0.963, abs=0.001)
