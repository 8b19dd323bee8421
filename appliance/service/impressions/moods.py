"""Mood over time: each visitor message is read once, when somebody of the staff first looks, and kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from sqlalchemy import select

from appliance.ai.reading.reader import Reading
from appliance.core.kit.errors import Unavailable
from appliance.core.masking.text import MaskedText
from appliance.core.store.session import ReadSession, Store
from appliance.core.vault.vault import Vault
from appliance.service.conversations.tables import Conversation, Message
from appliance.service.conversations.views import text_of
from appliance.service.impressions.tables import MoodReading

AT_ONCE: Final = 24
"""Messages read at one look, the newest first (20 to 50 ms each where they need an embedding)."""
SHOWN: Final = 40
_BEFORE: Final = 6


class Reads(Protocol):
    """The part of `ai.reading.Reader` that is used here."""

    def read(self, text: MaskedText, history: Sequence[tuple[str, MaskedText]] = ()) -> Reading: ...


@dataclass(frozen=True)
class Point:
    """The mood of one message."""

    conversation_id: str
    seq: int
    at: datetime
    mood: str
    unhappy: float


def read_new(store: Store, vault: Vault, reader: Reads, contact_id: str) -> int:
    """Read what of a contact has not been read yet; gives how many. With no transaction open while it reads; what cannot be
    read now (`Unavailable`) is left for the next look."""
    with store.reading() as s:
        asked = _unread(s, vault, contact_id)
    found: list[MoodReading] = []
    for message_id, conversation_id, text, before in asked:
        try:
            reading = reader.read(text, before)
        except Unavailable:
            break
        found.append(
            MoodReading(
                message_id=message_id,
                conversation_id=conversation_id,
                mood=reading.mood,
                unhappy=round(reading.unhappy, 3),
                version=reading.version,
            )
        )
    if found:
        with store.writing() as w:
            there = select(Message.id).where(Message.id.in_([each.message_id for each in found]))
            still = set(w.scalars(there))  # erased in the meantime: nothing of it is kept
            for each in found:
                if each.message_id in still:
                    w.merge(each)
    return len(found)


def over_time(s: ReadSession, contact_id: str, limit: int = SHOWN) -> list[Point]:
    """What has been read of a contact's last messages over all conversations, oldest first."""
    rows = s.execute(
        select(
            Message.conversation_id, Message.seq, Message.created_at, MoodReading.mood, MoodReading.unhappy
        )
        .join(MoodReading, MoodReading.message_id == Message.id)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(Conversation.contact_id == contact_id)
        .order_by(Message.ordinal.desc())
        .limit(limit)
    )
    return [Point(*row) for row in rows][::-1]


def _unread(
    s: ReadSession, vault: Vault, contact_id: str
) -> list[tuple[str, str, MaskedText, list[tuple[str, MaskedText]]]]:
    """Messages without a reading, each with the turns before it."""
    pairs = s.execute(
        select(Message, Conversation)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .outerjoin(MoodReading, MoodReading.message_id == Message.id)
        .where(
            Conversation.contact_id == contact_id,
            Conversation.erased_at.is_(None),
            Message.author_kind == "visitor",
            Message.kind == "text",
            MoodReading.message_id.is_(None),
        )
        .order_by(Message.ordinal.desc())
        .limit(AT_ONCE)
    ).all()
    found = []
    for message, conversation in pairs:
        before = s.scalars(
            select(Message)
            .where(
                Message.conversation_id == conversation.id,
                Message.kind == "text",
                Message.seq < message.seq,
                Message.withdrawn.is_(False),
            )
            .order_by(Message.seq.desc())
            .limit(_BEFORE)
        ).all()
        history = [
            ("user" if one.author_kind == "visitor" else "assistant", text_of(vault, conversation, one))
            for one in reversed(before)
        ]
        found.append((message.id, conversation.id, text_of(vault, conversation, message), history))
    return found
