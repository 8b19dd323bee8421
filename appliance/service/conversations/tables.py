"""Conversations and their messages. No column but `body_sealed` holds what anybody wrote."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from appliance.core.store.base import Base
from appliance.core.store.column_types import Json, UtcMs


class Conversation(Base):
    """One exchange with one contact over one channel.

    `version` rises with every change of state and every visitor message: a draft made for an older version is
    stale. `staff_seq` and `visitor_seq` are the last numbers given in the two gapless feeds. `asked_seq` is the
    staff number of the newest visitor message, `answered_seq` that of the newest one somebody has dealt with.
    `queue_no` counts who came to wait, by commit; `queue_rank` orders the queue: the millisecond of coming, which no clock
    can turn back while others wait, less the head start of `priority` seconds. `team_id` is whose queue it is in or was
    last. `last_agent_id` had it last; `not_agent_id` gave it up a moment ago. `lapses` counts
    how often nobody wrote within the limit, the last time at `overdue_at`. `erased_at` marks a skeleton: its words, values
    and keys are gone. `merged_into` is the earlier conversation in which this one's words are now: what is left leads there.
    """

    __tablename__ = "conversations"

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    code: Mapped[str] = mapped_column(String(8), index=True)
    contact_id: Mapped[str] = mapped_column(ForeignKey("contacts.id"))
    channel: Mapped[str] = mapped_column(String(40))
    channel_key: Mapped[str] = mapped_column(String(241))
    state: Mapped[str] = mapped_column(String(10))
    version: Mapped[int] = mapped_column(default=0)
    staff_seq: Mapped[int] = mapped_column(default=0)
    visitor_seq: Mapped[int] = mapped_column(default=0)
    asked_seq: Mapped[int] = mapped_column(default=0)
    answered_seq: Mapped[int] = mapped_column(default=0)
    agent_id: Mapped[str | None] = mapped_column(String(26))
    agent_name: Mapped[str] = mapped_column(String(80), default="")
    lang: Mapped[str] = mapped_column(String(8), default="zh")
    handoff_reason: Mapped[list[dict[str, Any]] | None] = mapped_column(Json)
    queue_no: Mapped[int | None]
    queue_rank: Mapped[int | None] = mapped_column(BigInteger)
    priority: Mapped[int] = mapped_column(default=0, server_default="0")
    team_id: Mapped[str | None] = mapped_column(String(26))
    last_agent_id: Mapped[str | None] = mapped_column(String(26))
    not_agent_id: Mapped[str | None] = mapped_column(String(26))
    lapses: Mapped[int] = mapped_column(default=0, server_default="0")
    overdue_at: Mapped[datetime | None] = mapped_column(UtcMs)
    key_wrapped: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(UtcMs)
    queued_at: Mapped[datetime | None] = mapped_column(UtcMs)
    claimed_at: Mapped[datetime | None] = mapped_column(UtcMs)
    closed_at: Mapped[datetime | None] = mapped_column(UtcMs)
    last_message_at: Mapped[datetime] = mapped_column(UtcMs)
    last_message_id: Mapped[str | None] = mapped_column(String(26))
    last_author_kind: Mapped[str] = mapped_column(String(10), default="")
    unread_visitor: Mapped[int] = mapped_column(default=0)
    erased_at: Mapped[datetime | None] = mapped_column(UtcMs)
    merged_into: Mapped[str | None] = mapped_column(String(26))

    __table_args__ = (
        # A contact has at most one open conversation per channel.
        Index(
            "uq_conversations_one_open",
            "contact_id",
            "channel",
            unique=True,
            sqlite_where=text("state <> 'closed'"),
        ),
        Index("ix_conversations_channel_key", "channel_key", "created_at"),
        Index("ix_conversations_state_last", "state", "last_message_at"),
        Index("ix_conversations_agent_state", "agent_id", "state", "last_message_at"),
        Index("ix_conversations_queue", "queue_no", sqlite_where=text("queue_no IS NOT NULL")),
        Index("ix_conversations_rank", "queue_rank", "queue_no", sqlite_where=text("queue_no IS NOT NULL")),
        Index("ix_conversations_team_closed", "team_id", "closed_at"),
        Index("ix_conversations_last", "last_message_at"),
        Index("ix_conversations_contact", "contact_id", "created_at"),
    )


class Message(Base):
    """One entry of a transcript.

    `ordinal` rises over the whole store in commit order. `seq` is the staff's gapless number; `visitor_seq` the
    visitor's, `None` for notes and staff-only events. `kind` is text, event or note; `meta` never holds message
    text. `client_key` makes a repeated send the same message. `answers_seq` and `part` make one AI reply to one
    question possible once. `withdrawn` marks AI text that a claim stopped before the channel took it.
    """

    __tablename__ = "messages"

    ordinal: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(String(26), unique=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    seq: Mapped[int]
    visitor_seq: Mapped[int | None]
    author_kind: Mapped[str] = mapped_column(String(10))
    author_id: Mapped[str] = mapped_column(String(26))
    author_name: Mapped[str] = mapped_column(String(80), default="")
    body_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    reply_id: Mapped[str | None] = mapped_column(String(26))
    kind: Mapped[str] = mapped_column(String(8), default="text")
    meta: Mapped[dict[str, Any]] = mapped_column(Json)
    client_id: Mapped[str | None] = mapped_column(String(128))
    client_key: Mapped[str | None] = mapped_column(String(200), unique=True)
    answers_seq: Mapped[int | None]
    part: Mapped[int | None]
    withdrawn: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcMs)
    delivered_at: Mapped[datetime | None] = mapped_column(UtcMs)

    __table_args__ = (
        UniqueConstraint("conversation_id", "seq"),
        UniqueConstraint("conversation_id", "visitor_seq"),
        UniqueConstraint("conversation_id", "answers_seq", "part"),
        {"sqlite_autoincrement": True},
    )


class Mention(Base):
    """A note that names an agent; `seen_at` once they had it on the screen. The words stay in the note."""

    __tablename__ = "mentions"

    agent_id: Mapped[str] = mapped_column(ForeignKey("agents.id"), primary_key=True)
    message_id: Mapped[str] = mapped_column(String(26), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcMs)
    seen_at: Mapped[datetime | None] = mapped_column(UtcMs)

    __table_args__ = (Index("ix_mentions_unseen", "agent_id", sqlite_where=text("seen_at IS NULL")),)


class ConversationTag(Base):
    """A word by which staff sort conversations; checked to hold no personal data."""

    __tablename__ = "conversation_tags"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(40), primary_key=True, index=True)


class Snooze(Base):
    """Out of the agent's sight until a time, or until the visitor writes; it stays theirs and counts as theirs."""

    __tablename__ = "snoozes"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    agent_id: Mapped[str] = mapped_column(String(26))
    since: Mapped[datetime] = mapped_column(UtcMs)
    until: Mapped[datetime] = mapped_column(UtcMs)


class Closing(Base):
    """One end of a conversation: why, by whom it was answered (ai or agent), and what the visitor thought of it.

    `seq` is the staff's number of the closing. `score` is 1 to 5; the visitor's word is a message of its own, sealed like
    any other, `word_id` says which.
    """

    __tablename__ = "closings"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    reason: Mapped[str] = mapped_column(String(12))
    resolved_by: Mapped[str] = mapped_column(String(10))
    agent_id: Mapped[str | None] = mapped_column(String(26))
    closed_at: Mapped[datetime] = mapped_column(UtcMs, index=True)
    score: Mapped[int | None]
    word_id: Mapped[str | None] = mapped_column(String(26))
    rated_at: Mapped[datetime | None] = mapped_column(UtcMs)


class Attachment(Base):
    """A file that a visitor sent. Bytes and the text that was read in it (masked) rest under the conversation's key; its name is the
    words of the message. `standing` is waiting, read, empty (nothing to read) or unreadable.
    """

    __tablename__ = "attachments"

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    message_id: Mapped[str] = mapped_column(String(26), unique=True)
    suffix: Mapped[str] = mapped_column(String(8))
    media_type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int]
    body_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    text_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    standing: Mapped[str] = mapped_column(String(12))
