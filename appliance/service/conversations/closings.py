"""How a conversation ended: the reason, who had answered it, and what the visitor thought of it."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select

from appliance.core.audit import chain
from appliance.core.audit.verbs import Verb
from appliance.core.entities import actions as entities
from appliance.core.events.outbox import emit
from appliance.core.kit import clock
from appliance.core.kit.actors import Actor
from appliance.core.kit.errors import BadInput
from appliance.core.kit.ids import new_id
from appliance.core.masking.engine import Masked
from appliance.core.store.session import ReadSession, WriteSession
from appliance.core.vault.vault import Vault
from appliance.service.consent import queries as consent
from appliance.service.conversations import writing
from appliance.service.conversations.errors import AlreadyRated, ImpossibleMove
from appliance.service.conversations.events import Rated
from appliance.service.conversations.states import State
from appliance.service.conversations.tables import Closing, Conversation, Message

REASONS: Final = ("resolved", "no_answer", "referred", "duplicate", "spam", "other")


def check(reason: str) -> str:
    """The reason, if it is one. Raises `BadInput`."""
    if reason not in REASONS:
        raise BadInput("没有这个结束原因。", "There is no such reason for closing.")
    return reason


def note(s: WriteSession, conversation: Conversation, seq: int, reason: str) -> None:
    """Write down an end; part of closing."""
    s.add(
        Closing(
            conversation_id=conversation.id,
            seq=seq,
            reason=check(reason),
            resolved_by="agent" if _spoke(s, conversation) else "ai",
            agent_id=conversation.agent_id,
            closed_at=conversation.closed_at or clock.now(),
        )
    )
    s.flush()


def last(s: ReadSession, conversation_id: str) -> Closing | None:
    """The newest end of a conversation."""
    mine = select(Closing).where(Closing.conversation_id == conversation_id)
    return s.scalars(mine.order_by(Closing.seq.desc()).limit(1)).first()


def rate(s: WriteSession, vault: Vault, conversation_id: str, score: int, word: Masked | None = None) -> None:
    """The visitor's opinion of a conversation that has ended, once for each end. The word is sealed like a message.

    Raises `ImpossibleMove` while it goes on, `AlreadyRated`, `BadInput` for a score outside 1 to 5, `ConsentNeeded`.
    """
    if not 1 <= score <= 5:
        raise BadInput("评分为 1 到 5 分。", "A rating is 1 to 5.")
    conversation = writing.load(s, conversation_id)
    consent.check(s, conversation.channel, conversation.contact_id)
    closing = last(s, conversation_id)
    if conversation.state != State.CLOSED or closing is None:
        raise ImpossibleMove("会话结束后才能评价。", "A conversation can be rated once it has ended.")
    if closing.score is not None:
        raise AlreadyRated()
    visitor = Actor("visitor", conversation.contact_id)
    said = writing.append(
        s,
        conversation,
        author=visitor,
        words=(vault, word.text) if word is not None else None,
        kind="rating" if word is not None else "event",
        visible=False,
        meta={"event": "rated", "phrase": "rated", "score": score},
        message_id=new_id(),
    )
    if word is not None:
        entities.keep(s, conversation_id, writing.key_of(vault, conversation), word.entities, said.id)
        closing.word_id = said.id
    closing.score, closing.rated_at = score, clock.now()
    s.flush()
    chain.append(
        s,
        Verb.CONVERSATION_RATED,
        actor=visitor,
        subject=conversation_id,
        conversation=conversation_id,
        seq=said.seq,
        score=score,
        entities=sorted({found.kind for found in word.entities}) if word is not None else [],
        dropped=sorted(set(word.dropped)) if word is not None else [],
    )
    if word is not None:
        writing.tell_withheld(s, said, word)
    emit(s, Rated(conversation_id, said.seq, said.id))


def _spoke(s: ReadSession, conversation: Conversation) -> bool:
    """Whether a person wrote to the visitor since the end before this one."""
    before = last(s, conversation.id)
    spoken = select(Message.id).where(
        Message.conversation_id == conversation.id,
        Message.author_kind == "agent",
        Message.kind == "text",
        Message.seq > (before.seq if before is not None else 0),
    )
    return s.scalars(spoken.limit(1)).first() is not None
