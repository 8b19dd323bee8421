"""Finding conversations by words. The index holds masked text only, is derived, and follows the store."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select

from appliance.core.entities.queries import displays as displays_of
from appliance.core.kit.errors import BadInput
from appliance.core.masking.text import MaskedText
from appliance.core.store.prepared import Prepared
from appliance.core.store.search_index import SearchIndex
from appliance.core.store.session import ReadSession, Store
from appliance.core.vault.errors import KeyForgotten
from appliance.core.vault.vault import Vault
from appliance.service.conversations import keys
from appliance.service.conversations.events import Merged, MessageRemasked
from appliance.service.conversations.tables import Conversation, Message
from appliance.service.conversations.views import ConversationRow, MessageView, row_of, view_of

BATCH = 500

_SAID_SINCE = Prepared(
    select(
        Message.ordinal,
        Message.id.label("message_id"),
        Message.body_sealed,
        Conversation.id,
        Conversation.contact_id,
        Conversation.key_wrapped,
    )
    .join(Conversation, Conversation.id == Message.conversation_id)
    .where(Message.ordinal > bindparam("cursor"), Message.kind != "event")
    .order_by(Message.ordinal)
    .limit(bindparam("limit"))
)

# Reading the store and writing the index are one step: else a text read before it was masked anew could be written after.
_taking_in = threading.Lock()


@dataclass(frozen=True)
class SearchHit:
    """A conversation and the newest message of it that matches."""

    conversation: ConversationRow
    message: MessageView


def catch_up(store: Store, vault: Vault, index: SearchIndex) -> int:
    """Index every message committed since the last call, in commit order; how many were added.

    Safe to repeat and to interrupt: the index's own last number says where to go on.
    """
    added, cursor = 0, index.last_seq() or 0
    while True:
        with _taking_in:
            with store.reading() as s:
                said = s.rows(_SAID_SINCE, cursor=cursor, limit=BATCH)
            if not said:
                return added
            rows = [
                row
                for each in said
                if (row := _indexed(vault, each, each.ordinal, each.message_id, each.body_sealed))
            ]
            index.add(rows)
        added += len(rows)
        cursor = said[-1].ordinal


def reindex(store: Store, vault: Vault, index: SearchIndex, event: MessageRemasked) -> None:
    """Replace one message's row after its masked text changed."""
    with _taking_in:
        with store.reading() as s:
            pair = s.execute(
                select(Message, Conversation)
                .join(Conversation, Conversation.id == Message.conversation_id)
                .where(Message.id == event.message_id)
            ).first()
        row = _row(vault, pair[0], pair[1]) if pair is not None else None
        if row is not None:
            index.add([row])  # takes the place of the old one
        else:
            index.remove([event.message_id])


def follow(store: Store, vault: Vault, index: SearchIndex, event: Merged) -> None:
    """After a merger: hits of what was taken over lead to where it is now."""
    if event.conversation_id != event.into:
        return
    with _taking_in:
        with store.reading() as s:
            query = (
                select(Message, Conversation)
                .join(Conversation, Conversation.id == Message.conversation_id)
                .where(Message.conversation_id == event.into, Message.kind != "event")
            )
            # Those not taken in yet are left to `catch_up`: the last number of the index must not run ahead.
            pairs = s.execute(query.where(Message.ordinal <= index.last_seq())).all()
        index.add([row for message, conversation in pairs if (row := _row(vault, message, conversation))])


def search(
    s: ReadSession, vault: Vault, index: SearchIndex, query: MaskedText, *, limit: int = 50
) -> list[SearchHit]:
    """Conversations with a message that holds `query`, newest match first, each once.

    A raw value in the query must have been masked by the caller: its token is what the index knows. Raises
    `BadInput` for an empty query.
    """
    if not str(query).strip():
        raise BadInput("请输入要查找的内容。", "Please enter something to search for.")
    newest: dict[str, str] = {}
    before: int | None = None
    while len(newest) < limit:
        hits = index.search(str(query), limit * 2, before_seq=before)
        for hit in hits:
            newest.setdefault(hit.conversation_id, hit.message_id)
        if len(hits) < limit * 2:
            break
        before = hits[-1].seq
    wanted = list(newest.values())[:limit]
    pairs = s.execute(
        select(Message, Conversation)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(Message.id.in_(wanted))
        .order_by(Message.ordinal.desc())
    ).all()
    displays = displays_of(s, {c.id: c.channel for _, c in pairs})
    return [
        SearchHit(row_of(c, displays=displays[c.id]), view_of(vault, c, m, displays[c.id])) for m, c in pairs
    ]


def _row(vault: Vault, message: Message, conversation: Conversation) -> tuple[int, str, str, str] | None:
    """A message as the index takes it; `None` once its contact has been erased."""
    return _indexed(vault, conversation, message.ordinal, message.id, message.body_sealed)


def _indexed(
    vault: Vault, conversation: Any, ordinal: int, message_id: str, sealed: bytes
) -> tuple[int, str, str, str] | None:
    try:
        key = keys.unwrap(vault, conversation.id, conversation.contact_id, conversation.key_wrapped)
    except KeyForgotten:
        return None
    return ordinal, message_id, conversation.id, str(keys.open_body(key, message_id, sealed))
