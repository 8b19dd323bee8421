"""Changing the rule book: proposed by one, decided by another, in force with the approval."""

from __future__ import annotations

from typing import Any

from appliance.core.approvals import actions as approvals
from appliance.core.approvals.errors import AlreadyAsked
from appliance.core.approvals.kinds import HANDOFF_RULES
from appliance.core.audit import chain
from appliance.core.audit.verbs import Verb
from appliance.core.kit import clock
from appliance.core.kit.actors import Actor
from appliance.core.kit.errors import BadInput, Conflict
from appliance.core.kit.ids import new_id
from appliance.core.masking.text import MaskedText
from appliance.core.store.session import ReadSession, WriteSession
from appliance.service.handoff import versions
from appliance.service.handoff.book import RuleBook, book
from appliance.service.handoff.difference import differences
from appliance.service.handoff.tables import HandoffVersion


def drafted(s: ReadSession, content: Any) -> RuleBook:
    """The book with this content. Raises `BadInput` for what may not be said, and when nothing would change."""
    new = book("draft", content)
    if not differences(versions.current(s), new):
        raise BadInput(
            "与现行规则相同，没有需要更改的。", "This is what holds already; there is nothing to change."
        )
    return new


def propose(s: WriteSession, content: Any, *, by: Actor, role: str, reason: MaskedText) -> HandoffVersion:
    """Ask for a new version. One change waits at a time. Raises `AlreadyAsked`, `WrongRole`, `BadInput`."""
    if versions.waiting(s) is not None:
        raise AlreadyAsked
    new = drafted(s, content)
    version_id = new_id()
    request = approvals.ask(s, HANDOFF_RULES, by=by, role=role, subject=version_id, reason=reason)
    made = HandoffVersion(
        id=version_id,
        number=None,
        based_on=versions.number(s),
        content=new.content(),
        approval_id=request.id,
        created_at=clock.now(),
    )
    s.add(made)
    s.flush()
    return made


def propose_return(
    s: WriteSession, number: int, *, by: Actor, role: str, reason: MaskedText
) -> HandoffVersion:
    """Ask to go back to an earlier version (0: as shipped). It becomes a new one, so that history only grows."""
    return propose(s, versions.content(s, number), by=by, role=role, reason=reason)


def approve(s: WriteSession, version_id: str, *, by: Actor, role: str) -> HandoffVersion:
    """Allow a version and put it in force, both in this transaction. Raises `SamePerson`, `WrongRole`, `NotNow`."""
    made = versions.version(s, version_id)
    before, after = versions.current(s), book("proposed", made.content)
    approvals.approve(s, made.approval_id, by=by, role=role)
    request = approvals.use(s, made.approval_id, HANDOFF_RULES, by=by, subject=made.id)
    newest = versions.number(s)
    if made.based_on != newest:
        raise Conflict(
            "规则在此期间已被更改，请重新提出。",
            "The rules have changed in the meantime; propose this anew.",
        )
    made.number = newest + 1
    s.flush()
    changed = differences(before, after)
    chain.append(
        s,
        Verb.HANDOFF_RULES_CHANGED,
        actor=by,
        subject=made.id,
        number=made.number,
        changed=sorted({each.rule for each in changed}),
        fewer=sum(each.fewer for each in changed),
        asked_by=request.asked_by,
    )
    return made


def refuse(s: WriteSession, version_id: str, *, by: Actor, role: str) -> None:
    """Do not allow it. Raises `SamePerson`, `WrongRole`, `NotNow`."""
    approvals.refuse(s, versions.version(s, version_id).approval_id, by=by, role=role)


def withdraw(s: WriteSession, version_id: str, *, by: Actor) -> None:
    """Take one's own proposal back. Raises `WrongRole`, `NotNow`."""
    approvals.withdraw(s, versions.version(s, version_id).approval_id, by=by)
