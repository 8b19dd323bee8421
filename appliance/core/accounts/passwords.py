"""Passwords: their rules, and Argon2id.

Parameters: the second recommended option of RFC 9106 §4 (64 MiB, 3 passes, 4 lanes), stronger than the 19 MiB floor of
OWASP's cheat sheet. It costs a tenth of a second, and people sign in a few times a day; so that a flood of tries cannot
take the memory of a box that also runs a language model, at most two are computed at a time (128 MiB).
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

from appliance.core.accounts.errors import WeakPassword

SHORTEST: Final = 12
"""Characters (PCI DSS 4.0.1, 8.3.6)."""
LONGEST: Final = 128

_HASHER: Final = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
_AT_A_TIME: Final = threading.BoundedSemaphore(2)
_COMMON: Final = ("password", "qwerty", "abc123", "111111", "123456789", "letmein", "admin123")


@dataclass(frozen=True, slots=True, repr=False)
class Hashed:
    """A password after hashing. Made outside of any transaction."""

    value: str


def hashed(password: str, *, login: str = "") -> Hashed:
    """Check the rules, then hash; about 0.1 s. Raises `WeakPassword` with the rule that was broken."""
    check_rules(password, login=login)
    with _AT_A_TIME:
        return Hashed(_HASHER.hash(password))


def check_rules(password: str, *, login: str = "") -> None:
    """Raises `WeakPassword`. Length rules, not character classes (NIST SP 800-63B §5.1.1.2)."""
    if len(password) < SHORTEST:
        raise WeakPassword(
            f"密码至少需要 {SHORTEST} 个字符。", f"A password needs at least {SHORTEST} characters."
        )
    if len(password) > LONGEST:
        raise WeakPassword(
            f"密码不能超过 {LONGEST} 个字符。", f"A password has at most {LONGEST} characters."
        )
    lowered = password.lower()
    if len(set(password)) < 5 or any(lowered.strip("0123456789!@#$%^&*._-") == word for word in _COMMON):
        raise WeakPassword(
            "密码过于简单，请使用更多不同的字符。",
            "This password is too simple; use more different characters.",
        )
    if login and login.lower() in lowered:
        raise WeakPassword("密码不能包含工号。", "The password must not contain the login.")


def right(password: str, stored: str | None) -> bool:
    """True when `password` is the one behind `stored`. With None (nobody of that login) it takes as long and is False."""
    known = stored is not None
    against = stored if stored is not None else _nobody()
    with _AT_A_TIME:
        try:
            return _HASHER.verify(against, password[: LONGEST + 1]) and known
        except (VerificationError, InvalidHashError):
            return False


@cache
def _nobody() -> str:
    return _HASHER.hash("the password of nobody at all")
