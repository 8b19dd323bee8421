"""What has happened since a place in the outbox that an agent should look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select

from appliance.core.events import queries as outbox
from appliance.core.store.session import ReadSession
from appliance.service.conversations.tables import Conversation, Mention

MOST: Final = 200
"""Events looked at once; who was away longer is called by what is newest."""
WROTE, WAITS, GIVEN, TAKEN, NAMED, LATE = "wrote", "waits", "given", "taken", "named", "late"


@dataclass(frozen=True)
class Call:
    """One reason to look. `kind`: a visitor of theirs wrote, somebody waits, it was given to them, taken from them, a note names
    them, or (for leads, and whoever has it) an answer is late."""

    kind: str
    conversation_id: str
    code: str


def head(s: ReadSession) -> int:
    """The newest place."""
    return outbox.head(s)


def since(s: ReadSession, agent_id: str, after: int, *, lead: bool = False) -> tuple[int, list[Call]]:
    """What calls the agent after `after`, each conversation and kind once, and the place to go on from."""
    newest = outbox.head(s)
    rows = list(outbox.since(s, max(after, newest - MOST), MOST))
    found: dict[Call, None] = {}
    for row in rows:
        conversation = s.get(Conversation, row.conversation_id) if row.conversation_id else None
        if conversation is None or conversation.erased_at is not None:
            continue
        kind = _kind(s, row.kind, row.payload or {}, conversation, agent_id, lead)
        if kind:
            found[Call(kind, conversation.id, conversation.code)] = None
    return (rows[-1].seq if rows else newest), list(found)


def _kind(
    s: ReadSession,
    event: str,
    said: Mapping[str, Any],
    conversation: Conversation,
    agent_id: str,
    lead: bool,
) -> str:
    """What an event is to this agent; empty for nothing. Only what still holds calls."""
    mine = conversation.agent_id == agent_id and conversation.state == "human"
    match event:
        case "MessageReceived":
            return WROTE if mine else ""
        case "HandedOff":
            return WAITS if conversation.queue_no is not None else ""
        case "Claimed":
            return GIVEN if mine and said.get("agent_id") == agent_id else ""
        case "Transferred":
            if mine and said.get("agent_id") == agent_id:
                return GIVEN
            if said.get("agent_id") is None and conversation.queue_no is not None:
                return WAITS
            return TAKEN if said.get("from_agent_id") == agent_id and not mine else ""
        case "NotePosted":
            named = select(Mention.message_id).where(
                Mention.agent_id == agent_id,
                Mention.message_id == str(said.get("message_id")),
                Mention.seen_at.is_(None),
            )
            return NAMED if s.scalar(named) is not None else ""
        case "Overdue":
            return LATE if lead or mine else ""
    return ""
