"""What is held of one contact: counted, never quoted. And who a contact is: found by a conversation's code or by words."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from appliance.core.entities.tables import Entity
from appliance.core.store.session import ReadSession
from appliance.governance.compliance import legal_hold
from appliance.governance.compliance.errors import NoContact
from appliance.governance.compliance.tables import Erasure, LegalHold
from appliance.service.consent import queries as consent
from appliance.service.consent.tables import Consent
from appliance.service.contacts.tables import ChannelIdentity, Contact
from appliance.service.conversations.tables import Conversation, Message
from appliance.service.impressions.tables import HandoffSummary, Impression, MoodReading


@dataclass(frozen=True)
class Held:
    """One conversation of a contact."""

    id: str
    code: str
    channel: str
    state: str
    since: datetime
    last_at: datetime
    messages: int
    erased_at: datetime | None


@dataclass(frozen=True)
class Holdings:
    """Everything there is of one contact. `values` are (kind, how many different ones); `erasure` is the newest request.
    `known_as` are the ends of the bank's number of them; `impression`: whether an agent has described them; `moods`: of how many
    messages the mood is kept; `summaries`: at how many handoffs something was said in words."""

    contact_id: str
    since: datetime
    erased_at: datetime | None
    conversations: tuple[Held, ...]
    messages: int
    values: tuple[tuple[str, int], ...]
    identities: tuple[tuple[str, int], ...]
    hold: LegalHold | None
    erasure: Erasure | None
    known_as: str = ""
    consents: tuple[Consent, ...] = ()
    impression: bool = False
    moods: int = 0
    summaries: int = 0

    @property
    def empty(self) -> bool:
        """Whether nothing is left."""
        return not (
            self.messages or self.values or self.identities or self.impression or self.moods or self.summaries
        )


@dataclass(frozen=True)
class Candidate:
    """A contact that may be the one looked for."""

    contact_id: str
    codes: tuple[str, ...]
    last_at: datetime
    erased_at: datetime | None


def holdings(s: ReadSession, contact_id: str) -> Holdings:
    """Count everything. Raises `NoContact`."""
    contact = s.get(Contact, contact_id)
    if contact is None:
        raise NoContact
    mine = select(Conversation.id).where(Conversation.contact_id == contact_id)
    written = (
        select(Message.conversation_id, func.count())
        .where(Message.conversation_id.in_(mine), Message.kind != "event")
        .group_by(Message.conversation_id)
    )
    counts = {row[0]: row[1] for row in s.execute(written)}
    rows = s.scalars(
        select(Conversation)
        .where(Conversation.contact_id == contact_id)
        .order_by(Conversation.created_at.desc(), Conversation.id.desc())
    )
    values = (
        select(Entity.kind, func.count(Entity.token_id.distinct()))
        .where(Entity.conversation_id.in_(mine))
        .group_by(Entity.kind)
        .order_by(Entity.kind)
    )
    identities = (
        select(ChannelIdentity.channel, func.count())
        .where(ChannelIdentity.contact_id == contact_id)
        .group_by(ChannelIdentity.channel)
        .order_by(ChannelIdentity.channel)
    )
    newest = select(Erasure).where(Erasure.contact_id == contact_id)
    return Holdings(
        contact_id,
        contact.created_at,
        contact.erased_at,
        tuple(_held(row, counts.get(row.id, 0)) for row in rows),
        sum(counts.values()),
        tuple((kind, count) for kind, count in s.execute(values)),
        tuple((channel, count) for channel, count in s.execute(identities)),
        legal_hold.of(s, contact_id),
        s.scalars(newest.order_by(Erasure.asked_at.desc(), Erasure.id.desc()).limit(1)).first(),
        contact.known_as,
        tuple(consent.of_contact(s, contact_id)),
        s.get(Impression, contact_id) is not None,
        s.scalar(select(func.count()).where(MoodReading.conversation_id.in_(mine))) or 0,
        s.scalar(select(func.count()).where(HandoffSummary.conversation_id.in_(mine))) or 0,
    )


def by_code(s: ReadSession, code: str, limit: int = 20) -> list[Candidate]:
    """Contacts with a conversation of this code. Codes are short: several may have the same."""
    asked = select(Conversation.contact_id).where(Conversation.code == code.strip().upper())
    return _candidates(s, s.scalars(asked.distinct().limit(limit)).all())


def by_conversations(s: ReadSession, conversation_ids: Collection[str], limit: int = 20) -> list[Candidate]:
    """Whose conversations these are, each contact once."""
    asked = select(Conversation.contact_id).where(Conversation.id.in_(sorted(set(conversation_ids))[:500]))
    return _candidates(s, s.scalars(asked.distinct().limit(limit)).all())


def _candidates(s: ReadSession, contact_ids: Collection[str]) -> list[Candidate]:
    found = []
    for contact_id in contact_ids:
        rows = s.scalars(
            select(Conversation)
            .where(Conversation.contact_id == contact_id)
            .order_by(Conversation.last_message_at.desc())
        ).all()
        contact = s.get(Contact, contact_id)
        erased_at = contact.erased_at if contact is not None else None
        codes = tuple(row.code for row in rows[:6])
        found.append(Candidate(contact_id, codes, rows[0].last_message_at, erased_at))
    return sorted(found, key=lambda one: one.last_at, reverse=True)


def _held(row: Conversation, messages: int) -> Held:
    return Held(
        row.id, row.code, row.channel, row.state, row.created_at, row.last_message_at, messages, row.erased_at
    )
