"""Two conversations of one contact become one: the later goes into the earlier.

Its messages follow those of the earlier one, in their order, with the next numbers of both feeds, so that neither has a hole
and nothing that was shown moves. They are sealed anew under the key of where they are. If the later one was open, the earlier
one goes on in its state. What is left of it is its code and where it leads.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, cast

from sqlalchemy import Table, bindparam, delete, func, select, update

from appliance.core.approvals.states import OPEN
from appliance.core.approvals.tables import Approval
from appliance.core.audit import chain
from appliance.core.audit.verbs import Verb
from appliance.core.entities import actions as entities
from appliance.core.events.outbox import emit
from appliance.core.kit import clock
from appliance.core.kit.actors import Actor
from appliance.core.store.session import ReadSession, WriteSession
from appliance.core.vault.vault import Vault
from appliance.service.conversations import attachments, keys, writing
from appliance.service.conversations.errors import CannotMerge, NotYours
from appliance.service.conversations.events import Merged
from appliance.service.conversations.states import State
from appliance.service.conversations.tables import (
    Closing,
    Conversation,
    ConversationTag,
    Mention,
    Message,
    Snooze,
)

# What says who has the word now and who waits since when: an open conversation takes it along.
_STANDING: Final = (
    "state",
    "agent_id",
    "agent_name",
    "lang",
    "handoff_reason",
    "queue_no",
    "queue_rank",
    "priority",
    "team_id",
    "last_agent_id",
    "not_agent_id",
    "lapses",
    "overdue_at",
    "queued_at",
    "claimed_at",
    "unread_visitor",
)
_MESSAGES: Final = cast(Table, Message.__table__)
_move = (
    update(_MESSAGES)
    .where(_MESSAGES.c.id == bindparam("which"))
    .values(
        conversation_id=bindparam("into"),
        seq=bindparam("number"),
        visitor_seq=bindparam("shown"),
        answers_seq=bindparam("answers"),
        body_sealed=bindparam("body"),
    )
)


@dataclass(frozen=True)
class Pair:
    """Which of two conversations goes into which, and how many messages that moves."""

    earlier: Conversation
    later: Conversation
    messages: int


def pair(s: ReadSession, one: str, other: str, actor: Actor, *, lead: bool = False) -> Pair:
    """The two in order, if `actor` may merge them: what is open must be theirs, or anybody's for a lead.

    Raises `CannotMerge`, `NotYours`, `NoConversation`, `AlreadyErased`, `AlreadyMerged`.
    """
    both = [writing.load(s, each) for each in dict.fromkeys((one, other))]
    if len(both) != 2:
        raise CannotMerge("请选择另一个会话来合并。", "Choose another conversation to merge with.")
    earlier, later = sorted(both, key=lambda c: (c.created_at, c.id))
    if (earlier.contact_id, earlier.channel_key) != (later.contact_id, later.channel_key):
        raise CannotMerge(
            "只能合并同一位访客在同一渠道的会话：否则回复会发到别处。",
            "Only conversations of one visitor over one channel can be merged: else replies would go elsewhere.",
        )
    for each in both:
        if each.state in (State.AI, State.QUEUED):
            raise CannotMerge(
                f"访客 {each.code} 的会话还没有人接待，请先接待再合并。",
                f"Nobody has the conversation of visitor {each.code} yet; claim it first, then merge.",
            )
        if each.state == State.HUMAN and each.agent_id != actor.id and not lead:
            raise NotYours()
    asked = select(func.count()).where(
        Approval.conversation_id.in_([each.id for each in both]), Approval.state.in_(sorted(OPEN))
    )
    if s.scalar(asked.where(Approval.expires_at > clock.now())):
        raise CannotMerge(
            "其中一个会话有查看原值的申请还没有结束，请等它结束再合并。",
            "A request to see an original in one of them is still open; merge them once it is done.",
        )
    count = select(func.count()).where(Message.conversation_id == later.id)
    return Pair(earlier, later, s.scalar(count) or 0)


def merge(s: WriteSession, vault: Vault, one: str, other: str, actor: Actor, *, lead: bool = False) -> str:
    """Merge the later of the two into the earlier, and give the earlier one's id. Raises like `pair`."""
    found = pair(s, one, other, actor, lead=lead)
    into, gone = found.earlier, found.later
    marker = writing.say(s, into, "merged", visible=False, code=gone.code)
    _take_words(s, vault, into, gone, marker.seq)
    _take_marks(s, into, gone, marker.seq)
    _take_standing(s, into, gone, marker.seq)
    for each in (into, gone):
        chain.append(
            s,
            Verb.CONVERSATION_MERGED,
            actor=actor,
            subject=gone.id,
            conversation=each.id,
            into=into.id,
            seq=marker.seq,
            messages=found.messages,
        )
        emit(s, Merged(each.id, into.staff_seq, into.id))
    return into.id


def _take_words(s: WriteSession, vault: Vault, into: Conversation, gone: Conversation, after: int) -> None:
    """Messages and values, numbered on from `after` and sealed under the other key."""
    old, new = writing.key_of(vault, gone), writing.key_of(vault, into)
    shown = into.visitor_seq
    rows = []
    for m in s.scalars(select(Message).where(Message.conversation_id == gone.id).order_by(Message.seq)).all():
        body = keys.seal_body(new, m.id, keys.open_body(old, m.id, m.body_sealed)) if m.body_sealed else b""
        rows.append(
            {
                "which": m.id,
                "into": into.id,
                "number": after + m.seq,
                "shown": shown + m.visitor_seq if m.visitor_seq is not None else None,
                "answers": after + m.answers_seq if m.answers_seq is not None else None,
                "body": body,
            }
        )
        s.expunge(m)
    if rows:
        s.connection().execute(_move, rows)
    entities.move(s, gone.id, old, into.id, new)
    attachments.move(s, gone.id, old, into.id, new)
    into.staff_seq, into.visitor_seq = after + gone.staff_seq, shown + gone.visitor_seq


def _take_marks(s: WriteSession, into: Conversation, gone: Conversation, after: int) -> None:
    """Tags, notes that name somebody, "later", and how it ended before."""
    have = set(s.scalars(select(ConversationTag.name).where(ConversationTag.conversation_id == into.id)))
    for tag in s.scalars(select(ConversationTag).where(ConversationTag.conversation_id == gone.id)).all():
        if tag.name not in have:
            s.add(ConversationTag(conversation_id=into.id, name=tag.name))
        s.delete(tag)
    s.execute(update(Mention).where(Mention.conversation_id == gone.id).values(conversation_id=into.id))
    s.execute(
        update(Closing)
        .where(Closing.conversation_id == gone.id)
        .values(conversation_id=into.id, seq=Closing.seq + after)
    )
    s.execute(delete(Snooze).where(Snooze.conversation_id.in_([gone.id, into.id])))


def _take_standing(s: WriteSession, into: Conversation, gone: Conversation, after: int) -> None:
    """Who has the word, what is unanswered, what was said last; the later one ends."""
    into.asked_seq = after + gone.asked_seq if gone.asked_seq else into.asked_seq
    into.answered_seq = after + gone.answered_seq if gone.asked_seq else into.answered_seq
    if gone.last_message_id is not None:
        into.last_message_id, into.last_message_at = gone.last_message_id, gone.last_message_at
        into.last_author_kind = gone.last_author_kind
    was_open = gone.state != State.CLOSED
    standing = {name: getattr(gone, name) for name in _STANDING}
    ended = [each.closed_at for each in (into, gone) if each.closed_at is not None]
    gone.state, gone.closed_at = State.CLOSED.value, gone.closed_at or clock.now()
    gone.agent_id, gone.agent_name, gone.unread_visitor = None, "", 0
    gone.last_message_id, gone.handoff_reason = None, None
    gone.answered_seq = gone.asked_seq
    gone.merged_into = into.id
    writing.leave_queue(gone)
    for each in (into, gone):
        each.version += 1  # whatever is being written for either is stale
    s.flush()  # a contact has one open conversation at a time
    if was_open:
        for name, value in standing.items():
            setattr(into, name, value)
        into.closed_at = None
    elif into.state == State.CLOSED:
        into.closed_at = max(ended, default=None)
    s.flush()
