"""Overlapping candidates become spans that do not overlap and leave nothing out."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from appliance.core.masking.analysis import Find
from appliance.core.masking.settle import settle

TEXT = "0123456789abcdefghij"


def test_the_surer_one_wins_and_the_rest_stays_masked():
    card, account = Find(2, 10, "BANK_CARD", 0.95, "x"), Find(0, 14, "ACCOUNT", 0.9, "x")
    assert [(f.start, f.end, f.kind) for f in settle([account, card], TEXT)] == [
        (0, 2, "ACCOUNT"),
        (2, 10, "BANK_CARD"),
        (10, 14, "ACCOUNT"),
    ]


def test_of_equals_the_longer_wins():
    assert settle([Find(0, 3, "A", 0.5, "x"), Find(0, 5, "B", 0.5, "x")], TEXT) == [Find(0, 5, "B", 0.5, "x")]


spans = st.tuples(
    st.integers(0, 18), st.integers(1, 8), st.sampled_from(["MOBILE", "PERSON", "OTP", "LOCATION"])
).map(lambda t: Find(t[0], min(20, t[0] + t[1]), t[2], 0.6 + t[1] / 40, "x"))


@given(st.lists(spans, max_size=8))
def test_never_overlapping_and_what_was_worth_masking_is_covered(finds):
    kept = settle(finds, TEXT)
    assert all(a.end <= b.start for a, b in pairwise(kept))
    masked = [f for f in finds if f.kind != "LOCATION"]
    open_characters = {i for f in masked for i in range(f.start, f.end)} - {
        i for f in kept for i in range(f.start, f.end)
    }
    # Only single characters between two winners may be left over.
    assert all(not {i, i + 1} <= open_characters for i in open_characters)
