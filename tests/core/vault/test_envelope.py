"""A sealed value opens under its key, in its place, unchanged; or not at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.core.vault import envelope
from appliance.core.vault.errors import Tampered


@given(plain=st.binary(max_size=200), place=st.text(max_size=30))
def test_an_envelope_opens_only_in_its_place(plain: bytes, place: str) -> None:
    key = envelope.new_key()
    blob = envelope.seal(key, plain, bound_to=place)
    assert envelope.open_(key, blob, bound_to=place) == plain
    assert len(blob) == len(plain) + 30
    for wrong_key, wrong_place in ((envelope.new_key(), place), (key, place + "x")):
        with pytest.raises(Tampered):
            envelope.open_(wrong_key, blob, bound_to=wrong_place)


@given(plain=st.binary(min_size=1, max_size=40), at=st.integers(0, 1000), bit=st.integers(0, 7))
def test_an_envelope_with_any_bit_changed_or_cut_does_not_open(plain: bytes, at: int, bit: int) -> None:
    key = envelope.new_key()
    blob = bytearray(envelope.seal(key, plain, bound_to="t/c/r"))
    cut = bytes(blob[: at % len(blob)])
    blob[at % len(blob)] ^= 1 << bit
    for bad in (bytes(blob), cut):
        with pytest.raises(Tampered):
            envelope.open_(key, bad, bound_to="t/c/r")


def test_equal_texts_have_unequal_envelopes() -> None:
    key = envelope.new_key()
    assert envelope.seal(key, b"x", bound_to="p") != envelope.seal(key, b"x", bound_to="p")
