"""What the AI is asked now: every visitor message nobody has answered yet, and what was said before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select

from appliance.core.masking.text import MaskedText
from appliance.core.store.session import ReadSession
from appliance.core.vault.vault import Vault
from appliance.service.conversations.places import with_districts
from appliance.service.conversations.tables import Conversation, Message
from appliance.service.conversations.views import text_of

HISTORY = 12  # messages before the question

_CONVERSATION = select(Conversation.__table__).where(Conversation.id == bindparam("id"))
_SAID = select(Message.__table__).where(Message.conversation_id == bindparam("id"), Message.kind == "text")
_ASKED = _SAID.where(Message.author_kind == "visitor", Message.seq > bindparam("answered")).order_by(
    Message.seq
)
_BEFORE = (
    _SAID.where(Message.seq < bindparam("first"), Message.withdrawn.is_(False))
    .order_by(Message.seq.desc())
    .limit(HISTORY)
)


@dataclass(frozen=True)
class Turn:
    """One question to the AI, as of `version`.

    `question` joins the unanswered messages by line, addresses kept to their district; `answers_seq` is the newest
    one's number. `history` is what
    visitor ("user") and AI or agents ("assistant") said before, oldest first; `rungs` how the AI came by each of
    its earlier replies, oldest first.
    """

    conversation_id: str
    channel: str
    version: int
    answers_seq: int
    question: MaskedText
    history: tuple[tuple[str, MaskedText], ...]
    rungs: tuple[str, ...]
    lang: str


def last_asked(s: ReadSession, vault: Vault, conversation_id: str) -> Turn | None:
    """The visitor's last words as a turn, whoever is in charge and whether or not they were answered: what an agent may want a
    draft for. `None` when the visitor has written nothing, or there is no such conversation."""
    found: Any = s.rows(_CONVERSATION, id=conversation_id).first()
    if found is None or not found.asked_seq or found.erased_at is not None:
        return None
    said: Sequence[Any] = s.rows(_BEFORE, id=conversation_id, first=found.asked_seq + 1).all()
    asked: list[Any] = []
    for m in said:
        if m.author_kind != "visitor":
            break
        asked.insert(0, m)
    if not asked:
        return None
    before = [m for m in reversed(said) if m.seq < asked[0].seq]
    words = MaskedText.trusted("\n".join(str(text_of(vault, found, m)) for m in asked))
    return Turn(
        conversation_id=conversation_id,
        channel=found.channel,
        version=found.version,
        answers_seq=asked[-1].seq,
        question=with_districts(s, vault, found, words),
        history=tuple(
            ("user" if m.author_kind == "visitor" else "assistant", text_of(vault, found, m)) for m in before
        ),
        rungs=(),
        lang=found.lang,
    )


def build(s: ReadSession, vault: Vault, conversation_id: str) -> Turn | None:
    """The turn to take; `None` when the AI is not in charge or nothing is unanswered."""
    found: Any = s.rows(_CONVERSATION, id=conversation_id).first()
    if found is None or found.state != "ai" or found.asked_seq <= found.answered_seq:
        return None
    asked: Sequence[Any] = s.rows(_ASKED, id=conversation_id, answered=found.answered_seq).all()
    first = asked[0].seq
    before: Sequence[Any] = s.rows(_BEFORE, id=conversation_id, first=first).all()[::-1] if first > 1 else []
    rungs: dict[str, str] = {}
    for m in before:
        if m.author_kind == "ai" and m.reply_id:
            rungs[m.reply_id] = str(m.meta.get("rung", ""))
    return Turn(
        conversation_id=conversation_id,
        channel=found.channel,
        version=found.version,
        answers_seq=asked[-1].seq,
        question=with_districts(
            s, vault, found, MaskedText.trusted("\n".join(str(text_of(vault, found, m)) for m in asked))
        ),
        history=tuple(
            ("user" if m.author_kind == "visitor" else "assistant", text_of(vault, found, m)) for m in before
        ),
        rungs=tuple(rungs.values()),
        lang=found.lang,
    )
