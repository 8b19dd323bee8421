"""Mood over time: what the AI read in each turn of the visitor's is kept with the turn. What no turn has read (said to a person, or
in the queue) is read once, when somebody of the staff first looks, and kept as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol, cast

from sqlalchemy import Table, func, select
from sqlalchemy.dialects.sqlite import insert

from appliance.ai.reading import thresholds
from appliance.ai.reading.reader import Reading
from appliance.core.kit.errors import Unavailable
from appliance.core.masking.text import MaskedText
from appliance.core.store.prepared import Prepared, among
from appliance.core.store.session import ReadSession, Store, WriteSession
from appliance.core.vault.vault import Vault
from appliance.service.conversations.tables import Conversation, Message
from appliance.service.conversations.views import text_of
from appliance.service.impressions.tables import MoodReading

AT_ONCE: Final = 24
"""Messages read at one look, the newest first (20 to 50 ms each where they need an embedding)."""
SHOWN: Final = 40
_BEFORE: Final = 6
_TABLE: Final = cast(Table, MoodReading.__table__)
_KEEP: Final = Prepared(insert(_TABLE).on_conflict_do_nothing())
_NEWEST: Final = Prepared(
    select(_TABLE.c.conversation_id, _TABLE.c.mood, _TABLE.c.unhappy, _TABLE.c.worse).where(
        _TABLE.c.message_id.in_(
            select(func.max(_TABLE.c.message_id))
            .where(among(_TABLE.c.conversation_id, "ids"))
            .group_by(_TABLE.c.conversation_id)
        )
    )
)
_UNHAPPY: Final = Prepared(
    select(_TABLE.c.message_id, _TABLE.c.unhappy).where(among(_TABLE.c.message_id, "ids"))
)


class Reads(Protocol):
    """The part of `ai.reading.Reader` that is used here."""

    def read(self, text: MaskedText, history: Sequence[tuple[str, MaskedText]] = ()) -> Reading: ...


class Kept(Protocol):
    """What is kept of a reading."""

    @property
    def mood(self) -> str: ...

    @property
    def unhappy(self) -> float: ...

    @property
    def worse(self) -> float: ...

    @property
    def version(self) -> str: ...


@dataclass(frozen=True)
class Felt:
    """How somebody felt, and the chances (0 to 1) of being unhappy and of the mood having got worse."""

    mood: str
    unhappy: float
    worse: float

    @property
    def escalating(self) -> bool:
        """Whether the mood has clearly got worse, as the reader counts it."""
        return self.worse >= thresholds.WORSE and self.mood in ("dissatisfied", "angry")


@dataclass(frozen=True)
class Point:
    """The mood of one turn: where it stands, and how the visitor felt."""

    conversation_id: str
    seq: int
    at: datetime
    felt: Felt

    @property
    def mood(self) -> str:
        """The mood's code."""
        return self.felt.mood


def keep(s: WriteSession, conversation_id: str, message_ids: Sequence[str], reading: Kept) -> None:
    """Keep what was read in one turn, made of these messages, oldest first. What is known of one already stays."""
    for message_id in message_ids:
        s.rows(
            _KEEP,
            message_id=message_id,
            conversation_id=conversation_id,
            mood=str(reading.mood),
            unhappy=round(reading.unhappy, 3),
            worse=round(reading.worse, 3),
            version=reading.version,
            read_with=None if message_id == message_ids[-1] else message_ids[-1],
        )


def read_new(store: Store, vault: Vault, reader: Reads, contact_id: str) -> int:
    """Read what no turn has; gives how many messages. With no transaction open while it reads; what cannot be read now
    (`Unavailable`) is left for the next look."""
    with store.reading() as s:
        asked = _unread(s, vault, contact_id)
    found: list[tuple[str, str, Reading]] = []
    for message_id, conversation_id, text, before in asked:
        try:
            found.append((message_id, conversation_id, reader.read(text, before)))
        except Unavailable:
            break
    if found:
        with store.writing() as w:
            there = select(Message.id).where(Message.id.in_([message_id for message_id, _, _ in found]))
            still = set(w.scalars(there))  # erased in the meantime: nothing of it is kept
            for message_id, conversation_id, reading in found:
                if message_id in still:
                    keep(w, conversation_id, [message_id], reading)
    return len(found)


def over_time(s: ReadSession, contact_id: str, limit: int = SHOWN) -> list[Point]:
    """A contact's last turns over all conversations, oldest first."""
    rows = s.execute(
        select(
            Message.conversation_id,
            Message.seq,
            Message.created_at,
            MoodReading.mood,
            MoodReading.unhappy,
            MoodReading.worse,
        )
        .join(MoodReading, MoodReading.message_id == Message.id)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(Conversation.contact_id == contact_id, MoodReading.read_with.is_(None))
        .order_by(Message.ordinal.desc())
        .limit(limit)
    )
    return [Point(row[0], row[1], row[2], Felt(row[3], row[4], row[5])) for row in rows][::-1]


def newest(s: ReadSession, conversation_ids: Sequence[str]) -> dict[str, Felt]:
    """How the visitor of each conversation felt last, where that is known; nothing is read for it."""
    if not conversation_ids:
        return {}
    found = s.rows(_NEWEST, ids=list(conversation_ids))
    return {row.conversation_id: Felt(row.mood, row.unhappy, row.worse) for row in found}


def unhappy(s: ReadSession, message_ids: Sequence[str]) -> dict[str, float]:
    """The chance of unhappy that was kept with each of these messages, where one was; nothing is read for it."""
    if not message_ids:
        return {}
    return {row.message_id: row.unhappy for row in s.rows(_UNHAPPY, ids=list(message_ids))}


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
