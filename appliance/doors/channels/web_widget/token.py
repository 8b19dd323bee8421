"""Who a visitor is: a random id with a keyed mark, so that nobody can name another visitor.

The token is `<id>.<mark>`; the mark is the vault's keyed hash of the id, so no table of visitors' sessions is
needed and a forged token is told from a real one without the store. In an inbox other than the main one the id ends with its
name (`3f…-cards`), so that a token holds in its own inbox only.
"""

from __future__ import annotations

import hmac
import re
import secrets

from appliance.core.kit.errors import NotSignedIn
from appliance.core.vault.vault import Vault
from appliance.service.inboxes.tables import MAIN

_KIND = "WIDGET_TOKEN"
_SHAPE = re.compile(r"[0-9a-f]{32}(?:-[a-z][a-z0-9_]{1,31})?\.[0-9a-z]{26}")


def issue(vault: Vault, inbox: str = MAIN) -> str:
    """A token for a new visitor of an inbox: 128 random bits and their mark."""
    visitor = secrets.token_hex(16) + ("" if inbox == MAIN else f"-{inbox}")
    return f"{visitor}.{vault.value_hash(_KIND, visitor)}"


def visitor_of(vault: Vault, authorization: str | None) -> str:
    """The visitor's id from an `Authorization: Bearer …` header. Raises `NotSignedIn` for anything else."""
    token = (authorization or "").removeprefix("Bearer ").strip()
    visitor, _, mark = token.partition(".")
    if not _SHAPE.fullmatch(token) or not hmac.compare_digest(mark, vault.value_hash(_KIND, visitor)):
        raise NotSignedIn(
            "会话凭证无效，请刷新页面后重试。",
            "This chat session is not valid; reload the page and try again.",
        )
    return visitor


def inbox_of(visitor: str) -> str:
    """The inbox that a visitor came in by."""
    return visitor.partition("-")[2] or MAIN
