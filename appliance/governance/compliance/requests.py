"""Asking for an erasure and deciding it: one person asks, another allows it, and the allowing begins it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from appliance.core.approvals import actions as approvals
from appliance.core.approvals import queries as approved
from appliance.core.approvals.errors import AlreadyAsked
from appliance.core.approvals.kinds import ERASE
from appliance.core.approvals.states import State
from appliance.core.kit import clock
from appliance.core.kit.actors import Actor
from appliance.core.kit.errors import BadInput
from appliance.core.kit.ids import new_id
from appliance.core.masking.text import MaskedText
from appliance.core.store.session import ReadSession, WriteSession
from appliance.governance.compliance import erase, legal_hold
from appliance.governance.compliance.errors import Erased, NoContact, NoErasure
from appliance.governance.compliance.grounds import Ground
from appliance.governance.compliance.tables import Erasure
from appliance.service.contacts.tables import Contact
from appliance.service.conversations.tables import Conversation

DUE = timedelta(
    days=30
)  # GB/T 35273-2020, 8.7: reply within thirty days; PIPL articles 47 and 50 say "timely"


@dataclass(frozen=True)
class Asked:
    """A request as lists show it. `state`: pending, refused, withdrawn, expired, running or done. `codes` name the
    contact's conversations."""

    row: Erasure
    state: str
    codes: tuple[str, ...]
    reason: MaskedText
    decided_by_name: str

    @property
    def open(self) -> bool:
        """Whether somebody is waiting for it."""
        return self.state in ("pending", "running")

    @property
    def late(self) -> bool:
        """Whether its due date has passed."""
        return self.open and self.row.due_at < clock.now()


def ask(
    s: WriteSession,
    contact_id: str,
    ground: Ground,
    *,
    reason: MaskedText,
    received_at: datetime | None = None,
    by: Actor,
    role: str,
) -> Erasure:
    """File a request. `received_at` is when the customer asked (default: now); thirty days later it is due.

    `reason` goes with the erasure. Raises `NoContact`, `Erased`, `Held`, `AlreadyAsked`, `BadInput` (a day to come, or
    no reason), `WrongRole`.
    """
    contact = s.get(Contact, contact_id)
    if contact is None:
        raise NoContact
    newest = _newest(s, contact_id)
    if contact.erased_at is not None or (newest is not None and newest.state in ("running", "done")):
        raise Erased
    legal_hold.check(s, contact_id)
    if approved.pending(s, ERASE, contact_id):
        raise AlreadyAsked
    at = clock.now()
    received_at = received_at or at
    if received_at > at:
        raise BadInput("收到请求的日期不能晚于今天。", "The day the request came in cannot be in the future.")
    first = s.scalars(
        select(Conversation.id).where(Conversation.contact_id == contact_id).order_by(Conversation.created_at)
    ).first()
    erasure_id = new_id()
    request = approvals.ask(
        s,
        ERASE,
        by=by,
        role=role,
        subject=contact_id,
        reason=reason,
        conversation=first,  # so that the reason goes when the conversation does
        erasure=erasure_id,
    )
    made = Erasure(
        id=erasure_id,
        contact_id=contact_id,
        key_ids=erase.key_ids(s, contact_id),
        ground=ground.value,
        state="asked",
        received_at=received_at,
        due_at=received_at + DUE,
        approval_id=request.id,
        asked_by=by.id,
        asked_by_name=by.name,
        asked_at=at,
        decided_by="",
        decided_by_name="",
        steps={},
        removed={},
        copies=[],
        certificate="",
    )
    s.add(made)
    s.flush()
    return made


def approve(s: WriteSession, erasure_id: str, *, by: Actor, role: str) -> Erasure:
    """Allow it, and begin: the contact's rows go in this transaction, the rest as a job.

    Raises `NoErasure`, `Held`, and what approvals raise: `SamePerson`, `WrongRole`, `NotNow`.
    """
    found = _row(s, erasure_id)
    legal_hold.check(s, found.contact_id)
    approvals.approve(s, found.approval_id, by=by, role=role)
    approvals.use(s, found.approval_id, ERASE, by=by, subject=found.contact_id)
    _decided(found, by)
    erase.begin(s, found, by=by)
    return found


def refuse(s: WriteSession, erasure_id: str, *, by: Actor, role: str) -> Erasure:
    """Do not allow it. Raises `NoErasure`, `SamePerson`, `WrongRole`, `NotNow`."""
    found = _row(s, erasure_id)
    approvals.refuse(s, found.approval_id, by=by, role=role)
    _decided(found, by)
    found.state = "refused"
    s.flush()
    return found


def withdraw(s: WriteSession, erasure_id: str, *, by: Actor) -> Erasure:
    """Take one's own request back. Raises `NoErasure`, `WrongRole`, `NotNow`."""
    found = _row(s, erasure_id)
    approvals.withdraw(s, found.approval_id, by=by)
    found.state = "withdrawn"
    s.flush()
    return found


def one(s: ReadSession, erasure_id: str) -> Asked:
    """One request. Raises `NoErasure`."""
    return _asked(s, [_row(s, erasure_id)])[0]


def listed(s: ReadSession, *, limit: int = 200) -> list[Asked]:
    """All requests: those that wait first, the nearest due date on top; then the others, newest first."""
    rows = s.scalars(select(Erasure).order_by(Erasure.asked_at.desc(), Erasure.id.desc()).limit(limit)).all()
    found = _asked(s, rows)
    return sorted((each for each in found if each.open), key=lambda each: each.row.due_at) + [
        each for each in found if not each.open
    ]


def _asked(s: ReadSession, rows: Sequence[Erasure]) -> list[Asked]:
    requests = approved.by_ids(s, [row.approval_id for row in rows])
    wanted = select(Conversation.contact_id, Conversation.code).where(
        Conversation.contact_id.in_({row.contact_id for row in rows})
    )
    codes: dict[str, list[str]] = {}
    for contact_id, code in s.execute(wanted.order_by(Conversation.created_at.desc())):
        codes.setdefault(contact_id, []).append(code)
    found = []
    for row in rows:
        request = requests.get(row.approval_id)
        state = row.state
        if state == "asked":
            state = approved.state_of(request).value if request is not None else State.EXPIRED.value
        reason = request.reason if request is not None else ""
        decided = row.decided_by_name or (request.decided_by_name if request is not None else "")
        found.append(
            Asked(row, state, tuple(codes.get(row.contact_id, ())[:6]), MaskedText.trusted(reason), decided)
        )
    return found


def _newest(s: ReadSession, contact_id: str) -> Erasure | None:
    mine = select(Erasure).where(Erasure.contact_id == contact_id)
    return s.scalars(mine.order_by(Erasure.asked_at.desc(), Erasure.id.desc()).limit(1)).first()


def _row(s: ReadSession, erasure_id: str) -> Erasure:
    found = s.get(Erasure, erasure_id)
    if found is None:
        raise NoErasure
    return found


def _decided(found: Erasure, by: Actor) -> None:
    found.decided_by, found.decided_by_name, found.decided_at = by.id, by.name, clock.now()
