"""Changing the rule book: proposed by one, decided by another, in force with the approval."""

from __future__ import annotations

from typing import Any

from appliance.core.approvals import versioned
from appliance.core.audit import chain
from appliance.core.audit.verbs import Verb
from appliance.core.kit.actors import Actor
from appliance.core.masking.text import MaskedText
from appliance.core.store.session import ReadSession, WriteSession
from appliance.service.handoff import versions
from appliance.service.handoff.book import RuleBook, book
from appliance.service.handoff.difference import differences
from appliance.service.handoff.tables import HandoffVersion
from appliance.service.handoff.versions import SERIES


def drafted(s: ReadSession, content: Any) -> RuleBook:
    """The book with this content. Raises `BadInput` for what may not be said, and when nothing would change."""
    new = book("draft", content)
    if not differences(versions.current(s), new):
        raise versioned.no_change()
    return new


def propose(s: WriteSession, content: Any, *, by: Actor, role: str, reason: MaskedText) -> HandoffVersion:
    """Ask for a new version. One change waits at a time. Raises `AlreadyAsked`, `WrongRole`, `BadInput`."""
    return SERIES.propose(s, drafted(s, content).content(), by=by, role=role, reason=reason)


def propose_return(
    s: WriteSession, number: int, *, by: Actor, role: str, reason: MaskedText
) -> HandoffVersion:
    """Ask to go back to an earlier version (0: as shipped). It becomes a new one, so that history only grows."""
    return propose(s, versions.content(s, number), by=by, role=role, reason=reason)


def approve(s: WriteSession, version_id: str, *, by: Actor, role: str) -> HandoffVersion:
    """Allow a version and put it in force, both in this transaction. Raises `SamePerson`, `WrongRole`, `NotNow`."""
    made = SERIES.version(s, version_id)
    changed = differences(versions.current(s), book("proposed", made.content))
    request = SERIES.approve(s, made, by=by, role=role)
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
    versioned.refuse(s, SERIES.version(s, version_id), by=by, role=role)


def withdraw(s: WriteSession, version_id: str, *, by: Actor) -> None:
    """Take one's own proposal back. Raises `WrongRole`, `NotNow`."""
    versioned.withdraw(s, SERIES.version(s, version_id), by=by)
