"""People write: to the visitor, and to each other."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select, update

from appliance.core.audit import chain
from appliance.core.audit.verbs import Verb
from appliance.core.entities import actions as entities
from appliance.core.events.outbox import emit
from appliance.core.kit import clock
from appliance.core.kit.actors import Actor
from appliance.core.kit.errors import BadInput
from appliance.core.kit.ids import new_id
from appliance.core.masking.engine import Masked
from appliance.core.store.prepared import Prepared
from appliance.core.store.session import WriteSession
from appliance.core.vault.vault import Vault
from appliance.service.conversations import client_ids, writing
from appliance.service.conversations.errors import NewerWords, NotYours
from appliance.service.conversations.events import AgentReplied, NotePosted
from appliance.service.conversations.states import Act, State
from appliance.service.conversations.tables import Conversation, Mention, Message

_READ = Prepared(
    update(Conversation).where(Conversation.id == bindparam("conversation")).values(unread_visitor=0)
)


@dataclass(frozen=True)
class Written:
    """Where a person's message is. `duplicate`: it was sent before, and nothing was written."""

    message_id: str
    seq: int
    duplicate: bool = False


def post_agent_message(
    s: WriteSession,
    vault: Vault,
    conversation_id: str,
    agent: Actor,
    text: Masked,
    client_id: str,
    *,
    read_to: int | None = None,
) -> Written:
    """The agent in charge writes to the visitor. A repeated `client_id` is the same message.

    `read_to` is the last number the agent had on the screen; when the visitor has written since, nothing is sent and
    `NewerWords` is raised. Raises `NotYours` for anybody else, `ImpossibleMove` unless a person is in charge, `BadInput`
    when empty.
    """
    conversation = writing.load(s, conversation_id)
    client_keys = client_ids.keys(vault, f"agent:{agent.id}", client_id)
    before = s.scalars(select(Message).where(Message.client_key.in_(client_keys))).first()
    if before is not None:
        return Written(before.id, before.seq, duplicate=True)
    if conversation.state == State.HUMAN and conversation.agent_id != agent.id:
        raise NotYours()
    if read_to is not None and conversation.asked_seq > read_to:
        raise NewerWords()
    writing.move(conversation, Act.AGENT_WRITES)
    conversation.answered_seq = conversation.asked_seq
    conversation.unread_visitor = 0
    written = _write(s, vault, conversation_id, agent, text, client_keys[0], client_id, note=False)
    emit(s, AgentReplied(conversation_id, written.seq, written.message_id, agent.id))
    return written


def post_note(
    s: WriteSession,
    vault: Vault,
    conversation_id: str,
    agent: Actor,
    text: Masked,
    client_id: str,
    *,
    mentions: Collection[Actor] = (),
    whisper_to: Actor | None = None,
) -> Written:
    """A note among staff, in any state; the visitor never sees it, and it claims nothing.

    Who is mentioned finds it in a list of their own. A whisper is for one agent: others see only that there was one.
    """
    client_keys = client_ids.keys(vault, f"agent:{agent.id}", client_id)
    before = s.scalars(select(Message).where(Message.client_key.in_(client_keys))).first()
    if before is not None:
        return Written(before.id, before.seq, duplicate=True)
    meta: dict[str, Any] = {}
    if whisper_to is not None:
        meta["whisper"] = {"id": whisper_to.id, "name": whisper_to.name}
        mentions = [whisper_to]
    elif mentions:
        meta["mentions"] = [{"id": one.id, "name": one.name} for one in mentions]
    written = _write(s, vault, conversation_id, agent, text, client_keys[0], client_id, note=True, meta=meta)
    at = clock.now()
    for agent_id in sorted({one.id for one in mentions} - {agent.id}):
        s.add(
            Mention(
                agent_id=agent_id,
                message_id=written.message_id,
                conversation_id=conversation_id,
                created_at=at,
            )
        )
    s.flush()
    emit(s, NotePosted(conversation_id, written.seq, written.message_id, agent.id))
    return written


def mentions_seen(s: WriteSession, conversation_id: str, agent_id: str) -> None:
    """The agent has had the notes that name them on the screen. A mark, not an act."""
    mine = (Mention.conversation_id == conversation_id, Mention.agent_id == agent_id)
    s.execute(update(Mention).where(*mine, Mention.seen_at.is_(None)).values(seen_at=clock.now()))


def mark_read(s: WriteSession, conversation_id: str) -> None:
    """The agent in charge has seen what the visitor wrote. A mark on the screen, not an act."""
    s.rows(_READ, conversation=conversation_id)


def _write(
    s: WriteSession,
    vault: Vault,
    conversation_id: str,
    agent: Actor,
    text: Masked,
    client_key: str,
    client_id: str,
    *,
    note: bool,
    meta: dict[str, Any] | None = None,
) -> Written:
    if not str(text.text).strip():
        raise BadInput("消息是空的，请写点内容再发送。", "The message is empty; write something first.")
    conversation = writing.load(s, conversation_id)
    message = writing.append(
        s,
        conversation,
        author=agent,
        words=(vault, text.text),
        kind="note" if note else "text",
        visible=not note,
        meta=meta,
        message_id=new_id(),
        client_id=client_ids.kept(vault, client_id),
        client_key=client_key,
    )
    entities.keep(s, conversation_id, writing.key_of(vault, conversation), text.entities, message.id)
    chain.append(
        s,
        Verb.MESSAGE_POSTED,
        actor=agent,
        subject=message.id,
        conversation=conversation_id,
        seq=message.seq,
        kind=message.kind,
        entities=sorted({found.kind for found in text.entities}),
        dropped=sorted(set(text.dropped)),
        **_named(meta or {}),
    )
    writing.tell_withheld(s, message, text)
    return Written(message.id, message.seq)


def _named(meta: dict[str, Any]) -> dict[str, Any]:
    """Whom a note names, for the audit trail."""
    if "whisper" in meta:
        return {"whisper_to": meta["whisper"]["id"]}
    return {"mentions": [one["id"] for one in meta["mentions"]]} if "mentions" in meta else {}
