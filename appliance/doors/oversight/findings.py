"""Rows of the search page: masked messages of all conversations, newest first, each with the proof of its audit event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from appliance.core.audit.tables import AuditEvent
from appliance.core.audit.verbs import Verb
from appliance.core.entities.queries import displays as displays_of
from appliance.core.masking.text import MaskedText
from appliance.core.store.search_index import SearchIndex
from appliance.core.store.session import ReadSession
from appliance.core.vault.vault import Vault
from appliance.doors.oversight import words
from appliance.doors.oversight.proof import Proof, proofs
from appliance.service.conversations.tables import Conversation, Message
from appliance.service.conversations.views import MessageView, view_of

PAGE = 40
MOST_MATCHES = 2000  # of the index, looked at for one page when a state is asked for

_MESSAGE_VERBS = (Verb.MESSAGE_RECEIVED.value, Verb.MESSAGE_POSTED.value)
_EVENT_VERBS = {
    "handed_off": Verb.HANDOFF_MADE,
    "claimed": Verb.CONVERSATION_CLAIMED,
    "given_back": Verb.CONVERSATION_GIVEN_BACK,
    "closed": Verb.CONVERSATION_CLOSED,
    "reopened": Verb.CONVERSATION_REOPENED,
}
_SAME_ACT_SECONDS = 2.0


@dataclass(frozen=True)
class Finding:
    """One row. `proof` is None where no audit event belongs to the message itself."""

    conversation_id: str
    code: str
    at: datetime
    kind: str
    text: MaskedText
    line: str
    displays: Mapping[str, str]
    happened: str
    tone: str
    proof: Proof | None


def matches(index: SearchIndex, query: MaskedText, before: int | None) -> tuple[list[int], bool]:
    """Ordinals of messages that hold `query`, newest first, and whether there are more. No text is read."""
    hits = index.search(str(query), MOST_MATCHES + 1, before_seq=before)
    return [hit.seq for hit in hits[:MOST_MATCHES]], len(hits) > MOST_MATCHES


def read(
    s: ReadSession,
    vault: Vault,
    lang: str,
    *,
    ordinals: Sequence[int] | None = None,
    state: str = "",
    before: int | None = None,
) -> tuple[list[Finding], int | None]:
    """One page of rows (of these ordinals, else of everything) and the `before` of the next page.

    Replies of several sentences keep a row for each: each was checked, sent and recorded by itself.
    """
    wanted = (
        select(Message, Conversation)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .order_by(Message.ordinal.desc())
        .limit(PAGE + 1)
    )
    if ordinals is not None:
        wanted = wanted.where(Message.ordinal.in_(ordinals))
    if before is not None:
        wanted = wanted.where(Message.ordinal < before)
    if state:
        wanted = wanted.where(Conversation.state == state)
    found = [row.tuple() for row in s.execute(wanted)]
    more = found[PAGE - 1][0].ordinal if len(found) > PAGE else None
    found = found[:PAGE]
    displays = displays_of(s, {conversation.id: conversation.channel for _, conversation in found})
    views = [
        view_of(vault, conversation, message, displays[conversation.id]) for message, conversation in found
    ]
    proven = of_messages(s, views)
    rows = []
    for view, (_, conversation) in zip(views, found, strict=True):
        happened, tone = words.happened(view, lang)
        rows.append(
            Finding(
                conversation.id,
                conversation.code,
                view.created_at,
                view.kind,
                view.text,
                words.event_line(view, lang) if view.kind == "event" else "",
                view.displays,
                happened,
                tone,
                proven.get(view.id),
            )
        )
    return rows, more


def of_messages(s: ReadSession, views: Sequence[MessageView]) -> dict[str, Proof]:
    """The proof of the audit event by which each message came to be, by message id."""
    if not views:
        return {}
    verbs = [*_MESSAGE_VERBS, *(verb.value for verb in _EVENT_VERBS.values())]
    events = list(
        s.scalars(
            select(AuditEvent).where(
                AuditEvent.conversation_id.in_({view.conversation_id for view in views}),
                AuditEvent.verb.in_(verbs),
                AuditEvent.subject.in_({x for view in views for x in (view.id, view.conversation_id)}),
            )
        )
    )
    by_subject = {event.subject: event for event in events if event.verb in _MESSAGE_VERBS}
    chosen: dict[str, AuditEvent] = {}
    for view in views:
        event = by_subject.get(view.id) if view.kind != "event" else _of_event(view, events)
        if event is not None:
            chosen[view.id] = event
    checked = proofs(s, chosen.values())
    return {message_id: checked[event.seq] for message_id, event in chosen.items()}


def _of_event(view: MessageView, events: Sequence[AuditEvent]) -> AuditEvent | None:
    """Message and audit event of one act are written in one transaction, milliseconds apart."""
    verb = _EVENT_VERBS.get(str(view.meta.get("event", "")))
    if verb is None:
        return None

    def apart(event: AuditEvent) -> float:
        return abs((event.at - view.created_at).total_seconds())

    same = [e for e in events if e.verb == verb.value and e.subject == view.conversation_id]
    nearest = min(same, key=apart, default=None)
    return nearest if nearest is not None and apart(nearest) <= _SAME_ACT_SECONDS else None
