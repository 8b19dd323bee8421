"""A sealed value opens under its key, in its place, unchanged; or not at all."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.core.kit.errors import BadInput
from appliance.core.vault import envelope
from appliance.core.vault.errors import Tampered


@pytest.fixture(params=list(envelope.NAMES), autouse=True)
def cipher(request: pytest.FixtureRequest) -> Iterator[str]:
    """Every test here runs under each algorithm."""
    envelope.choose(request.param)
    yield request.param
    envelope.choose("aes-256-gcm")


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


def test_what_one_algorithm_sealed_opens_while_another_is_chosen(cipher: str) -> None:
    key = envelope.new_key()
    blob = envelope.seal(key, b"x", bound_to="p")
    assert envelope.algorithm_of(blob) == envelope.chosen() == cipher
    for other in envelope.NAMES:
        envelope.choose(other)
        assert envelope.open_(key, blob, bound_to="p") == b"x"
        assert envelope.algorithm_of(envelope.seal(key, b"x", bound_to="p")) == other
    with pytest.raises(BadInput, match="sm4-gcm"):
        envelope.choose("rot13")


def test_a_value_relabelled_as_the_other_algorithms_does_not_open() -> None:
    key = envelope.new_key()
    blob = envelope.seal(key, b"x", bound_to="p")
    for number in range(256):
        if number != blob[1]:
            with pytest.raises(Tampered):
                envelope.open_(key, bytes((blob[0], number)) + blob[2:], bound_to="p")


def test_only_keys_are_wrapped() -> None:
    key, inner = envelope.new_key(), envelope.new_key()
    assert envelope.unwrap(key, envelope.wrap(key, inner, bound_to="p"), bound_to="p") == inner
    with pytest.raises(ValueError, match="32"):
        envelope.wrap(key, inner[:31], bound_to="p")
    with pytest.raises(Tampered):
        envelope.unwrap(key, envelope.seal(key, inner[:31], bound_to="p"), bound_to="p")
