"""Asking, deciding, taking back, using.

    with store.writing() as s:
        request = approvals.ask(s, RESTORE, by=wu, role="it_operator", subject=backup_id, reason=masked)
    …
    with store.writing() as s:
        approvals.approve(s, request.id, by=he, role="administrator")
    …
    with store.writing() as s:
        approvals.use(s, request.id, RESTORE, by=wu, subject=backup_id)     # and the act, in this transaction

What is done `at_once` is used by whoever approves, right after `approve` and in its transaction.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import update

from appliance.core.approvals import kinds, queries
from appliance.core.approvals.errors import NotNow, SamePerson, WrongRole
from appliance.core.approvals.kinds import Kind
from appliance.core.approvals.states import Step, after, standing
from appliance.core.approvals.tables import Approval
from appliance.core.audit import chain
from appliance.core.audit.verbs import Verb
from appliance.core.kit import clock
from appliance.core.kit.actors import Actor
from appliance.core.kit.errors import BadInput
from appliance.core.kit.ids import new_id
from appliance.core.masking.text import MaskedText
from appliance.core.store.session import WriteSession

LONGEST_REASON = 1000  # characters, tokens included


def ask(
    s: WriteSession,
    kind: Kind,
    *,
    by: Actor,
    role: str,
    subject: str,
    reason: MaskedText,
    conversation: str | None = None,
    **detail: Any,
) -> Approval:
    """A new request. `reason` has been masked by the caller, since people name customers in it.

    Raises `WrongRole`, and `BadInput` for an empty or overlong reason.
    """
    if role not in kind.asks:
        raise WrongRole
    said = str(reason).strip()
    if not said or len(said) > LONGEST_REASON:
        raise BadInput(
            "请写明原因（最多 500 字），审批人要看。",
            "Give a reason (up to 500 characters); who decides will read it.",
        )
    at = clock.now()
    made = Approval(
        id=new_id(),
        kind=kind.name,
        state="pending",
        subject=subject,
        conversation_id=conversation,
        reason=said,
        detail=detail,
        asked_by=by.id,
        asked_by_name=by.name,
        asked_at=at,
        expires_at=at + kind.lasts,
        decided_by_name="",
    )
    s.add(made)
    s.flush()
    _record(s, Verb.APPROVAL_ASKED, made, by)
    return made


def approve(s: WriteSession, approval_id: str, *, by: Actor, role: str) -> Approval:
    """Allow it. Raises `SamePerson`, `WrongRole`, `NotNow`."""
    found = _decide(s, approval_id, Step.APPROVE, by, role)
    found.expires_at = clock.now() + kinds.named(found.kind).usable
    s.flush()
    _record(s, Verb.APPROVAL_APPROVED, found, by)
    return found


def refuse(s: WriteSession, approval_id: str, *, by: Actor, role: str) -> Approval:
    """Do not allow it. Raises `SamePerson`, `WrongRole`, `NotNow`."""
    found = _decide(s, approval_id, Step.REFUSE, by, role)
    s.flush()
    _record(s, Verb.APPROVAL_REFUSED, found, by)
    return found


def withdraw(s: WriteSession, approval_id: str, *, by: Actor) -> Approval:
    """Take one's own request back, approved or not. Raises `WrongRole` for anybody else, `NotNow`."""
    found = queries.approval(s, approval_id)
    if found.asked_by != by.id:
        raise WrongRole
    _step(found, Step.WITHDRAW)
    s.flush()
    _record(s, Verb.APPROVAL_WITHDRAWN, found, by)
    return found


def use(s: WriteSession, approval_id: str, kind: Kind, *, by: Actor, subject: str) -> Approval:
    """Spend it on the act that the caller does in this same transaction; a second time it is refused.

    The one who asked does the act; what is done `at_once`, the one who approved. Raises `NotNow`, and `WrongRole`
    for anybody else or for a request about something else.
    """
    found = queries.approval(s, approval_id)
    doer = found.decided_by if kind.at_once else found.asked_by
    if (found.kind, found.subject) != (kind.name, subject):
        raise WrongRole
    _step(found, Step.USE)
    if doer != by.id:
        raise WrongRole
    found.used_at = clock.now()
    s.flush()
    _record(s, Verb.APPROVAL_USED, found, by, asked_by=found.asked_by, approved_by=found.decided_by)
    return found


def forget(s: WriteSession, conversation_ids: Collection[str]) -> None:
    """Part of erasing a contact: reasons and details of requests about these conversations go."""
    s.execute(
        update(Approval)
        .where(Approval.conversation_id.in_(sorted(conversation_ids)))
        .values(reason="", detail={})
    )


def _decide(s: WriteSession, approval_id: str, step: Step, by: Actor, role: str) -> Approval:
    found = queries.approval(s, approval_id)
    if found.asked_by == by.id:
        raise SamePerson
    if role not in kinds.named(found.kind).decides:
        raise WrongRole
    _step(found, step)
    found.decided_by, found.decided_by_name, found.decided_at = by.id, by.name, clock.now()
    return found


def _step(found: Approval, step: Step) -> None:
    now = standing(found.state, found.expires_at, clock.now())
    found.state = after(now, step).value


def _record(s: WriteSession, verb: Verb, of: Approval, by: Actor, **details: Any) -> None:
    chain.append(
        s,
        verb,
        actor=by,
        subject=of.id,
        conversation=of.conversation_id,
        kind=of.kind,
        about=of.subject,
        **details,
    )


__all__ = ["NotNow", "approve", "ask", "forget", "refuse", "use", "withdraw"]
