"""The bank's word for who is signed in: a token of minutes, made by its backend with a secret that only it and this inbox have.

A token is a JWT (RFC 7519) with HS256 (RFC 7518, 3.2): header `kid`, claims `sub` (the bank's number of the customer), `aud` (the
inbox), `iat` and `exp`, at most ten minutes apart. No other algorithm is looked at, whatever a header says.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from appliance.core.audit import chain
from appliance.core.audit.verbs import Verb
from appliance.core.kit import clock
from appliance.core.kit.actors import Actor
from appliance.core.kit.errors import Conflict, NotFound, NotSignedIn
from appliance.core.kit.ids import new_id
from appliance.core.store.session import ReadSession, WriteSession
from appliance.core.vault import envelope
from appliance.core.vault.vault import Vault
from appliance.service.inboxes import queries
from appliance.service.inboxes.tables import InboxKey

LONGEST_LIFE: Final = 600
"""Seconds between `iat` and `exp`."""
SKEW: Final = 60
"""Seconds that the bank's clock may differ from ours."""
AT_ONCE: Final = 2
LONGEST: Final = 2000
"""Characters of a token."""


class IdentityNeeded(NotSignedIn):
    """This visitor is a customer, or the inbox is for customers only, and nothing says who they are."""

    def __init__(self) -> None:
        super().__init__(
            "请先在银行网页登录，再发送消息；您写的内容没有丢失。",
            "Please sign in on the bank's page first; what you wrote is kept.",
        )


class IdentityExpired(NotSignedIn):
    """It was good and is not any more: the page gets a new one."""

    def __init__(self) -> None:
        super().__init__(
            "登录凭证已过期，请刷新银行网页或重新登录；您写的内容没有丢失。",
            "Your sign-in has expired; reload the bank's page or sign in again. What you wrote is kept.",
        )


class IdentityRefused(NotSignedIn):
    """It is not the bank's word, or not for this inbox."""


def make_key(s: WriteSession, vault: Vault, inbox: str, *, actor: Actor) -> tuple[str, str]:
    """A new secret: (id, secret), the secret shown this once. Raises `Conflict` while two hold."""
    queries.inbox(s, inbox)
    if len(valid(s, inbox)) >= AT_ONCE:
        raise Conflict(
            "已有两把有效的密钥，请先停用旧的一把。", "Two keys hold already; retire the older one first."
        )
    key_id, secret = new_id(), secrets.token_urlsafe(32)
    sealed = envelope.seal(vault.secrets_key(), secret.encode(), bound_to=_place(key_id))
    row = InboxKey(id=key_id, inbox=inbox, secret_sealed=sealed, made_by=actor.id, made_at=clock.now())
    s.add(row)
    s.flush()
    chain.append(s, Verb.INBOX_KEY_MADE, actor=actor, subject=key_id, inbox=inbox)
    return key_id, secret


def retire_key(s: WriteSession, inbox: str, key_id: str, *, actor: Actor) -> None:
    """From now on its tokens are refused. Raises `NotFound`."""
    row = s.get(InboxKey, key_id)
    if row is None or row.inbox != inbox or row.retired_at is not None:
        raise NotFound("没有这把有效的密钥。", "There is no such key that holds.")
    row.retired_at, row.secret_sealed = clock.now(), b""
    s.flush()
    chain.append(s, Verb.INBOX_KEY_RETIRED, actor=actor, subject=key_id, inbox=inbox)


def valid(s: ReadSession, inbox: str) -> Sequence[InboxKey]:
    """The keys that hold, older first."""
    mine = select(InboxKey).where(InboxKey.inbox == inbox, InboxKey.retired_at.is_(None))
    return s.scalars(mine.order_by(InboxKey.made_at, InboxKey.id)).all()


def customer(s: ReadSession, vault: Vault, inbox: str, token: str) -> str:
    """The number of the customer whom the token names. Raises `IdentityExpired`, `IdentityRefused`; a clock that goes wrong is
    called by its name."""
    head, claims, signed, mark = _parts(token)
    row = s.get(InboxKey, str(head.get("kid", ""))[:26])
    if head.get("alg") != "HS256" or row is None or row.inbox != inbox or row.retired_at is not None:
        raise _forged()
    secret = envelope.open_(vault.secrets_key(), row.secret_sealed, bound_to=_place(row.id))
    if not hmac.compare_digest(hmac.new(secret, signed, hashlib.sha256).digest(), mark):
        raise _forged()
    _check_times(claims, clock.now())
    number = claims.get("sub")
    if claims.get("aud") != inbox or not isinstance(number, str) or not 0 < len(number) <= 128:
        raise _forged()
    return number


def _check_times(claims: dict[str, Any], at: datetime) -> None:
    made, until = claims.get("iat"), claims.get("exp")
    if not all(isinstance(one, int) and not isinstance(one, bool) for one in (made, until)):
        raise _forged()
    assert isinstance(made, int)
    assert isinstance(until, int)
    now = int(at.timestamp())
    if made > now + SKEW:
        raise IdentityRefused(
            f"登录凭证的签发时间比本系统早走了 {made - now} 秒，请校对银行服务器的时钟；您写的内容没有丢失。",
            f"The sign-in is dated {made - now} seconds in the future: the bank's clock goes wrong. What you wrote is kept.",
        )
    if until - made > LONGEST_LIFE or until < made:
        raise IdentityRefused(
            f"登录凭证的有效期须在 {LONGEST_LIFE // 60} 分钟以内；您写的内容没有丢失。",
            f"A sign-in may hold for {LONGEST_LIFE // 60} minutes at most. What you wrote is kept.",
        )
    if until < now - SKEW:
        raise IdentityExpired


def _parts(token: str) -> tuple[dict[str, Any], dict[str, Any], bytes, bytes]:
    pieces = token.split(".")
    if len(token) > LONGEST or len(pieces) != 3 or not token.isascii():
        raise _forged()
    try:
        head, claims, mark = (
            base64.b64decode(one + "=" * (-len(one) % 4), b"-_", validate=True) for one in pieces
        )
        told = json.loads(head), json.loads(claims)
    except (binascii.Error, ValueError, RecursionError):
        raise _forged() from None
    if not all(isinstance(one, dict) for one in told):
        raise _forged()
    return told[0], told[1], f"{pieces[0]}.{pieces[1]}".encode(), mark


def _forged() -> IdentityRefused:
    return IdentityRefused(
        "登录凭证无效，未被接受；请刷新银行网页后重试，您写的内容没有丢失。",
        "The sign-in was not accepted; reload the bank's page and try again. What you wrote is kept.",
    )


def _place(key_id: str) -> str:
    return f"inbox_keys/secret_sealed/{key_id}"
