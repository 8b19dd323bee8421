"""What versions of documents and of qa pairs have in common: the times they hold, and one taking another's place.

`actions` and `pairs` add what is their own: audit verbs, and what else points at a version.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import select, update

from appliance.ai.knowledge.tables import Document, QaPair
from appliance.core.kit.clock import now
from appliance.core.kit.errors import BadInput

if TYPE_CHECKING:
    from appliance.core.store.session import WriteSession

Version = TypeVar("Version", Document, QaPair)


def take_over(s: WriteSession, row: type[Version], new: Version) -> Sequence[Version]:
    """Put `new` in force in place of the published versions of its line, which are returned: withdrawn, or, where `new`
    begins later, in force until then. Flushed; the caller writes the audit rows.
    """
    at = now()
    later = new.valid_from is not None and new.valid_from > at
    query = select(row).where(row.line == new.line, row.state == "published", row.id != new.id)
    older = s.scalars(query).all()
    for old in older:
        if later and holds_at(old, at):
            old.superseded_at = new.valid_from
        else:
            old.state, old.replaced_by = "withdrawn", new.id
    new.state, new.published_at = "published", at
    new.replaced_by = new.superseded_at = None
    s.flush()
    return older


def stays(s: WriteSession, row: type[Document] | type[QaPair], gone: Document | QaPair) -> None:
    """What was to give way to a version that is withdrawn before its time stays in force."""
    if gone.valid_from is not None and gone.valid_from > now():
        s.execute(
            update(row)
            .where(row.line == gone.line, row.state == "published", row.superseded_at == gone.valid_from)
            .values(superseded_at=None)
        )


def holds_at(row: Document | QaPair, at: datetime) -> bool:
    """Whether what is published is found at that time."""
    return (row.valid_from is None or row.valid_from <= at) and not is_over(row, at)


def is_over(row: Document | QaPair, at: datetime) -> bool:
    """Whether its time has ended by then."""
    return any(end is not None and end <= at for end in (row.valid_until, row.superseded_at))


def check_dates(since: datetime | None, until: datetime | None) -> None:
    """Raises `BadInput` for an end that is not after the beginning."""
    if since is not None and until is not None and until <= since:
        raise BadInput("有效期的结束必须晚于开始。", "The end must be after the beginning.")
