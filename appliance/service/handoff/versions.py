"""Reading the versions of the rule book."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from appliance.core.approvals import queries as approvals
from appliance.core.approvals.kinds import HANDOFF_RULES
from appliance.core.approvals.states import State
from appliance.core.approvals.tables import Approval
from appliance.core.kit.errors import NotFound
from appliance.core.store.prepared import Prepared
from appliance.core.store.session import ReadSession
from appliance.service.handoff.book import SHIPPED, RuleBook, book
from appliance.service.handoff.tables import HandoffVersion

_NEWEST = Prepared(select(func.max(HandoffVersion.number)))


@dataclass(frozen=True)
class Proposed:
    """A version and the request it came by."""

    version: HandoffVersion
    request: Approval
    state: State


def number(s: ReadSession) -> int:
    """The number that holds now; 0 is what was shipped."""
    return int(s.rows(_NEWEST).scalar() or 0)


def current(s: ReadSession) -> RuleBook:
    """The book that holds now."""
    return book_of(s, number(s))


def content(s: ReadSession, wanted: int) -> Any:
    """A version's content as JSON. Raises `NotFound`."""
    if wanted == 0:
        return SHIPPED.content()
    found = s.scalar(select(HandoffVersion.content).where(HandoffVersion.number == wanted))
    if found is None:
        raise NotFound("没有这个版本。", "There is no such version.")
    return found


def book_of(s: ReadSession, wanted: int) -> RuleBook:
    """A version as a book. Raises `NotFound`."""
    return book(str(wanted), content(s, wanted)) if wanted else SHIPPED


def version(s: ReadSession, version_id: str) -> HandoffVersion:
    """One version. Raises `NotFound`."""
    found = s.get(HandoffVersion, version_id)
    if found is None:
        raise NotFound("没有这个版本。", "There is no such version.")
    return found


def waiting(s: ReadSession) -> Proposed | None:
    """The change that waits for a second person, if any."""
    for request in approvals.pending(s, HANDOFF_RULES):
        found = s.get(HandoffVersion, request.subject)
        if found is not None:
            return Proposed(found, request, State.PENDING)
    return None


def history(s: ReadSession, limit: int = 50) -> Sequence[Proposed]:
    """Everything ever proposed, newest first: in force, replaced, refused, withdrawn, expired."""
    rows = s.scalars(
        select(HandoffVersion)
        .order_by(HandoffVersion.created_at.desc(), HandoffVersion.id.desc())
        .limit(limit)
    ).all()
    requests = approvals.by_ids(s, [row.approval_id for row in rows])
    return [
        Proposed(row, requests[row.approval_id], approvals.state_of(requests[row.approval_id]))
        for row in rows
    ]
