"""What versions of documents and of qa pairs have in common: the times they hold, their review, one taking another's place.

`actions` and `pairs` add what is their own: audit verbs, and what else points at a version.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import select, update

from appliance.ai.knowledge import bases
from appliance.ai.knowledge.tables import Document, QaPair
from appliance.core.approvals.errors import SamePerson
from appliance.core.kit.clock import now
from appliance.core.kit.errors import BadInput, Conflict

if TYPE_CHECKING:
    from appliance.core.kit.actors import Actor
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


def review(s: WriteSession, draft: Document | QaPair, *, by: Actor) -> None:
    """Somebody else has read this draft and found it fit. Raises `Conflict`, `SamePerson`."""
    if draft.state != "draft":
        raise Conflict("只有草稿可以核对。", "Only a draft can be reviewed.")
    if draft.created_by == by.id and not bases.base(s, draft.base).single_person:
        raise SamePerson
    draft.state, draft.reviewed_by, draft.reviewed_at = "reviewed", by.id, now()
    s.flush()


def take_out(s: WriteSession, row: type[Version], gone: Version) -> bool:
    """Withdraw it; whether it was published. What was to give way to it at a time that has not come stays in force."""
    was_published = gone.state == "published"
    gone.state = "withdrawn"
    s.flush()
    if was_published and gone.valid_from is not None and gone.valid_from > now():
        s.execute(
            update(row)
            .where(row.line == gone.line, row.state == "published", row.superseded_at == gone.valid_from)
            .values(superseded_at=None)
        )
    return was_published


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
