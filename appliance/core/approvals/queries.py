"""Reading requests."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, func, select

from appliance.core.approvals.kinds import Kind, decided_by
from appliance.core.approvals.states import State, standing
from appliance.core.approvals.tables import Approval
from appliance.core.kit import clock
from appliance.core.kit.errors import NotFound
from appliance.core.store.session import ReadSession


def approval(s: ReadSession, approval_id: str) -> Approval:
    """One request. Raises `NotFound`."""
    found = s.get(Approval, approval_id)
    if found is None:
        raise NotFound("没有这个申请。", "There is no such request.")
    return found


def state_of(row: Approval) -> State:
    """Where it stands now."""
    return standing(row.state, row.expires_at, clock.now())


def to_decide(s: ReadSession, role: str, agent_id: str, limit: int = 100) -> Sequence[Approval]:
    """What waits for somebody of this role, their own requests left out; the oldest first."""
    return s.scalars(
        select(Approval)
        .where(*_waiting(role, agent_id))
        .order_by(Approval.asked_at, Approval.id)
        .limit(limit)
    ).all()


def count_to_decide(s: ReadSession, role: str, agent_id: str) -> int:
    """How many of them there are."""
    return s.scalar(select(func.count()).select_from(Approval).where(*_waiting(role, agent_id))) or 0


def asked_by(s: ReadSession, agent_id: str, limit: int = 30) -> Sequence[Approval]:
    """One's own requests, newest first."""
    mine = select(Approval).where(Approval.asked_by == agent_id)
    return s.scalars(mine.order_by(Approval.asked_at.desc(), Approval.id.desc()).limit(limit)).all()


def decided(s: ReadSession, kinds: Collection[str], limit: int = 30) -> Sequence[Approval]:
    """What was decided lately, of these kinds; newest first."""
    rows = select(Approval).where(Approval.kind.in_(sorted(kinds)), Approval.decided_at.is_not(None))
    return s.scalars(rows.order_by(Approval.decided_at.desc(), Approval.id.desc()).limit(limit)).all()


def of_conversation(s: ReadSession, kind: Kind, conversation_id: str, agent_id: str) -> Sequence[Approval]:
    """One's own requests of a kind about a conversation, newest first."""
    rows = select(Approval).where(
        Approval.conversation_id == conversation_id, Approval.kind == kind.name, Approval.asked_by == agent_id
    )
    return s.scalars(rows.order_by(Approval.asked_at.desc(), Approval.id.desc()).limit(200)).all()


def pending(s: ReadSession, kind: Kind, subject: str | None = None) -> Sequence[Approval]:
    """Requests of a kind that wait for a decision, oldest first."""
    rows = select(Approval).where(
        Approval.kind == kind.name, Approval.state == State.PENDING, Approval.expires_at > clock.now()
    )
    if subject is not None:
        rows = rows.where(Approval.subject == subject)
    return s.scalars(rows.order_by(Approval.asked_at, Approval.id)).all()


def by_ids(s: ReadSession, ids: Collection[str]) -> dict[str, Approval]:
    """These requests, by id."""
    rows = s.scalars(select(Approval).where(Approval.id.in_(sorted(set(ids)))))
    return {row.id: row for row in rows}


def _waiting(role: str, agent_id: str) -> tuple[ColumnElement[bool], ...]:
    return (
        Approval.state == State.PENDING,
        Approval.expires_at > clock.now(),
        Approval.kind.in_(sorted(decided_by(role))),
        Approval.asked_by != agent_id,
    )
