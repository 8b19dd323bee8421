"""What the AI is asked now: every visitor message nobody has answered yet, and what was said before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import bindparam, or_, select

from appliance.core.masking.text import MaskedText
from appliance.core.store.prepared import Prepared
from appliance.core.store.session import ReadSession
from appliance.core.vault.vault import Vault
from appliance.service.conversations.places import with_districts
from appliance.service.conversations.tables import Conversation, Message
from appliance.service.conversations.views import text_of

HISTORY = 12  # messages before the question
LOOK_BACK = 60  # entries before the question among which they, and what was asked of the AI, are found

A_PERSON: Final = frozenset({"handed_off", "claimed", "transferred", "given_back"})
"""Events after which what was asked of the AI is counted anew."""

_CONVERSATION = Prepared(select(Conversation.__table__).where(Conversation.id == bindparam("id")))
_ENTRIES = select(Message.__table__).where(
    Message.conversation_id == bindparam("id"), or_(Message.kind == "text", Message.kind == "event")
)
_SAID = select(Message.__table__).where(Message.conversation_id == bindparam("id"), Message.kind == "text")
_ASKED = Prepared(
    _SAID.where(Message.author_kind == "visitor", Message.seq > bindparam("answered")).order_by(Message.seq)
)
_BEFORE = Prepared(
    _ENTRIES.where(Message.seq < bindparam("first"), Message.withdrawn.is_(False))
    .order_by(Message.seq.desc())
    .limit(LOOK_BACK)
)

_ROLE: Final = {"visitor": "user", "agent": "agent"}


@dataclass(frozen=True)
class Exchange:
    """One question and how the AI dealt with it: the rung of its reply, and whether the gate had turned its own words down."""

    question: MaskedText
    rung: str
    rejected: bool = False


@dataclass(frozen=True)
class Turn:
    """One question to the AI, as of `version`.

    `question` joins the unanswered messages by line, addresses kept to their district; `answers_seq` is the newest
    one's number. `history` is what
    visitor ("user"), AI ("assistant") and agents ("agent") said before, oldest first; `rungs` how the AI came by each of
    its earlier replies, oldest first; `exchanges` what was asked of it since a person last had the conversation or was
    asked for, oldest first. `asked` are the ids of the messages that the question is made of, `before` those of `history`.
    """

    conversation_id: str
    channel: str
    version: int
    answers_seq: int
    question: MaskedText
    history: tuple[tuple[str, MaskedText], ...]
    rungs: tuple[str, ...]
    lang: str
    exchanges: tuple[Exchange, ...] = ()
    asked: tuple[str, ...] = ()
    before: tuple[str, ...] = ()


def last_asked(s: ReadSession, vault: Vault, conversation_id: str) -> Turn | None:
    """The visitor's last words as a turn, whoever is in charge and whether or not they were answered: what an agent may want a
    draft for. `None` when the visitor has written nothing, or there is no such conversation."""
    found: Any = s.rows(_CONVERSATION, id=conversation_id).first()
    if found is None or not found.asked_seq or found.erased_at is not None:
        return None
    entries: Sequence[Any] = s.rows(_BEFORE, id=conversation_id, first=found.asked_seq + 1).all()
    said = [m for m in entries if m.kind == "text"][:HISTORY]
    asked: list[Any] = []
    for m in said:
        if m.author_kind != "visitor":
            break
        asked.insert(0, m)
    if not asked:
        return None
    return laid(s, vault, found, asked, [m for m in reversed(said) if m.seq < asked[0].seq])


def build(s: ReadSession, vault: Vault, conversation_id: str) -> Turn | None:
    """The turn to take; `None` when the AI is not in charge or nothing is unanswered."""
    found: Any = s.rows(_CONVERSATION, id=conversation_id).first()
    if found is None or found.state != "ai" or found.asked_seq <= found.answered_seq:
        return None
    asked: Sequence[Any] = s.rows(_ASKED, id=conversation_id, answered=found.answered_seq).all()
    first = asked[0].seq
    before: Sequence[Any] = s.rows(_BEFORE, id=conversation_id, first=first).all()[::-1] if first > 1 else []
    return laid(s, vault, found, asked, before)


def laid(s: ReadSession, vault: Vault, found: Any, asked: Sequence[Any], before: Sequence[Any]) -> Turn:
    """The turn of a conversation's row in which `asked` is answered; `before` are texts and events before it, oldest first.

    The live path and whoever looks at a turn of the past lay it in this one way.
    """
    read: dict[int, MaskedText] = {}

    def words(m: Any) -> MaskedText:
        if m.seq not in read:
            read[m.seq] = text_of(vault, found, m)
        return read[m.seq]

    history = [m for m in before if m.kind == "text"][-HISTORY:]
    rungs: dict[str, str] = {}
    for m in history:
        if m.author_kind == "ai" and m.reply_id:
            rungs[m.reply_id] = str(m.meta.get("rung", ""))
    question = MaskedText.trusted("\n".join(str(words(m)) for m in asked))
    return Turn(
        conversation_id=found.id,
        channel=found.channel,
        version=found.version,
        answers_seq=asked[-1].seq,
        question=with_districts(s, vault, found, question),
        history=tuple((_ROLE.get(m.author_kind, "assistant"), words(m)) for m in history),
        rungs=tuple(rungs.values()),
        lang=found.lang,
        exchanges=tuple(
            Exchange(
                MaskedText.trusted("\n".join(str(words(m)) for m in questions)),
                str(reply.meta.get("rung", "")),
                bool(reply.meta.get("draft", {}).get("rejected")),
            )
            for questions, reply in _exchanges(before)
        ),
        asked=tuple(m.id for m in asked),
        before=tuple(m.id for m in history),
    )


def _exchanges(before: Sequence[Any]) -> list[tuple[list[Any], Any]]:
    """Questions, each with the last part of the AI's reply to them."""
    found: dict[str, tuple[list[Any], Any]] = {}
    asked: list[Any] = []
    for m in before:
        if m.author_kind == "agent" or (m.kind == "event" and m.meta.get("event") in A_PERSON):
            found, asked = {}, []
        elif m.kind == "text" and m.author_kind == "visitor":
            asked = [*asked, m]
        elif m.kind == "text" and m.author_kind == "ai" and m.reply_id:
            questions = found[m.reply_id][0] if m.reply_id in found else asked
            if questions:
                found[m.reply_id] = (questions, m)
            asked = []
    return list(found.values())
