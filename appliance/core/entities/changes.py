"""Changing the masking policy and the public list: proposed by one, decided by another, in force with the approval."""

from __future__ import annotations

from typing import Any

from appliance.core.approvals import actions as approvals
from appliance.core.approvals.errors import AlreadyAsked
from appliance.core.audit import chain
from appliance.core.audit.verbs import Verb
from appliance.core.entities import versions
from appliance.core.entities.tables import MaskingVersion
from appliance.core.entities.versions import KIND_OF, Part
from appliance.core.kit import clock
from appliance.core.kit.actors import Actor
from appliance.core.kit.errors import BadInput, Conflict
from appliance.core.kit.ids import new_id
from appliance.core.masking import public
from appliance.core.masking.policy import Policies, book, changes
from appliance.core.masking.text import MaskedText
from appliance.core.store.session import ReadSession, WriteSession


def drafted(s: ReadSession, part: Part, content: Any) -> Policies:
    """The book with this content in place of a part's present one. Raises `BadInput` for what may not be said, and when
    nothing would change."""
    now = versions.current(s)
    if part == "policy":
        new = book("proposed", content, now.public)
        if not changes(now, new):
            raise _no_change()
        return new
    entries = public.merged(public.checked(value, note) for value, note in content)
    if entries == public.merged(now.public.entries):
        raise _no_change()
    return book("proposed", now.content(), public.PublicList(entries))


def propose(
    s: WriteSession, part: Part, content: Any, *, by: Actor, role: str, reason: MaskedText
) -> MaskingVersion:
    """Ask for a new version. One change of a part waits at a time. Raises `AlreadyAsked`, `WrongRole`, `BadInput`."""
    if versions.waiting(s, part) is not None:
        raise AlreadyAsked
    new = drafted(s, part, content)
    policy, listed = versions.numbers(s)
    version_id = new_id()
    request = approvals.ask(s, KIND_OF[part], by=by, role=role, subject=version_id, reason=reason)
    made = MaskingVersion(
        id=version_id,
        part=part,
        number=None,
        based_on=policy if part == "policy" else listed,
        content=new.content() if part == "policy" else public.stored(new.public),
        approval_id=request.id,
        created_at=clock.now(),
    )
    s.add(made)
    s.flush()
    return made


def propose_return(
    s: WriteSession, part: Part, number: int, *, by: Actor, role: str, reason: MaskedText
) -> MaskingVersion:
    """Ask to go back to an earlier version (0: as shipped). It becomes a new one, so that history only grows."""
    return propose(s, part, versions.content(s, part, number), by=by, role=role, reason=reason)


def approve(s: WriteSession, version_id: str, *, by: Actor, role: str) -> MaskingVersion:
    """Allow a version and put it in force, both in this transaction. Raises `SamePerson`, `WrongRole`, `NotNow`."""
    made = versions.version(s, version_id)
    kind = KIND_OF[made.part]
    before = versions.current(s)
    after = versions.proposed_book(s, made)
    approvals.approve(s, made.approval_id, by=by, role=role)
    request = approvals.use(s, made.approval_id, kind, by=by, subject=made.id)
    policy, listed = versions.numbers(s)
    newest = policy if made.part == "policy" else listed
    if made.based_on != newest:
        raise Conflict(
            "规则在此期间已被更改，请重新提出。",
            "The rules have changed in the meantime; propose this anew.",
        )
    made.number = newest + 1
    s.flush()
    looser = sum(change.looser for change in changes(before, after))
    chain.append(
        s,
        Verb.MASKING_CHANGED,
        actor=by,
        subject=made.id,
        part=made.part,
        number=made.number,
        looser=looser,
        entries=len(after.public.entries),
        asked_by=request.asked_by,
    )
    return made


def refuse(s: WriteSession, version_id: str, *, by: Actor, role: str) -> None:
    """Do not allow it. Raises `SamePerson`, `WrongRole`, `NotNow`."""
    approvals.refuse(s, versions.version(s, version_id).approval_id, by=by, role=role)


def withdraw(s: WriteSession, version_id: str, *, by: Actor) -> None:
    """Take one's own proposal back. Raises `WrongRole`, `NotNow`."""
    approvals.withdraw(s, versions.version(s, version_id).approval_id, by=by)


def _no_change() -> BadInput:
    return BadInput(
        "与现行规则相同，没有需要更改的。", "This is what holds already; there is nothing to change."
    )
