"""Orders to keep. A held contact cannot be erased, whoever asks and whoever allows it."""

from __future__ import annotations

from sqlalchemy import select

from appliance.core.audit import chain
from appliance.core.audit.verbs import Verb
from appliance.core.kit import clock
from appliance.core.kit.actors import Actor
from appliance.core.kit.errors import Conflict
from appliance.core.kit.ids import new_id
from appliance.core.store.session import ReadSession, WriteSession
from appliance.governance.compliance.errors import Erased, Held, NoContact, NotHeld
from appliance.governance.compliance.grounds import CAUSES, Cause
from appliance.governance.compliance.tables import Erasure, LegalHold
from appliance.service.contacts.tables import Contact
from appliance.service.conversations.events import Joined


def of(s: ReadSession, contact_id: str) -> LegalHold | None:
    """The hold that stands on a contact."""
    standing = select(LegalHold).where(LegalHold.contact_id == contact_id, LegalHold.lifted_at.is_(None))
    return s.scalars(standing.order_by(LegalHold.placed_at).limit(1)).first()


def check(s: ReadSession, contact_id: str) -> None:
    """Raises `Held` if a hold stands on the contact."""
    found = of(s, contact_id)
    if found is not None:
        raise Held(*CAUSES[Cause(found.cause)])


def on_joined(s: WriteSession, event: Joined) -> None:
    """`within`: what must be kept of a visitor must be kept of the customer they turned out to be."""
    held = of(s, event.old)
    if held is not None and of(s, event.new) is None:
        by = Actor("agent", held.placed_by, held.placed_by_name)
        place(s, event.new, Cause(held.cause), by=by)


def place(s: WriteSession, contact_id: str, cause: Cause, *, by: Actor) -> LegalHold:
    """Hold a contact. Raises `NoContact`, `Erased`, and `Conflict` when held already."""
    contact = s.get(Contact, contact_id)
    if contact is None:
        raise NoContact
    running = select(Erasure.id).where(
        Erasure.contact_id == contact_id, Erasure.state.in_(("running", "done"))
    )
    if contact.erased_at is not None or s.scalars(running).first() is not None:
        raise Erased
    if of(s, contact_id) is not None:
        raise Conflict("该客户已在保全中。", "This contact is held already.")
    made = LegalHold(
        id=new_id(),
        contact_id=contact_id,
        cause=cause.value,
        placed_by=by.id,
        placed_by_name=by.name,
        placed_at=clock.now(),
        lifted_by="",
        lifted_by_name="",
    )
    s.add(made)
    s.flush()
    chain.append(s, Verb.CONTACT_HELD, actor=by, subject=contact_id, cause=cause.value)
    return made


def lift(s: WriteSession, contact_id: str, *, by: Actor) -> LegalHold:
    """End the hold. Raises `NotHeld`."""
    found = of(s, contact_id)
    if found is None:
        raise NotHeld
    found.lifted_by, found.lifted_by_name, found.lifted_at = by.id, by.name, clock.now()
    s.flush()
    chain.append(s, Verb.CONTACT_RELEASED, actor=by, subject=contact_id, cause=found.cause)
    return found
