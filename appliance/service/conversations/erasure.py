"""Emptying conversations for good. What stays is a skeleton: that there was one, when, with whom of the staff.

Erasing a contact empties all of theirs; retention one of them (`forget_conversation`). The words cannot be read from an
old backup either: it holds them under a conversation key, and that under the contact's key, which erasure destroys.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy import delete, func, select

from appliance.core.approvals import actions as approvals
from appliance.core.audit import chain
from appliance.core.audit.verbs import Verb
from appliance.core.entities.tables import Entity
from appliance.core.events.outbox import emit
from appliance.core.kit import clock
from appliance.core.kit.actors import Actor
from appliance.core.store.search_index import SearchIndex
from appliance.core.store.session import ReadSession, Store, WriteSession
from appliance.core.vault import ledger
from appliance.core.vault.vault import Vault
from appliance.service.conversations import keys, writing
from appliance.service.conversations.events import Erased
from appliance.service.conversations.states import State
from appliance.service.conversations.tables import (
    Attachment,
    Conversation,
    ConversationTag,
    Mention,
    Message,
)


@dataclass(frozen=True)
class Removed:
    """What went out of the rows: how many, and values by kind."""

    conversations: int = 0
    messages: int = 0
    values: dict[str, int] = field(default_factory=dict)


def ids_of(s: ReadSession, contact_ids: Collection[str]) -> list[str]:
    """Ids of these contacts' conversations, oldest first; emptied ones too."""
    mine = select(Conversation.id).where(Conversation.contact_id.in_(sorted(contact_ids)))
    return list(s.scalars(mine.order_by(Conversation.created_at, Conversation.id)))


def left(s: ReadSession, contact_ids: Collection[str]) -> bool:
    """Whether any of these contacts has a conversation that has not been emptied."""
    mine = select(Conversation.id).where(
        Conversation.contact_id.in_(sorted(contact_ids)), Conversation.erased_at.is_(None)
    )
    return s.scalars(mine.limit(1)).first() is not None


def empty(s: WriteSession, conversation_ids: Collection[str]) -> Removed:
    """Remove messages, values, keys and whatever else came from the visitor; leave the skeleton and one line that says so.

    A conversation that is still going on ends by it: an AI or an agent in the middle of an answer is refused. Emptied
    ones are left as they are.
    """
    found = s.scalars(
        select(Conversation).where(
            Conversation.id.in_(sorted(conversation_ids)), Conversation.erased_at.is_(None)
        )
    ).all()
    messages, values = 0, Counter[str]()
    for conversation in found:
        messages += _empty(s, conversation, values)
    approvals.forget(s, [each.id for each in found])
    s.flush()
    return Removed(len(found), messages, dict(sorted(values.items())))


def forget_conversation(
    store: Store, vault: Vault, index: SearchIndex, conversation_id: str, *, actor: Actor
) -> Removed:
    """Destroy one conversation, its key included, and leave the contact. Raises `NoConversation`, `Erased…`.

    The ledger is told as well, so that an old backup put back loses it again when the store opens.
    """
    with store.writing() as s:
        writing.load(s, conversation_id)
        removed = empty(s, [conversation_id])
        chain.append(
            s,
            Verb.CONVERSATION_ERASED,
            actor=actor,
            subject=conversation_id,
            conversation=conversation_id,
            messages=removed.messages,
        )
    ledger.of(vault).append([conversation_id], "conversation")
    keys.forget_conversations(vault, [conversation_id])
    index.forget([conversation_id])
    return removed


def _empty(s: WriteSession, conversation: Conversation, values: Counter[str]) -> int:
    counted = select(Entity.kind, func.count()).where(Entity.conversation_id == conversation.id)
    for kind, count in s.execute(counted.group_by(Entity.kind)):
        values[kind] += count
    s.execute(delete(Entity).where(Entity.conversation_id == conversation.id))
    written = select(func.count()).where(Message.conversation_id == conversation.id, Message.kind != "event")
    messages = s.scalar(written) or 0
    s.execute(delete(Mention).where(Mention.conversation_id == conversation.id))
    s.execute(delete(Attachment).where(Attachment.conversation_id == conversation.id))
    s.execute(delete(ConversationTag).where(ConversationTag.conversation_id == conversation.id))
    s.execute(delete(Message).where(Message.conversation_id == conversation.id))
    at = clock.now()
    if conversation.state != State.CLOSED:
        conversation.state, conversation.closed_at = State.CLOSED.value, at
    writing.leave_queue(conversation)
    conversation.version += 1  # whatever is being written for it is stale
    conversation.answered_seq = conversation.asked_seq
    conversation.unread_visitor = 0
    conversation.key_wrapped = b""
    conversation.channel_key = f"erased:{conversation.id}"  # the channel's own id of the visitor stood here
    conversation.handoff_reason = None
    conversation.last_message_id, conversation.last_author_kind = None, ""
    conversation.erased_at = at
    said = writing.say(s, conversation, "erased", visible=False)
    emit(s, Erased(conversation.id, said.seq, said.id))
    return messages
