"""Files that visitors send: bytes sealed under the conversation's key, the name masked, never given to the AI.

A file is an entry of its own in the thread (`kind` file); what can be read in it is masked by a job and kept beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import func, select

from appliance.core.audit import chain
from appliance.core.audit.verbs import Verb
from appliance.core.entities import actions as entities
from appliance.core.events.outbox import emit
from appliance.core.kit.actors import SYSTEM, Actor
from appliance.core.kit.errors import Conflict, NotFound
from appliance.core.kit.ids import new_id
from appliance.core.masking.engine import Masked
from appliance.core.masking.text import MaskedText
from appliance.core.store.session import ReadSession, WriteSession
from appliance.core.vault import envelope
from appliance.core.vault.vault import Vault
from appliance.service.consent import queries as consent
from appliance.service.contacts import actions as contacts
from appliance.service.conversations import client_ids, intake, writing
from appliance.service.conversations.events import FileReceived, SystemSaid
from appliance.service.conversations.intake import Intake, Received
from appliance.service.conversations.states import State
from appliance.service.conversations.tables import Attachment, Conversation

KIND: Final = "file"
Standing = Literal["waiting", "read", "empty", "unreadable"]


@dataclass(frozen=True)
class File:
    """A file as it came: its ending, what a browser calls that, and its bytes."""

    suffix: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Shown:
    """A file at the desk. `text` is what could be read in it, masked."""

    id: str
    conversation_id: str
    suffix: str
    media_type: str
    size: int
    standing: str
    text: MaskedText | None


def receive_file(s: WriteSession, vault: Vault, inbound: Intake, file: File, most: int) -> Received:
    """Store a visitor's file; `inbound.masked` is its name. A repeat of a client id is the same file.

    Raises `Conflict` when the conversation holds `most` files already, and what `receive_message` raises.
    """
    client_id = client_ids.kept(vault, inbound.client_id)
    contact_id = contacts.find_or_make(s, vault, inbound.channel, inbound.external_id)
    client_keys = client_ids.keys(vault, f"visitor:{contact_id}", inbound.client_id)
    before = intake.sent_before(s, contact_id, client_keys)
    if before is not None:
        return before
    consent.check(s, inbound.channel, contact_id)
    visitor = Actor("visitor", contact_id)
    found, again = intake.conversation_for(s, vault, inbound, contact_id, visitor)
    conversation = writing.load(s, found.id)
    held = select(func.count()).where(Attachment.conversation_id == conversation.id)
    if (s.scalar(held) or 0) >= most:
        raise Conflict(
            f"每次会话最多发送 {most} 个文件，这个没有保存。",
            f"A conversation may hold {most} files; this one was not stored.",
        )
    conversation.unread_visitor += 1
    file_id, message_id = new_id(), new_id()
    message = writing.append(
        s,
        conversation,
        author=visitor,
        words=(vault, inbound.masked.text),
        kind=KIND,
        meta={"file": {"id": file_id, "suffix": file.suffix, "size": len(file.content)}},
        message_id=message_id,
        client_id=client_id,
        client_key=client_keys[0],
    )
    key = writing.key_of(vault, conversation)
    entities.keep(s, conversation.id, key, inbound.masked.entities, message_id)
    s.add(
        Attachment(
            id=file_id,
            conversation_id=conversation.id,
            message_id=message_id,
            suffix=file.suffix,
            media_type=file.media_type,
            size=len(file.content),
            body_sealed=envelope.seal(key, file.content, bound_to=_place("body", file_id)),
            standing="waiting",
        )
    )
    chain.append(
        s,
        Verb.ATTACHMENT_RECEIVED,
        actor=visitor,
        subject=file_id,
        conversation=conversation.id,
        seq=message.seq,
        suffix=file.suffix,
        size=len(file.content),
    )
    if again is not None:
        emit(s, again)
    emit(s, FileReceived(conversation.id, message.seq, file_id))
    if conversation.state == State.AI:
        said = writing.say(s, conversation, "file_for_people")
        emit(s, SystemSaid(conversation.id, said.seq, said.id))
    return Received(conversation.id, contact_id, message_id, message.seq, duplicate=False)


def shown(s: ReadSession, vault: Vault, conversation_id: str, file_id: str) -> Shown:
    """A file of this conversation, without its bytes. Raises `NotFound`."""
    row, conversation = _row(s, conversation_id, file_id)
    text = None
    if row.text_sealed:
        key = writing.key_of(vault, conversation)
        text = MaskedText.trusted(
            envelope.open_(key, row.text_sealed, bound_to=_place("text", file_id)).decode()
        )
    return Shown(file_id, conversation_id, row.suffix, row.media_type, row.size, row.standing, text)


def content(s: ReadSession, vault: Vault, conversation_id: str, file_id: str) -> bytes:
    """The bytes. Whoever calls this has put it on record first. Raises `NotFound`."""
    row, conversation = _row(s, conversation_id, file_id)
    return envelope.open_(
        writing.key_of(vault, conversation), row.body_sealed, bound_to=_place("body", file_id)
    )


def keep_text(s: WriteSession, vault: Vault, file_id: str, standing: Standing, masked: Masked | None) -> bool:
    """What reading came to; False when the file is gone meanwhile."""
    row = s.get(Attachment, file_id)
    conversation = s.get(Conversation, row.conversation_id) if row is not None else None
    if row is None or conversation is None or conversation.erased_at is not None:
        return False
    row.standing = standing
    if masked is not None:
        key = writing.key_of(vault, conversation)
        entities.keep(s, conversation.id, key, masked.entities, row.message_id)
        row.text_sealed = envelope.seal(key, str(masked.text).encode(), bound_to=_place("text", file_id))
    s.flush()
    chain.append(
        s,
        Verb.ATTACHMENT_READ,
        actor=SYSTEM,
        subject=file_id,
        conversation=conversation.id,
        standing=standing,
        entities=sorted({found.kind for found in masked.entities}) if masked else [],
        dropped=sorted(set(masked.dropped)) if masked else [],
    )
    return True


def move(s: WriteSession, old_id: str, old_key: bytes, new_id: str, new_key: bytes) -> None:
    """The files of one conversation to another, sealed anew; part of merging them."""
    for row in s.scalars(select(Attachment).where(Attachment.conversation_id == old_id)).all():
        for column in ("body", "text"):
            if sealed := getattr(row, f"{column}_sealed"):
                place = _place(column, row.id)
                plain = envelope.open_(old_key, sealed, bound_to=place)
                setattr(row, f"{column}_sealed", envelope.seal(new_key, plain, bound_to=place))
        row.conversation_id = new_id
    s.flush()


def _row(s: ReadSession, conversation_id: str, file_id: str) -> tuple[Attachment, Conversation]:
    row = s.get(Attachment, file_id)
    conversation = s.get(Conversation, conversation_id)
    if row is None or conversation is None or row.conversation_id != conversation_id:
        raise NotFound("没有这个文件，或它已被删除。", "There is no such file, or it was erased.")
    return row, conversation


def _place(column: str, file_id: str) -> str:
    return f"attachments/{column}/{file_id}"
