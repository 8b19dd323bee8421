"""What changes by versions with two people: proposed by one, decided by another, in force with the approval.

A room keeps the wordings of such a thing as `VersionRow`s of its own and says what a content means and may say; the way from
one wording to the next is this one. Versions are numbered 1, 2, 3 … as they come into force; 0 is what was shipped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import String, func, select
from sqlalchemy.orm import Mapped, mapped_column

from appliance.core.approvals import actions, queries
from appliance.core.approvals.errors import AlreadyAsked
from appliance.core.approvals.kinds import Kind
from appliance.core.approvals.states import State
from appliance.core.approvals.tables import Approval
from appliance.core.kit import clock
from appliance.core.kit.actors import Actor
from appliance.core.kit.errors import BadInput, Conflict, NotFound
from appliance.core.kit.ids import new_id
from appliance.core.masking.text import MaskedText
from appliance.core.store.base import Base
from appliance.core.store.column_types import Json, UtcMs
from appliance.core.store.prepared import Prepared
from appliance.core.store.session import ReadSession, WriteSession


class VersionRow(Base):
    """One wording. `content` never changes; `number` is given when a second person has approved it; without one it waits, or
    was refused. Who asked, why and who decided stands with the request."""

    __abstract__ = True

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    number: Mapped[int | None]
    based_on: Mapped[int]
    content: Mapped[Any] = mapped_column(Json)
    approval_id: Mapped[str] = mapped_column(String(26), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcMs)


Row = TypeVar("Row", bound=VersionRow)


@dataclass(frozen=True)
class Proposed(Generic[Row]):
    """A version and the request it came by."""

    version: Row
    request: Approval
    state: State


class Series(Generic[Row]):
    """The versions of one thing: all of a table, or its rows with these values, and the kind of request that changes it."""

    def __init__(self, rows: type[Row], kind: Kind, **of: str) -> None:
        self.kind = kind
        self._rows, self._of = rows, of
        self._its = [getattr(rows, column) == value for column, value in of.items()]
        self._newest = Prepared(select(func.max(rows.number)).where(*self._its))

    def number(self, s: ReadSession) -> int:
        """The number that holds now; 0 is what was shipped."""
        return int(s.rows(self._newest).scalar() or 0)

    def content(self, s: ReadSession, number: int) -> Any:
        """A version's content as JSON; 0 is not kept here. Raises `NotFound`."""
        found = s.scalar(select(self._rows.content).where(*self._its, self._rows.number == number))
        if found is None:
            raise _no_such()
        return found

    def version(self, s: ReadSession, version_id: str) -> Row:
        """One version. Raises `NotFound`."""
        return version(s, self._rows, version_id)

    def waiting(self, s: ReadSession) -> Proposed[Row] | None:
        """The change that waits for a second person, if any."""
        for request in queries.pending(s, self.kind):
            found = s.get(self._rows, request.subject)
            if found is not None:
                return Proposed(found, request, State.PENDING)
        return None

    def history(self, s: ReadSession, limit: int = 50) -> Sequence[Proposed[Row]]:
        """Everything ever proposed, newest first: in force, replaced, refused, withdrawn, expired."""
        newest = (self._rows.created_at.desc(), self._rows.id.desc())
        rows = s.scalars(select(self._rows).where(*self._its).order_by(*newest).limit(limit)).all()
        requests = queries.by_ids(s, [row.approval_id for row in rows])
        return [
            Proposed(row, requests[row.approval_id], queries.state_of(requests[row.approval_id]))
            for row in rows
        ]

    def propose(self, s: WriteSession, content: Any, *, by: Actor, role: str, reason: MaskedText) -> Row:
        """Ask for a new version; one waits at a time. Raises `AlreadyAsked`, `WrongRole`, `BadInput` (no reason)."""
        if self.waiting(s) is not None:
            raise AlreadyAsked
        version_id = new_id()
        request = actions.ask(s, self.kind, by=by, role=role, subject=version_id, reason=reason)
        made = self._rows(
            id=version_id,
            number=None,
            based_on=self.number(s),
            content=content,
            approval_id=request.id,
            created_at=clock.now(),
            **self._of,
        )
        s.add(made)
        s.flush()
        return made

    def approve(self, s: WriteSession, made: Row, *, by: Actor, role: str) -> Approval:
        """Allow a version and put it in force, both in this transaction; the request that it came by. Raises `SamePerson`,
        `WrongRole`, `NotNow`, and `Conflict` for one that was made from another version than the one that holds."""
        actions.approve(s, made.approval_id, by=by, role=role)
        request = actions.use(s, made.approval_id, self.kind, by=by, subject=made.id)
        holds = self.number(s)
        if made.based_on != holds:
            raise Conflict(
                "规则在此期间已被更改，请重新提出。",
                "The rules have changed in the meantime; propose this anew.",
            )
        made.number = holds + 1
        s.flush()
        return request


def version(s: ReadSession, rows: type[Row], version_id: str) -> Row:
    """One version of any series of a table. Raises `NotFound`."""
    found = s.get(rows, version_id)
    if found is None:
        raise _no_such()
    return found


def refuse(s: WriteSession, made: VersionRow, *, by: Actor, role: str) -> None:
    """Do not allow it. Raises `SamePerson`, `WrongRole`, `NotNow`."""
    actions.refuse(s, made.approval_id, by=by, role=role)


def withdraw(s: WriteSession, made: VersionRow, *, by: Actor) -> None:
    """Take one's own proposal back. Raises `WrongRole`, `NotNow`."""
    actions.withdraw(s, made.approval_id, by=by)


def no_change() -> BadInput:
    """What is answered to a draft that says what holds."""
    return BadInput(
        "与现行规则相同，没有需要更改的。", "This is what holds already; there is nothing to change."
    )


def _no_such() -> NotFound:
    return NotFound("没有这个版本。", "There is no such version.")
