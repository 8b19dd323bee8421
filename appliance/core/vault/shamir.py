"""Splitting a secret into n shares of which any k give it back, and k - 1 tell nothing (Shamir, CACM 22 (1979) 612).

Byte by byte over GF(256), the field of AES (FIPS 197, 4.2: x^8 + x^4 + x^3 + x + 1). For each byte a random polynomial of
degree k - 1 is drawn whose value at 0 is the byte; share x holds its values at x = 1 … n. Lagrange's formula at 0 gives
the byte back. Fewer than k values fit every possible byte equally well.

Multiplication takes no table and no branch on its operands, so that its time tells nothing of a secret.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping

MOST = 255  # points other than 0


def multiply(a: int, b: int) -> int:
    """The product of two bytes in the field."""
    product = 0
    for _ in range(8):
        product ^= a & -(b & 1)
        b >>= 1
        a = (a << 1) ^ (0x11B & -(a >> 7))
    return product


def invert(a: int) -> int:
    """The inverse of a byte, by a^254 (the field's 255 non-zero elements form a group); 0 has none and gives 0."""
    power = a
    for _ in range(6):
        power = multiply(multiply(power, power), a)
    return multiply(power, power)


def split(
    secret: bytes, threshold: int, shares: int, random: Callable[[int], bytes] = secrets.token_bytes
) -> dict[int, bytes]:
    """Shares 1 … `shares` of `secret`, each as long as it is. Raises `ValueError` unless 2 <= threshold <= shares <= 255."""
    if not 2 <= threshold <= shares <= MOST:
        raise ValueError("2 <= threshold <= shares <= 255")
    columns = [bytes((byte,)) + random(threshold - 1) for byte in secret]  # coefficients, lowest degree first
    return {x: bytes(_value(column, x) for column in columns) for x in range(1, shares + 1)}


def combine(shares: Mapping[int, bytes]) -> bytes:
    """The secret behind at least `threshold` shares of one split. Fewer, or foreign ones, give bytes without meaning.

    Raises `ValueError` for none, for the point 0, and for shares of unequal length.
    """
    if not shares or 0 in shares or len({len(each) for each in shares.values()}) != 1:
        raise ValueError("shares of one split are needed")
    weights = {x: _weight(x, shares) for x in shares}
    secret = bytearray(len(next(iter(shares.values()))))
    for x, share in shares.items():
        for at, byte in enumerate(share):
            secret[at] ^= multiply(weights[x], byte)
    return bytes(secret)


def _value(coefficients: bytes, x: int) -> int:
    """A polynomial at x, by Horner's rule."""
    value = 0
    for coefficient in reversed(coefficients):
        value = multiply(value, x) ^ coefficient
    return value


def _weight(x: int, points: Mapping[int, bytes]) -> int:
    """Lagrange's factor of the point x at 0: the product of other / (other - x), where minus is xor."""
    weight = 1
    for other in points:
        if other != x:
            weight = multiply(weight, multiply(other, invert(other ^ x)))
    return weight
