"""A visitor's message comes in: once, sealed, and to the right conversation."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select

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
from appliance.core.store.session import WriteSession
from appliance.core.vault.vault import Vault
from appliance.service.consent import queries as consent
from appliance.service.contacts import actions as contacts
from appliance.service.conversations import client_ids, keys, writing
from appliance.service.conversations.errors import NoConversation
from appliance.service.conversations.events import MessageReceived, MessageRemasked, Reopened, SystemSaid
from appliance.service.conversations.reopening import REOPENS_WITHIN
from appliance.service.conversations.states import Act
from appliance.service.conversations.tables import Conversation, Message

_CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"

_sent_before = select(Message.conversation_id, Message.id, Message.seq).where(
    Message.client_key.in_(bindparam("keys", expanding=True))
)
_mine = select(Conversation).where(
    Conversation.contact_id == bindparam("contact_id"), Conversation.channel == bindparam("channel")
)
_open = _mine.where(Conversation.state != "closed")
_closed_lately = _mine.where(
    Conversation.state == "closed",
    Conversation.closed_at > bindparam("since"),
    Conversation.merged_into.is_(None),
).order_by(Conversation.closed_at.desc(), Conversation.id.desc())


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
    contact = contacts.find_or_make(s, vault, inbound.channel, inbound.external_id)
    client_keys = client_ids.keys(vault, f"visitor:{contact.id}", inbound.client_id)
    before = sent_before(s, contact.id, client_keys)
    if before is not None:
        return before
    consent.check(s, inbound.channel, contact.id)

    visitor = Actor("visitor", contact.id)
    conversation, again = conversation_for(s, vault, inbound, contact.id, visitor)
    masked = inbound.masked
    conversation.lang = writing.language_of(masked.text, inbound.lang or conversation.lang)
    conversation.version += 1
    conversation.unread_visitor += 1
    conversation.asked_seq = conversation.staff_seq + 1  # the number that this message gets
    message_id = new_id()
    message = writing.append(
        s,
        conversation,
        author=visitor,
        words=(vault, masked.text),
        message_id=message_id,
        client_id=client_id,
        client_key=client_keys[0],
    )
    shown = conversation.visitor_seq
    entities.keep(s, conversation.id, writing.key_of(vault, conversation), masked.entities, message_id)
    chain.append(
        s,
        Verb.MESSAGE_RECEIVED,
        actor=visitor,
        subject=message_id,
        conversation=conversation.id,
        seq=message.seq,
        entities=sorted({found.kind for found in masked.entities}),
        dropped=sorted(set(masked.dropped)),
    )
    for each in inbound.completed:
        remask_message(s, vault, each.message_id, each.masked, actor=visitor, was=each.was)
    if masked.dropped or any(each.masked.dropped for each in inbound.completed):
        said = writing.say(s, conversation, "secret_dropped", warn=True)
        emit(s, SystemSaid(conversation.id, said.seq, said.id))
    s.flush()
    writing.tell_withheld(s, message, masked)
    if again is not None:
        emit(s, again)
    emit(s, MessageReceived(conversation.id, message.seq, message_id, conversation.state, shown))
    return Received(conversation.id, contact.id, message_id, message.seq, duplicate=False)


def sent_before(s: WriteSession, contact_id: str, client_keys: Sequence[str]) -> Received | None:
    """What became of an entry that was sent before under one of these keys."""
    before = s.execute(_sent_before, {"keys": client_keys}).first()
    if before is None:
        return None
    return Received(before.conversation_id, contact_id, before.id, before.seq, duplicate=True)


def conversation_for(
    s: WriteSession, vault: Vault, inbound: Intake, contact_id: str, visitor: Actor
) -> tuple[Conversation, Reopened | None]:
    """The open conversation of this contact and channel, else the one closed lately, else a new one. With one that goes on: the
    event that is to be announced once the message is there."""
    channel_key = f"{inbound.channel}:{inbound.external_id}"
    whose = {"contact_id": contact_id, "channel": inbound.channel}
    found = s.scalars(_open, whose).first()
    if found is not None:
        return found, None
    at = clock.now()
    found = s.scalars(_closed_lately, {**whose, "since": at - REOPENS_WITHIN}).first()
    if found is not None:
        writing.move(found, Act.VISITOR_WRITES)
        found.closed_at = None
        # Thanks and goodbyes call nobody back.
        parting = small_talk.kind(str(inbound.masked.text)) in ("thanks", "bye")
        had_by = None if parting else found.agent_id
        found.agent_id, found.agent_name = None, ""
        found.handoff_reason = None
        said = writing.say(s, found, "reopened", visible=False)
        chain.append(s, Verb.CONVERSATION_REOPENED, actor=visitor, subject=found.id, conversation=found.id)
        return found, Reopened(found.id, said.seq, said.id, None, had_by)
    conversation_id = new_id()
    conversation = Conversation(
        id=conversation_id,
        code="".join(secrets.choice(_CODE_LETTERS) for _ in range(4)),
        contact_id=contact_id,
        channel=inbound.channel,
        channel_key=channel_key,
        state="ai",
        version=0,
        staff_seq=0,
        visitor_seq=0,
        asked_seq=0,
        answered_seq=0,
        agent_name="",
        lang=inbound.lang or "zh",
        key_wrapped=keys.make(vault, conversation_id, contact_id),
        created_at=at,
        last_message_at=at,
        last_author_kind="",
        unread_visitor=0,
    )
    s.add(conversation)
    s.flush()
    chain.append(
        s,
        Verb.CONVERSATION_OPENED,
        actor=visitor,
        subject=conversation_id,
        conversation=conversation_id,
        channel=inbound.channel,
    )
    return conversation, None


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
