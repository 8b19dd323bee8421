"""A conversation as plain columns: what every visitor's message and every reply reads and changes, without making objects.

A mapped row that is loaded, changed and flushed costs ten times what the store's own work does. Whoever changes columns here
sees to it that an object of the same row in the same session reads them anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, cast

from sqlalchemy import Table, Update, bindparam, insert, select, update

from appliance.core.kit import clock
from appliance.core.kit.actors import Actor
from appliance.core.kit.ids import new_id
from appliance.core.masking.text import MaskedText
from appliance.core.store.prepared import Prepared
from appliance.core.store.session import ReadSession, WriteSession
from appliance.core.vault.vault import Vault
from appliance.service.conversations import keys
from appliance.service.conversations.errors import AlreadyErased, NoConversation
from appliance.service.conversations.tables import Conversation, Message

CONVERSATIONS: Final = cast(Table, Conversation.__table__)
SEEN_AT_COMMIT: Final = frozenset({"web_widget"})
"""Channels that read the store themselves: what is committed is delivered, so nothing waits to be withdrawn."""

_ONE = Prepared(select(CONVERSATIONS).where(CONVERSATIONS.c.id == bindparam("id")))
_INSERT = Prepared(insert(cast(Table, Message.__table__)).inline())


@dataclass(frozen=True, slots=True)
class Appended:
    """What others say of a message just written; `seq` is the staff's number of it, `shown` the visitor's."""

    id: str
    conversation_id: str
    seq: int
    kind: str
    reply_id: str | None
    shown: int | None = None


def changing(**columns: Any) -> Update:
    """A statement for `change`."""
    return update(CONVERSATIONS).where(CONVERSATIONS.c.id == bindparam("which")).values(**columns)


def saying(who: str, **columns: Any) -> Update:
    """A statement for `speak`: what follows from a new message of `who`, and more columns."""
    return changing(
        staff_seq=bindparam("seq_said"),
        visitor_seq=bindparam("shown_said"),
        last_message_id=bindparam("id_said"),
        last_message_at=bindparam("at_said"),
        last_author_kind=who,
        **columns,
    )


def row(s: ReadSession, conversation_id: str) -> Any:
    """The conversation's columns. Raises `NoConversation`, and `AlreadyErased` for a skeleton."""
    found = s.rows(_ONE, id=conversation_id).first()
    if found is None:
        raise NoConversation()
    return alive(found)


def alive(found: Any) -> Any:
    """These columns. Raises `AlreadyErased` for a skeleton."""
    if found.erased_at is not None:
        raise AlreadyErased()
    return found


def change(s: WriteSession, statement: Prepared, conversation_id: str, **values: Any) -> None:
    """Change columns of a conversation; an object of the same row in this session reads them anew."""
    s.rows(statement, which=conversation_id, **values)
    for known in s.identity_map.values():
        if isinstance(known, Conversation) and known.id == conversation_id:
            s.expire(known)


def speak(
    s: WriteSession,
    vault: Vault,
    conversation: Any,
    text: MaskedText,
    message: dict[str, Any],
    statement: Prepared,
    *,
    author: Actor,
    **values: Any,
) -> Appended:
    """`writing.append` for words that both sides see: one more message with the next numbers of both feeds, sealed under the
    conversation's key. `message` are columns of its own; `statement` (`saying`) changes the conversation, with `values`."""
    key = keys.unwrap(vault, conversation.id, conversation.contact_id, conversation.key_wrapped)
    at, seq, shown = clock.now(), conversation.staff_seq + 1, conversation.visitor_seq + 1
    written = Appended(new_id(), conversation.id, seq, "text", message.get("reply_id"), shown)
    seen = author.kind == "visitor" or conversation.channel in SEEN_AT_COMMIT
    columns = {
        "id": written.id,
        "conversation_id": conversation.id,
        "seq": seq,
        "visitor_seq": shown,
        "author_kind": author.kind,
        "author_id": author.id,
        "author_name": author.name,
        "body_sealed": keys.seal_body(key, written.id, text),
        "kind": written.kind,
        "meta": {},
        "withdrawn": False,
        "created_at": at,
        "delivered_at": at if seen else None,
    }
    s.rows(_INSERT, **{**columns, **message})
    said = {"seq_said": seq, "shown_said": shown, "id_said": written.id, "at_said": at}
    change(s, statement, conversation.id, **said, **values)
    return written
