"""Marks that staff set on a conversation: tags, and "not now"."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import bindparam, delete, func, select

from appliance.core.audit import chain
from appliance.core.audit.verbs import Verb
from appliance.core.events.outbox import emit
from appliance.core.kit import clock
from appliance.core.kit.actors import Actor
from appliance.core.kit.errors import BadInput, NotFound
from appliance.core.masking.engine import Masked
from appliance.core.store.prepared import Prepared, among
from appliance.core.store.session import ReadSession, WriteSession
from appliance.service.conversations import writing
from appliance.service.conversations.errors import ImpossibleMove, NotYours
from appliance.service.conversations.events import Marked
from appliance.service.conversations.states import State
from appliance.service.conversations.tables import ConversationTag, Snooze

LONGEST_TAG: Final = 20
MOST_TAGS: Final = 12
LONGEST_SNOOZE: Final = timedelta(days=7)
LATER: Final = ("quarter", "hour", "tomorrow")
_TAGS: Final = Prepared(
    select(ConversationTag.conversation_id, ConversationTag.name)
    .where(among(ConversationTag.conversation_id, "conversations"))
    .order_by(ConversationTag.name)
)
_IN_USE: Final = Prepared(
    select(ConversationTag.name)
    .group_by(ConversationTag.name)
    .order_by(func.count().desc(), ConversationTag.name)
    .limit(bindparam("limit"))
)
_ASIDE: Final = Prepared(
    select(Snooze.__table__).where(
        among(Snooze.conversation_id, "conversations"), Snooze.until > bindparam("now")
    )
)
_LATER: Final = {"quarter": timedelta(minutes=15), "hour": timedelta(hours=1)}


def tag(s: WriteSession, conversation_id: str, name: Masked, *, actor: Actor, on: bool = True) -> None:
    """Put a tag on, or take it off. What it was before is no error.

    Raises `BadInput` for an empty or long word, for one that holds personal data, and for too many on one conversation.
    """
    word = " ".join(str(name.text).split())
    if not word or len(word) > LONGEST_TAG:
        raise BadInput(f"标签为 1 到 {LONGEST_TAG} 个字。", f"A tag has 1 to {LONGEST_TAG} characters.")
    if name.entities or name.dropped:
        raise BadInput(
            "标签里不能有个人信息，请换一个词。", "A tag must not hold personal data; use another word."
        )
    writing.load(s, conversation_id)
    there = s.get(ConversationTag, (conversation_id, word))
    if (there is not None) == on:
        return
    if there is not None:
        s.delete(there)
    elif len(tags_of(s, [conversation_id]).get(conversation_id, ())) >= MOST_TAGS:
        raise BadInput(
            f"一个会话最多 {MOST_TAGS} 个标签，请先去掉一个。",
            f"A conversation has {MOST_TAGS} tags at most; take one off first.",
        )
    else:
        s.add(ConversationTag(conversation_id=conversation_id, name=word))
    s.flush()
    chain.append(
        s,
        Verb.CONVERSATION_TAGGED,
        actor=actor,
        subject=conversation_id,
        conversation=conversation_id,
        on=on,
        tags=len(tags_of(s, [conversation_id]).get(conversation_id, ())),
    )
    emit(s, Marked(conversation_id))


def tags_of(s: ReadSession, conversation_ids: Collection[str]) -> dict[str, list[str]]:
    """The tags of each, by word."""
    found: dict[str, list[str]] = {}
    for one in s.rows(_TAGS, conversations=list(conversation_ids)):
        found.setdefault(one.conversation_id, []).append(one.name)
    return found


def tags_in_use(s: ReadSession, limit: int = 50) -> list[str]:
    """Every word in use, the most used first."""
    return s.rows(_IN_USE, limit=limit).scalars()


def snooze(s: WriteSession, conversation_id: str, agent: Actor, until: datetime) -> None:
    """Put a conversation aside until a time. Raises `NotYours`, `ImpossibleMove`, `BadInput` for a time gone by or far off."""
    conversation = writing.load(s, conversation_id)
    if conversation.state != State.HUMAN:
        raise ImpossibleMove(
            "只有您接待中的会话可以稍后处理。", "Only a conversation in your charge can be put aside."
        )
    if conversation.agent_id != agent.id:
        raise NotYours()
    at = clock.now()
    if not at < until <= at + LONGEST_SNOOZE:
        raise BadInput("请选择七天之内的时间。", "Choose a time within seven days.")
    s.execute(delete(Snooze).where(Snooze.conversation_id == conversation_id))
    s.add(Snooze(conversation_id=conversation_id, agent_id=agent.id, since=at, until=until))
    s.flush()
    minutes = round((until - at).total_seconds() / 60)
    chain.append(
        s,
        Verb.CONVERSATION_SNOOZED,
        actor=agent,
        subject=conversation_id,
        conversation=conversation_id,
        minutes=minutes,
    )
    emit(s, Marked(conversation_id))


def later(how: str, now: datetime) -> datetime:
    """The time that a name stands for: a quarter of an hour, an hour, nine o'clock tomorrow where the house stands.

    Raises `NotFound` for another name.
    """
    if how in _LATER:
        return now + _LATER[how]
    if how != "tomorrow":
        raise NotFound("没有这个时间。", "There is no such time.")
    local = now.astimezone(clock.zone()) + timedelta(days=1)
    return local.replace(hour=9, minute=0, second=0, microsecond=0).astimezone(now.tzinfo)


def asleep(s: ReadSession, rows: Collection[Any]) -> dict[str, datetime]:
    """Which of these conversations are put aside now, and until when: those still with the same agent, whose visitor has not
    written since. `rows` have id, agent_id, state, last_author_kind and last_message_at."""
    by_id = {row.id: row for row in rows if row.state == State.HUMAN}
    found = s.rows(_ASIDE, conversations=list(by_id), now=clock.now()) if by_id else []
    return {
        one.conversation_id: one.until
        for one in found
        if by_id[one.conversation_id].agent_id == one.agent_id
        and not (
            by_id[one.conversation_id].last_author_kind == "visitor"
            and by_id[one.conversation_id].last_message_at > one.since
        )
    }
