"""A visitor's message comes in: once, sealed, and to the right conversation."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, insert, select

from appliance.ai.answering import small_talk
from appliance.core.audit import chain
from appliance.core.audit.verbs import Verb
from appliance.core.entities import actions as entities
from appliance.core.events.outbox import emit
from appliance.core.kit import clock
from appliance.core.kit.actors import Actor
from appliance.core.kit.ids import new_id
from appliance.core.masking.engine import Masked
from appliance.core.masking.text import MaskedText
from appliance.core.store.prepared import Prepared
from appliance.core.store.session import WriteSession
from appliance.core.vault.vault import Vault
from appliance.service.consent import queries as consent
from appliance.service.contacts import actions as contacts
from appliance.service.conversations import client_ids, columns, keys, writing
from appliance.service.conversations.errors import NoConversation
from appliance.service.conversations.events import MessageReceived, MessageRemasked, Reopened, SystemSaid
from appliance.service.conversations.reopening import REOPENS_WITHIN
from appliance.service.conversations.states import Act
from appliance.service.conversations.tables import Conversation, Message

_CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"

_SENT_BEFORE = Prepared(
    select(Message.conversation_id, Message.id, Message.seq).where(
        Message.client_key.in_((bindparam("key"), bindparam("earlier")))
    )
)
_MINE = (Conversation.contact_id == bindparam("contact_id"), Conversation.channel == bindparam("channel"))
_OPEN = Prepared(select(columns.CONVERSATIONS).where(*_MINE, Conversation.state != "closed"))
_CLOSED_LATELY = Prepared(
    select(columns.CONVERSATIONS.c.id)
    .where(
        *_MINE,
        Conversation.state == "closed",
        Conversation.closed_at > bindparam("since"),
        Conversation.merged_into.is_(None),
        Conversation.erased_at.is_(None),
    )
    .order_by(Conversation.closed_at.desc(), Conversation.id.desc())
    .limit(1)
)
_BEGUN = Prepared(insert(columns.CONVERSATIONS))
_ASKED = Prepared(
    columns.saying(
        "visitor",
        asked_seq=bindparam("seq_said"),
        version=Conversation.version + 1,
        unread_visitor=Conversation.unread_visitor + 1,
        lang=bindparam("tongue"),
    )
)


@dataclass(frozen=True)
class Completed:
    """An earlier message of which this one shows that it held half a value: its new text, and the one it was made from."""

    message_id: str
    was: str | MaskedText
    masked: Masked


@dataclass(frozen=True)
class Intake:
    """One visitor message, already masked. `client_id` is the sender's own id of it, unique per visitor.

    `lang` is what the channel knows of the visitor's language; the words themselves count for more. `completed` are
    earlier messages that are masked anew in the same write.
    """

    channel: str
    external_id: str
    client_id: str
    masked: Masked
    lang: str | None = None
    completed: Sequence[Completed] = ()


@dataclass(frozen=True)
class Received:
    """Where the message is. `duplicate`: it was there before, and nothing was written."""

    conversation_id: str
    contact_id: str
    message_id: str
    seq: int
    duplicate: bool


def receive_message(s: WriteSession, vault: Vault, inbound: Intake) -> Received:
    """Store a visitor's message, opening or reopening a conversation where none is open.

    Raises `BadInput` for an empty or overlong client id, `ConsentNeeded`, `SealedError` while sealed.
    """
    client_id = client_ids.kept(vault, inbound.client_id)
    contact_id = contacts.find_or_make(s, vault, inbound.channel, inbound.external_id)
    client_keys = client_ids.keys(vault, f"visitor:{contact_id}", inbound.client_id)
    before = sent_before(s, contact_id, client_keys)
    if before is not None:
        return before
    consent.check(s, inbound.channel, contact_id)

    visitor = Actor("visitor", contact_id)
    conversation, again = conversation_for(s, vault, inbound, contact_id, visitor)
    conversation_id, masked = conversation.id, inbound.masked
    message = columns.speak(
        s,
        vault,
        conversation,
        masked.text,
        {"client_id": client_id, "client_key": client_keys[0]},
        _ASKED,
        author=visitor,
        tongue=writing.language_of(masked.text, inbound.lang or conversation.lang),
    )
    if masked.entities:
        entities.keep(s, conversation_id, writing.key_of(vault, conversation), masked.entities, message.id)
    chain.append(
        s,
        Verb.MESSAGE_RECEIVED,
        actor=visitor,
        subject=message.id,
        conversation=conversation_id,
        seq=message.seq,
        entities=sorted({found.kind for found in masked.entities}),
        dropped=sorted(set(masked.dropped)),
    )
    for each in inbound.completed:
        remask_message(s, vault, each.message_id, each.masked, actor=visitor, was=each.was)
    if masked.dropped or any(each.masked.dropped for each in inbound.completed):
        said = writing.say(s, writing.load(s, conversation_id), "secret_dropped", warn=True)
        emit(s, SystemSaid(conversation_id, said.seq, said.id))
    writing.tell_withheld(s, message, masked)
    state = conversation.state
    if again is not None:
        emit(s, again)
        state = columns.row(s, conversation_id).state  # whoever had it may have it again
    emit(s, MessageReceived(conversation_id, message.seq, message.id, state, message.shown))
    return Received(conversation_id, contact_id, message.id, message.seq, duplicate=False)


def keep_question_in_view(s: WriteSession, pressed: Received) -> None:
    """After a press of "a person, please": lists go on showing what the visitor had asked. A press says nothing of the matter, and
    all who wait have pressed."""
    asked = s.scalars(
        select(Message.id)
        .where(
            Message.conversation_id == pressed.conversation_id,
            Message.seq < pressed.seq,
            Message.author_kind == "visitor",
            Message.kind.in_(writing.SPOKEN),
        )
        .order_by(Message.seq.desc())
        .limit(1)
    ).first()
    if asked is not None:
        writing.load(s, pressed.conversation_id).last_message_id = asked


def sent_before(s: WriteSession, contact_id: str, client_keys: Sequence[str]) -> Received | None:
    """What became of an entry that was sent before under one of these keys."""
    before = s.rows(_SENT_BEFORE, key=client_keys[0], earlier=client_keys[-1]).first()
    if before is None:
        return None
    return Received(before.conversation_id, contact_id, before.id, before.seq, duplicate=True)


def conversation_for(
    s: WriteSession, vault: Vault, inbound: Intake, contact_id: str, visitor: Actor
) -> tuple[Any, Reopened | None]:
    """The columns of the open conversation of this contact and channel, else of the one closed lately, else of a new one. With one
    that goes on: the event that is to be announced once the message is there."""
    whose = {"contact_id": contact_id, "channel": inbound.channel}
    under_way = s.rows(_OPEN, **whose).first()
    if under_way is not None:
        return columns.alive(under_way), None
    at = clock.now()
    lately = s.rows(_CLOSED_LATELY, **whose, since=at - REOPENS_WITHIN).scalar()
    if lately is not None:
        found = writing.load(s, lately)
        writing.move(found, Act.VISITOR_WRITES)
        found.closed_at = None
        # Thanks and goodbyes call nobody back.
        parting = small_talk.kind(str(inbound.masked.text)) in ("thanks", "bye")
        had_by = None if parting else found.agent_id
        found.agent_id, found.agent_name = None, ""
        found.handoff_reason = None
        said = writing.say(s, found, "reopened", visible=False)
        chain.append(s, Verb.CONVERSATION_REOPENED, actor=visitor, subject=found.id, conversation=found.id)
        return columns.row(s, found.id), Reopened(found.id, said.seq, said.id, None, had_by)
    conversation_id = new_id()
    s.rows(
        _BEGUN,
        id=conversation_id,
        code="".join(secrets.choice(_CODE_LETTERS) for _ in range(4)),
        contact_id=contact_id,
        channel=inbound.channel,
        channel_key=f"{inbound.channel}:{inbound.external_id}",
        state="ai",
        lang=inbound.lang or "zh",
        key_wrapped=keys.make(vault, conversation_id, contact_id),
        created_at=at,
        last_message_at=at,
    )
    chain.append(
        s,
        Verb.CONVERSATION_OPENED,
        actor=visitor,
        subject=conversation_id,
        conversation=conversation_id,
        channel=inbound.channel,
    )
    return columns.row(s, conversation_id), None


def remask_message(
    s: WriteSession,
    vault: Vault,
    message_id: str,
    masked: Masked,
    *,
    actor: Actor,
    was: str | MaskedText | None = None,
) -> bool:
    """Replace an earlier message's masked text: a later message completed a value that it held half of, or a second
    look found more. `masked.entities` and `masked.dropped` are what is new.

    With `was`, nothing is done (False) when the text is no longer the one that `masked` was made from. Raises
    `NoConversation` when there is no such message. Search row and open windows follow by `MessageRemasked`.
    """
    message = s.scalars(select(Message).where(Message.id == message_id)).first()
    if message is None:
        raise NoConversation()
    conversation = writing.load(s, message.conversation_id)
    key = writing.key_of(vault, conversation)
    if was is not None and str(keys.open_body(key, message_id, message.body_sealed)) != str(was):
        return False
    message.body_sealed = keys.seal_body(key, message_id, masked.text)
    message.meta = {**message.meta, "remasked": int(message.meta.get("remasked", 0)) + 1}
    entities.keep(s, conversation.id, key, masked.entities, message_id)
    s.flush()
    chain.append(
        s,
        Verb.MESSAGE_REMASKED,
        actor=actor,
        subject=message_id,
        conversation=conversation.id,
        entities=sorted({found.kind for found in masked.entities}),
        dropped=sorted(set(masked.dropped)),
    )
    emit(s, MessageRemasked(conversation.id, message.seq, message_id))
    return True
