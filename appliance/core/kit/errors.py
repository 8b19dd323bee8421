"""What can go wrong, as the person in front of it will read it.

    ApplianceError                500, exit 1
    ├── BadInput                  400, exit 2   what was given cannot be used
    ├── NotSignedIn               401
    ├── NotPermitted              403
    ├── NotFound                  404
    ├── Conflict                  409           somebody else was first
    ├── TooLarge                  413, exit 2
    ├── RateLimited               429
    ├── SealedError               503           the vault is sealed
    ├── Unavailable               503           a part is not there right now; try again
    └── StorageFull               507           the disk is full; nothing was written

Each carries one sentence in Chinese (`zh`) and one in English (`en`), saying what is wrong and what to do.
Neither may ever hold a visitor's words or a key.
"""

from __future__ import annotations

from typing import ClassVar


class ApplianceError(Exception):
    """The root of the tree. `str()` gives the English sentence."""

    status: ClassVar[int] = 500
    exit_code: ClassVar[int] = 1

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh, en)
        self.zh = zh
        self.en = en

    def __str__(self) -> str:
        return self.en

    def said(self, lang: str) -> str:
        """The sentence in the reader's language: `zh…` gives Chinese, anything else English."""
        return self.zh if lang.startswith("zh") else self.en


class BadInput(ApplianceError):
    """What was given cannot be used as it is."""

    status = 400
    exit_code = 2


class NotSignedIn(ApplianceError):
    """Nobody is signed in, or the sign-in has run out."""

    status = 401


class NotPermitted(ApplianceError):
    """The person is known, but this is not theirs to do."""

    status = 403


class NotFound(ApplianceError):
    """There is no such thing, or not for this person."""

    status = 404


class Conflict(ApplianceError):
    """Somebody else was first; what the caller saw is no longer so."""

    status = 409


class TooLarge(ApplianceError):
    """More than the appliance is set to take."""

    status = 413
    exit_code = 2


class RateLimited(ApplianceError):
    """Too many requests in too short a time."""

    status = 429


class SealedError(ApplianceError):
    """The vault is sealed: no key, so no data."""

    status = 503

    def __init__(
        self,
        zh: str = "系统处于封存状态，请先由管理员解封（appliance unseal）。",
        en: str = "The appliance is sealed; an operator must unseal it first (appliance unseal).",
    ) -> None:
        super().__init__(zh, en)


class Unavailable(ApplianceError):
    """A part is not there right now; trying again later may help."""

    status = 503


class StorageFull(ApplianceError):
    """The disk is full. Nothing was written; reading still works."""

    status = 507

    def __init__(
        self,
        zh: str = "磁盘空间不足，本次写入未保存；请清理磁盘后重试。",
        en: str = "The disk is full, so this was not saved; free some space and try again.",
    ) -> None:
        super().__init__(zh, en)
