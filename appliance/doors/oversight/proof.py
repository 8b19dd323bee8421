"""The mark beside a row: its hash recomputed now, and its link to the row before. No mark without that."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from appliance.core.audit.chain import GENESIS, link
from appliance.core.audit.tables import TABLE, AuditEvent
from appliance.core.kit.errors import SealedError
from appliance.core.store.session import ReadSession

_COVERED = [column.key for column in TABLE.columns if column.key != "hash"]


@dataclass(frozen=True, slots=True)
class Proof:
    """One audit event as a row shows it: its number, its hash in hex, and whether the hash holds."""

    seq: int
    hash: str
    holds: bool

    @property
    def short(self) -> str:
        """9c1e…b204."""
        return f"{self.hash[:4]}…{self.hash[-4:]}"


def proofs(s: ReadSession, events: Iterable[AuditEvent]) -> dict[int, Proof]:
    """A proof for each event, by its number. Raises `SealedError` without the audit key.

    It says that this row is as it was appended and follows the row before; that no row is missing elsewhere only
    the walk over the whole chain tells (`core/audit/verify`).
    """
    key = s.store.audit_key
    if key is None:
        raise SealedError
    wanted = list(events)
    before = {event.seq - 1 for event in wanted}
    links = s.execute(select(TABLE.c.seq, TABLE.c.hash).where(TABLE.c.seq.in_(before)))
    heads = {0: GENESIS, **{row.seq: row.hash for row in links}}
    return {event.seq: Proof(event.seq, event.hash, _holds(key, event, heads)) for event in wanted}


def _holds(key: bytes, event: AuditEvent, heads: dict[int, str]) -> bool:
    row = {name: getattr(event, name) for name in _COVERED}
    return heads.get(event.seq - 1) == event.prev and hmac.compare_digest(link(key, row), event.hash)
