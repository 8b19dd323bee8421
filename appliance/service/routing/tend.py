"""Looked after by the clock: nobody is forgotten. Who was not written to within the team's limit goes to somebody else, or
back to the front of the queue when their agent is not there; the lead is told each time.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, or_, select

from appliance.core.audit import chain
from appliance.core.audit.verbs import Verb
from appliance.core.events.outbox import emit
from appliance.core.jobs.registry import JobContext, Registry
from appliance.core.kit import clock
from appliance.core.kit.actors import SYSTEM, Actor
from appliance.core.kit.errors import Conflict
from appliance.core.kit.logs import get_logger
from appliance.core.store.session import ReadSession, Store, WriteSession
from appliance.service.conversations import actions as conversations
from appliance.service.conversations import writing
from appliance.service.conversations.events import Overdue
from appliance.service.conversations.tables import Conversation, Message
from appliance.service.routing import hearing, hours, presence, pull, silence
from appliance.service.routing.strategies import registry as strategies
from appliance.service.routing.tables import AgentPresence, TeamRouting

TEND: Final = "routing.tend"
EVERY: Final = 15.0
"""Seconds between two rounds."""

log = get_logger("routing")


def register(registry: Registry, store: Store) -> None:
    """Give the runner the handler."""

    def handle(_: JobContext) -> None:
        tend(store)

    registry.add(TEND, handle)


def tend(store: Store) -> int:
    """One round; gives how many were overdue. Each is dealt with in an act of its own, which looks again first."""
    with store.reading() as s:
        late = [each.id for each in overdue(s)]
        sharing = [row.team_id for row in s.scalars(select(TeamRouting)) if row.strategies]
        waits = s.scalar(
            select(Conversation.id)
            .where(Conversation.queue_no.is_not(None), Conversation.team_id.in_(sharing))
            .limit(1)
        )
    for conversation_id in late:
        try:
            with store.writing() as w:
                lapse(w, conversation_id)
        except Conflict as problem:
            log.info("overdue no more", conversation=conversation_id, kind=type(problem).__name__)
    if waits is not None:
        with store.writing() as w:
            pull.for_teams(w, sharing)
    return len(late)


def overdue(s: ReadSession, only: str | None = None) -> list[Conversation]:
    """Who has waited longer than their team's limit: in the queue, or for a word of the agent who has them; and who waits for one
    that has been silent for too long (`silence`). Nobody is late outside the team's hours."""
    now = clock.now()
    here = now.astimezone(clock.zone())
    limits, shut = dict[str, int](), list[str]()
    for team in s.scalars(select(TeamRouting)):
        if not hours.is_open(team.hours, team.holidays, here):
            shut.append(team.team_id)
        elif team.limit_seconds:
            limits[team.team_id] = team.limit_seconds
    silent = _silent(s, now)
    if not limits and not silent:
        return []
    wanted = select(Conversation).where(
        Conversation.state.in_(("queued", "human")),
        or_(Conversation.team_id.in_(limits), Conversation.agent_id.in_(silent)),
        or_(Conversation.team_id.is_(None), Conversation.team_id.not_in(shut)),
    )
    if only is not None:
        wanted = wanted.where(Conversation.id == only)
    late = []
    for row in s.scalars(wanted.order_by(Conversation.queue_rank, Conversation.id)):
        since = waits_since(s, row)
        limit = limits.get(str(row.team_id))
        if since is None:
            continue
        if (row.state == "human" and row.agent_id in silent) or (
            limit is not None and now - since >= timedelta(seconds=limit)
        ):
            late.append(row)
    return late


def _silent(s: ReadSession, now: datetime) -> list[str]:
    """Agents of whom nothing was heard for so long that their visitors are passed on."""
    minutes = silence.limits(s).reassign_minutes
    if not minutes:
        return []
    since = now - timedelta(minutes=minutes)
    return list(s.scalars(select(AgentPresence.agent_id).where(AgentPresence.seen_at <= since)))


def waits_since(s: ReadSession, row: Conversation) -> datetime | None:
    """Since when the visitor waits for a person's next word, counted anew after each lapse; `None` when nobody waits."""
    if row.state == "queued":
        began = row.queued_at
    elif row.last_author_kind == "agent":
        return None
    else:
        heard = select(func.max(Message.seq)).where(
            Message.conversation_id == row.id,
            Message.author_kind == "agent",
            Message.kind.in_(writing.SPOKEN),
        )
        asked = s.scalar(
            select(func.min(Message.created_at)).where(
                Message.conversation_id == row.id,
                Message.author_kind == "visitor",
                Message.kind.in_(writing.SPOKEN),
                Message.seq > (s.scalar(heard) or 0),
            )
        )
        began = max((at for at in (asked, row.claimed_at) if at is not None), default=None)
        if asked is None:
            return None
    return max((at for at in (began, row.overdue_at) if at is not None), default=None)


def lapse(s: WriteSession, conversation_id: str) -> bool:
    """Deal with one that is overdue; False when it is so no more. It gains a head start for whenever it waits again."""
    if not overdue(s, conversation_id):
        return False
    row = writing.load(s, conversation_id)
    row.lapses += 1
    row.overdue_at = clock.now()
    if row.state == "queued":
        hearing.rank(s, row)
    s.flush()
    said = writing.say(s, row, "overdue", visible=False, lapses=row.lapses, agent=row.agent_name)
    chain.append(
        s,
        Verb.CONVERSATION_OVERDUE,
        actor=SYSTEM,
        subject=conversation_id,
        conversation=conversation_id,
        lapses=row.lapses,
        agent=row.agent_id,
    )
    emit(s, Overdue(conversation_id, said.seq, said.id, row.agent_id, row.lapses))
    if row.state == "human":
        _pass_on(s, row)
    else:
        pull.for_teams(s, [str(row.team_id)])
    return True


def _pass_on(s: WriteSession, row: Conversation) -> None:
    """To somebody else who has room, else to the queue if the agent is not there, else it stays."""
    assert row.agent_id is not None
    holder, team = Actor("agent", row.agent_id, row.agent_name), str(row.team_id)
    ways = s.get(TeamRouting, team)
    others = [c for c in pull.available(s, team) if c.agent_id != holder.id]
    if ways is not None and ways.strategies and others:
        chosen, _ = strategies.choose(ways.strategies, others, pull.wanted(s, row))
        to = Actor("agent", chosen.agent_id, chosen.name)
        conversations.transfer(s, row.id, holder, to, by=SYSTEM, why="unanswered")
        pull.note_given(s, to.id)
    elif presence.presence_of(s, holder.id) in (presence.Presence.AWAY, presence.Presence.OFFLINE):
        conversations.transfer(s, row.id, holder, None, by=SYSTEM, why="unanswered")
