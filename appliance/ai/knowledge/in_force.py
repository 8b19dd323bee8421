"""What holds: published, and valid at a time; or, for a session that looks ahead, as if a proposal were published."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement

from appliance.ai.knowledge.tables import Document, QaPair

if TYPE_CHECKING:
    from appliance.ai.knowledge.gate import Proposal
    from appliance.core.store.session import ReadSession


def in_force(row: type[Document] | type[QaPair], at: datetime) -> ColumnElement[bool]:
    """Published, and valid at that time."""
    return (
        (row.state == "published")
        & (row.valid_from.is_(None) | (row.valid_from <= at))
        & (row.valid_until.is_(None) | (row.valid_until > at))
        & (row.superseded_at.is_(None) | (row.superseded_at > at))
    )


AS_IF = "as_if"
"""Key of `session.info`: the `gate.Proposal` that such a session reads as if it had been published; see `as_if`."""


def published(
    s: ReadSession, row: type[Document] | type[QaPair], now: ColumnElement[bool]
) -> ColumnElement[bool]:
    """`now` is what holds; a session that looks ahead sees the proposal's versions and not those that they replace."""
    ahead: Proposal | None = s.info.get(AS_IF)
    if ahead is None:
        return now
    come, gone = (
        (ahead.documents, ahead.gone_documents) if row is Document else (ahead.pairs, ahead.gone_pairs)
    )
    return (now & row.id.not_in(gone)) | row.id.in_(come)
