"""Changing the masking policy and the public list: proposed by one, decided by another, in force with the approval."""

from __future__ import annotations

from typing import Any

from appliance.core.approvals import versioned
from appliance.core.audit import chain
from appliance.core.audit.verbs import Verb
from appliance.core.entities import versions
from appliance.core.entities.tables import MaskingVersion
from appliance.core.entities.versions import SERIES, Part
from appliance.core.kit.actors import Actor
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
            raise versioned.no_change()
        return new
    entries = public.merged(public.checked(value, note) for value, note in content)
    if entries == public.merged(now.public.entries):
        raise versioned.no_change()
    return book("proposed", now.content(), public.PublicList(entries))


def propose(
    s: WriteSession, part: Part, content: Any, *, by: Actor, role: str, reason: MaskedText
) -> MaskingVersion:
    """Ask for a new version. One change of a part waits at a time. Raises `AlreadyAsked`, `WrongRole`, `BadInput`."""
    new = drafted(s, part, content)
    said = new.content() if part == "policy" else public.stored(new.public)
    return SERIES[part].propose(s, said, by=by, role=role, reason=reason)


def propose_return(
    s: WriteSession, part: Part, number: int, *, by: Actor, role: str, reason: MaskedText
) -> MaskingVersion:
    """Ask to go back to an earlier version (0: as shipped). It becomes a new one, so that history only grows."""
    return propose(s, part, versions.content(s, part, number), by=by, role=role, reason=reason)


def approve(s: WriteSession, version_id: str, *, by: Actor, role: str) -> MaskingVersion:
    """Allow a version and put it in force, both in this transaction. Raises `SamePerson`, `WrongRole`, `NotNow`."""
    made = versions.version(s, version_id)
    before, after = versions.current(s), versions.proposed_book(s, made)
    request = SERIES[made.part].approve(s, made, by=by, role=role)
    chain.append(
        s,
        Verb.MASKING_CHANGED,
        actor=by,
        subject=made.id,
        part=made.part,
        number=made.number,
        looser=sum(change.looser for change in changes(before, after)),
        entries=len(after.public.entries),
        asked_by=request.asked_by,
    )
    return made


def refuse(s: WriteSession, version_id: str, *, by: Actor, role: str) -> None:
    """Do not allow it. Raises `SamePerson`, `WrongRole`, `NotNow`."""
    versioned.refuse(s, versions.version(s, version_id), by=by, role=role)


def withdraw(s: WriteSession, version_id: str, *, by: Actor) -> None:
    """Take one's own proposal back. Raises `WrongRole`, `NotNow`."""
    versioned.withdraw(s, versions.version(s, version_id), by=by)
