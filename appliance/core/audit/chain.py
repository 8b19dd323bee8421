"""Appending to the chain.

    hash(n) = HMAC-SHA256(audit key, canonical JSON of all columns of event n, among them prev = hash(n - 1))

Every act goes through the one writer, so the order of the chain is the order of commits. The head is read within the
act's own transaction: it counts what earlier acts of a shared commit appended, and forgets what rolled back.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from typing import Any

from sqlalchemy import insert, select

from appliance.core.audit.errors import UnfitDetail
from appliance.core.audit.tables import TABLE
from appliance.core.audit.verbs import Verb
from appliance.core.kit import clock
from appliance.core.kit.actors import Actor
from appliance.core.kit.errors import SealedError
from appliance.core.store.column_types import canonical, to_ms
from appliance.core.store.prepared import Prepared
from appliance.core.store.session import WriteSession

Detail = str | int | bool | None | list[Any]
GENESIS = "0" * 64
LONGEST_DETAIL = 200
MOST_ITEMS = 100

# A token names a value by a hash that is the same for everybody and outlives the contact's key.
_TOKEN = re.compile(r"⟦|\b[A-Z_]+:[0-9a-hjkmnp-tv-z]{26}\b")

_head = Prepared(select(TABLE.c.seq, TABLE.c.hash).order_by(TABLE.c.seq.desc()).limit(1))
_insert = Prepared(insert(TABLE))


def append(
    s: WriteSession,
    verb: Verb,
    *,
    actor: Actor,
    subject: str,
    conversation: str | None = None,
    **details: Detail,
) -> int:
    """Add one event in the caller's transaction and return its number (1, 2, 3 … without gaps).

    `subject` is the id of what was acted on. `details` are ids, numbers and short codes, never words of a customer; a hash
    of them only as `salted` makes it. The trail is never erased, so nothing in it may outlive a contact's key.
    Raises `UnfitDetail`, and `SealedError` without an audit key; either way the act must fail with it.
    """
    key = s.store.audit_key
    if key is None:
        raise SealedError
    _check("subject", subject)
    for name, value in details.items():
        _check(name, value)
    head = s.rows(_head).first()
    seq, prev = (head.seq + 1, head.hash) if head else (1, GENESIS)
    row = {
        "seq": seq,
        "at": clock.now(),
        "verb": Verb(verb).value,
        "actor_kind": actor.kind,
        "actor_id": actor.id,
        "actor_name": actor.name,
        "subject": subject,
        "conversation_id": conversation,
        "details": details,
        "prev": prev,
    }
    s.rows(_insert, **row, hash=link(key, row))
    return int(seq)


def link(key: bytes, row: dict[str, Any]) -> str:
    """The hash of one event, in hex. `row` holds every column but `hash`; `at` is a time."""
    content = canonical({**row, "at": to_ms(row["at"])})
    return hmac.new(key, content.encode(), hashlib.sha256).hexdigest()


def _check(name: str, value: object) -> None:
    if isinstance(value, list) and len(value) <= MOST_ITEMS:
        for item in value:
            if isinstance(item, list):
                raise UnfitDetail(name)
            _check(name, item)
    elif isinstance(value, str):
        if len(value) > LONGEST_DETAIL or _TOKEN.search(value):
            raise UnfitDetail(name)
    elif value is not None and not isinstance(value, int):
        raise UnfitDetail(name)
