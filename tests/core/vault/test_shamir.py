"""Any k of n shares give the secret back; k - 1 fit every secret equally well."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.core.vault import shamir
from appliance.core.vault.shamir import combine, invert, multiply, split

SECRET = bytes(range(32))


def slowly(a: int, b: int) -> int:
    """The product as polynomials, then the remainder modulo x^8 + x^4 + x^3 + x + 1."""
    product = 0
    for bit in range(8):
        if b >> bit & 1:
            product ^= a << bit
    for bit in range(14, 7, -1):
        if product >> bit & 1:
            product ^= 0x11B << (bit - 8)
    return product


def test_it_is_the_field_of_aes() -> None:
    assert multiply(0x57, 0x83) == 0xC1  # FIPS 197, 4.2
    assert multiply(0x57, 0x13) == 0xFE  # FIPS 197, 4.2.1
    assert all(multiply(a, b) == slowly(a, b) for a in range(256) for b in range(256))
    assert all(multiply(a, invert(a)) == 1 for a in range(1, 256))


@pytest.mark.parametrize(("threshold", "count"), [(3, 5), (2, 2), (2, 3), (5, 5), (4, 7)])
def test_every_choice_of_enough_shares_gives_the_secret_and_no_choice_of_fewer(
    threshold: int, count: int
) -> None:
    shares = split(SECRET, threshold, count)
    assert sorted(shares) == list(range(1, count + 1))
    for size in range(1, count + 1):
        for chosen in combinations(shares, size):
            found = combine({x: shares[x] for x in chosen})
            assert (found == SECRET) == (size >= threshold), chosen


def test_too_few_shares_fit_every_secret() -> None:
    """For one byte and threshold 3: each pair of values of shares 1 and 2 comes from each secret exactly once."""
    for pair in ((0, 0), (17, 200)):
        seen = []
        for secret in range(256):
            fits = 0
            for first in range(256):
                # The second coefficient follows from share 1; share 2 must then agree.
                second = secret ^ first ^ pair[0]
                fits += secret ^ multiply(first, 2) ^ multiply(second, 4) == pair[1]
            seen.append(fits)
        assert seen == [1] * 256


def test_known_coefficients_give_known_shares() -> None:
    """secret 0x42, polynomial 0x42 + 0x01 x + 0x02 x^2."""
    shares = split(b"\x42", 3, 3, lambda count: bytes((1, 2)))
    assert shares == {1: b"\x41", 2: b"\x48", 3: b"\x4b"}


@given(secret=st.binary(min_size=1, max_size=40), threshold=st.integers(2, 9), more=st.integers(0, 6))
def test_secrets_of_any_length(secret: bytes, threshold: int, more: int) -> None:
    shares = split(secret, threshold, threshold + more)
    chosen = dict(sorted(shares.items(), reverse=True)[:threshold])
    assert combine(chosen) == secret


@pytest.mark.parametrize(("threshold", "count"), [(1, 5), (0, 0), (4, 3), (2, 256)])
def test_numbers_that_make_no_sense(threshold: int, count: int) -> None:
    with pytest.raises(ValueError, match="threshold"):
        split(SECRET, threshold, count)


@pytest.mark.parametrize("shares", [{}, {0: b"x", 1: b"y"}, {1: b"x", 2: b"yz"}])
def test_shares_that_make_no_sense(shares: dict[int, bytes]) -> None:
    with pytest.raises(ValueError, match="shares"):
        combine(shares)
    assert shamir.MOST == 255
