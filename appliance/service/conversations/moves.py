"""Who has the word: hand over, claim, pass on, give back, close, reopen.

`service/routing` calls these after it has checked limits; nothing else moves a conversation's state.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select, update

from appliance.core.accounts.tables import DEFAULT_TEAM
from appliance.core.audit import chain
from appliance.core.audit.verbs import Verb
from appliance.core.events.outbox import emit
from appliance.core.kit import clock
from appliance.core.kit.actors import Actor
from appliance.core.store.session import WriteSession
from appliance.service.consent import queries as consent
from appliance.service.consent.errors import Withdrawn
from appliance.service.conversations import closings, writing
from appliance.service.conversations.errors import AlreadyClaimed, AlreadyOpen, NotYours
from appliance.service.conversations.events import (
    Claimed,
    Closed,
    ComesToWait,
    GivenBack,
    HandedOff,
    Reopened,
    TakenBack,
    Transferred,
)
from appliance.service.conversations.lists import place_in_queue
from appliance.service.conversations.reasons import Why, stored
from appliance.service.conversations.states import Act, State
from appliance.service.conversations.tables import Conversation, Message


def hand_off(
    s: WriteSession,
    conversation_id: str,
    *,
    actor: Actor,
    reasons: Sequence[Why],
    draft: Mapping[str, Any] | None = None,
    team_id: str | None = None,
) -> bool:
    """Ask for a person: into the queue (of `team_id`, if somebody has named one), and the visitor told of their place.
    `draft` is what is kept of a draft that was not sent for it (figures, no text).

    False, and nothing written, when one has been asked for or is there already. Raises `ImpossibleMove` when
    closed.
    """
    conversation = writing.load(s, conversation_id)
    if conversation.state in (State.QUEUED, State.HUMAN):
        return False
    writing.move(conversation, Act.HAND_OFF)
    conversation.answered_seq = conversation.asked_seq
    kept = [stored(reason) for reason in reasons]
    conversation.handoff_reason = kept
    codes = [r.code for r in reasons]
    conversation.priority = conversation.lapses = 0
    conversation.not_agent_id = conversation.overdue_at = None
    conversation.team_id = team_id or conversation.team_id
    _wait(s, conversation, codes, chosen=team_id is not None)
    place = place_in_queue(s, conversation_id) or 1
    of_draft: dict[str, Any] = {"draft": dict(draft)} if draft else {}
    said = writing.say(
        s, conversation, "queued", event="handed_off", place=place, reasons=kept, by=actor.kind, **of_draft
    )
    chain.append(
        s,
        Verb.HANDOFF_MADE,
        actor=actor,
        subject=conversation_id,
        conversation=conversation_id,
        reasons=codes,
        rules=sorted({f"{r.rule} v{r.version}" for r in reasons if r.version}),
    )
    emit(s, HandedOff(conversation_id, said.seq, said.id, codes))
    return True


def claim(
    s: WriteSession, conversation_id: str, agent: Actor, *, by: Actor | None = None, how: str = ""
) -> int:
    """Make `agent` the one in charge and silence the AI; gives the staff number of the claim.

    `by` is who gave it to them, `how` by which strategy; without, they took it themselves.
    Again by the same agent changes nothing. Raises `AlreadyClaimed`, and `ImpossibleMove` when closed.
    """
    conversation = writing.load(s, conversation_id)
    if conversation.state == State.HUMAN:
        if conversation.agent_id == agent.id:
            return conversation.staff_seq
        raise AlreadyClaimed(conversation.agent_name)
    before = conversation.state
    writing.move(conversation, Act.CLAIM)
    _take(conversation, agent)
    withdrawn = _withdraw(s, conversation_id)
    said = writing.say(s, conversation, "claimed", agent=agent.name, agent_id=agent.id)
    chain.append(
        s,
        Verb.CONVERSATION_CLAIMED,
        actor=by or agent,
        subject=conversation_id,
        conversation=conversation_id,
        seq=said.seq,
        before=str(before),
        withdrawn=withdrawn,
        **({"assigned_to": agent.id, "how": how} if by is not None else {}),
    )
    emit(s, Claimed(conversation_id, said.seq, said.id, agent.id))
    return said.seq


def transfer(
    s: WriteSession,
    conversation_id: str,
    agent: Actor,
    to: Actor | None,
    *,
    team_id: str | None = None,
    by: Actor | None = None,
    why: str = "",
) -> None:
    """Pass a conversation from the agent in charge to another, or with `to` None back to the queue (of `team_id`, if given).

    `by` is who did it when the agent in charge did not, and `why` a word for the audit trail.
    """
    conversation = _in_charge(s, conversation_id, agent)
    if to is not None and to.id == agent.id:
        return
    writing.move(conversation, Act.TRANSFER if to is not None else Act.RELEASE)
    conversation.version += to is not None  # a release has raised it by its change of state
    if to is not None:
        _take(conversation, to)
        said = writing.say(s, conversation, "transferred", agent=to.name, agent_id=to.id, by=agent.name)
    else:
        conversation.agent_id, conversation.agent_name = None, ""
        conversation.team_id = team_id or conversation.team_id
        conversation.not_agent_id = agent.id
        codes = [str(one.get("code", "")) for one in conversation.handoff_reason or []]
        _wait(s, conversation, codes, agent.id)
        place = place_in_queue(s, conversation_id) or 1
        said = writing.say(
            s, conversation, "queued", event="transferred", place=place, agent="", by=agent.name
        )
    chain.append(
        s,
        Verb.CONVERSATION_CLAIMED if to is not None else Verb.HANDOFF_MADE,
        actor=by or agent,
        subject=conversation_id,
        conversation=conversation_id,
        transferred_to=to.id if to is not None else "queue",
        **({"taken_from": agent.id, "why": why} if by is not None else {}),
    )
    emit(s, Transferred(conversation_id, said.seq, said.id, agent.id, to.id if to is not None else None))


def give_back(s: WriteSession, conversation_id: str, agent: Actor) -> None:
    """Return a conversation to the AI, which then answers what nobody has answered yet. Raises `NotYours`."""
    conversation = _in_charge(s, conversation_id, agent)
    writing.move(conversation, Act.GIVE_BACK)
    conversation.agent_id, conversation.agent_name = None, ""
    conversation.handoff_reason = None
    said = writing.say(s, conversation, "given_back", agent=agent.name, agent_id=agent.id)
    chain.append(
        s, Verb.CONVERSATION_GIVEN_BACK, actor=agent, subject=conversation_id, conversation=conversation_id
    )
    emit(s, GivenBack(conversation_id, said.seq, said.id, agent.id))


def take_back(s: WriteSession, conversation_id: str, visitor: Actor) -> bool:
    """The visitor would rather go on with the AI than wait: out of the queue, and the AI answers what was written meanwhile.

    False, and nothing written, when they do not wait (any more): a person may have come first.
    """
    conversation = writing.load(s, conversation_id)
    if conversation.state != State.QUEUED:
        return False
    writing.move(conversation, Act.TAKE_BACK)
    writing.leave_queue(conversation)
    conversation.handoff_reason = None
    conversation.agent_id, conversation.agent_name = None, ""
    said = writing.say(s, conversation, "taken_back")
    chain.append(
        s, Verb.HANDOFF_TAKEN_BACK, actor=visitor, subject=conversation_id, conversation=conversation_id
    )
    emit(s, TakenBack(conversation_id, said.seq, said.id))
    return True


def close(s: WriteSession, conversation_id: str, agent: Actor, reason: str = "resolved") -> None:
    """End a conversation, for one of `closings.REASONS`. One that an agent has is theirs to close (or the system's).

    Raises `NotYours`, `BadInput` for another reason.
    """
    closings.check(reason)
    conversation = writing.load(s, conversation_id)
    if conversation.state == State.HUMAN and agent.kind == "agent" and conversation.agent_id != agent.id:
        raise NotYours()
    writing.move(conversation, Act.CLOSE)
    writing.leave_queue(conversation)
    conversation.closed_at = clock.now()
    conversation.unread_visitor = 0
    conversation.answered_seq = conversation.asked_seq
    said = writing.say(s, conversation, "closed", agent=agent.name, agent_id=agent.id, reason=reason)
    closings.note(s, conversation, said.seq, reason)
    chain.append(
        s,
        Verb.CONVERSATION_CLOSED,
        actor=agent,
        subject=conversation_id,
        conversation=conversation_id,
        reason=reason,
    )
    emit(s, Closed(conversation_id, said.seq, said.id, conversation.agent_id))


def reopen(s: WriteSession, conversation_id: str, agent: Actor) -> None:
    """An agent takes a closed conversation up again.

    Raises `ImpossibleMove` unless it is closed, `AlreadyOpen` when the visitor has another one open by now, `Withdrawn` when they
    have taken back their consent.
    """
    conversation = writing.load(s, conversation_id)
    if consent.withdrawn(s, conversation.contact_id):
        raise Withdrawn
    other = select(Conversation.id).where(
        Conversation.contact_id == conversation.contact_id,
        Conversation.channel == conversation.channel,
        Conversation.state != State.CLOSED,
        Conversation.id != conversation_id,
    )
    if s.scalars(other).first() is not None:
        raise AlreadyOpen()
    writing.move(conversation, Act.REOPEN)
    conversation.closed_at = None
    _take(conversation, agent)
    said = writing.say(
        s, conversation, "reopened_by_agent", event="reopened", agent=agent.name, agent_id=agent.id
    )
    chain.append(
        s, Verb.CONVERSATION_REOPENED, actor=agent, subject=conversation_id, conversation=conversation_id
    )
    emit(s, Reopened(conversation_id, said.seq, said.id, agent.id))


def _in_charge(s: WriteSession, conversation_id: str, agent: Actor) -> Conversation:
    conversation = writing.load(s, conversation_id)
    if conversation.state == State.HUMAN and conversation.agent_id != agent.id:
        raise NotYours()
    return conversation


def _wait(
    s: WriteSession,
    conversation: Conversation,
    codes: list[str],
    from_agent_id: str | None = None,
    *,
    chosen: bool = False,
) -> None:
    """Into the queue, and routing hears of it before the visitor is told of a place."""
    conversation.team_id = conversation.team_id or DEFAULT_TEAM
    writing.join_queue(s, conversation, clock.now())
    s.flush()
    emit(s, ComesToWait(conversation.id, conversation.staff_seq, codes, from_agent_id, chosen))
    s.flush()


def _take(conversation: Conversation, agent: Actor) -> None:
    conversation.agent_id, conversation.agent_name = agent.id, agent.name
    conversation.last_agent_id, conversation.not_agent_id = agent.id, None
    conversation.team_id = conversation.team_id or DEFAULT_TEAM
    conversation.claimed_at = clock.now()
    conversation.unread_visitor = 0
    writing.leave_queue(conversation)


def _withdraw(s: WriteSession, conversation_id: str) -> int:
    """Mark AI messages that no channel has taken yet as withdrawn; how many."""
    result = s.execute(
        update(Message)
        .where(
            Message.conversation_id == conversation_id,
            Message.author_kind == "ai",
            Message.delivered_at.is_(None),
            Message.withdrawn.is_(False),
        )
        .values(withdrawn=True)
    )
    return int(getattr(result, "rowcount", 0))
