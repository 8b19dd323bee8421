"""Getting and passing on conversations: limits are checked in the transaction that moves the conversation."""

from __future__ import annotations

from appliance.core.accounts.tables import Team
from appliance.core.kit.actors import Actor
from appliance.core.kit.errors import NotFound
from appliance.core.store.session import WriteSession
from appliance.service.conversations import actions as conversations
from appliance.service.conversations import queries
from appliance.service.routing import capacity, presence, pull, queue, staff
from appliance.service.routing.errors import NobodyWaiting


def claim(s: WriteSession, conversation_id: str, agent: Actor) -> int:
    """Take a conversation, from the AI or the queue; gives the staff number of the claim.

    Again by the same agent changes nothing. Raises `AlreadyClaimed`, `AtCapacity`, `NotAtWork`, `ImpossibleMove`.
    """
    found = queries.conversation(s, conversation_id)
    if found.state not in ("human", "closed"):
        capacity.require_room(s, agent.id)
    seq = conversations.claim(s, conversation_id, agent)
    if found.state != "human":
        pull.note_given(s, agent.id)
    return seq


def next_in_queue(s: WriteSession, agent: Actor) -> str:
    """Claim whoever is next for the agent's teams; gives the conversation's id. Raises `NobodyWaiting`, `AtCapacity`."""
    waiting = queue.first(s, staff.teams_of(s, agent.id))
    if waiting is None:
        raise NobodyWaiting()
    claim(s, waiting, agent)
    return waiting


def transfer(s: WriteSession, conversation_id: str, agent: Actor, to_agent_id: str | None) -> None:
    """Pass a conversation on to another agent, or with `None` back to the queue.

    Raises `NotYours`, `AtCapacity` (of the other), `NotAtWork`, `ImpossibleMove`.
    """
    if to_agent_id is None or to_agent_id == agent.id:
        conversations.transfer(s, conversation_id, agent, agent if to_agent_id else None)
        return
    other = capacity.require_room(s, to_agent_id)
    conversations.transfer(s, conversation_id, agent, Actor("agent", other.agent_id, other.name))
    pull.note_given(s, to_agent_id)


def transfer_to_team(s: WriteSession, conversation_id: str, agent: Actor, team_id: str) -> None:
    """Pass a conversation on to a team's queue. Raises `NotFound` for an unknown team, `NotYours`, `ImpossibleMove`."""
    if s.get(Team, team_id) is None:
        raise NotFound("没有这个班组。", "There is no such team.")
    conversations.transfer(s, conversation_id, agent, None, team_id=team_id)


def give_back(s: WriteSession, conversation_id: str, agent: Actor) -> None:
    """Return a conversation to the AI. Raises `NotYours`, `ImpossibleMove`."""
    conversations.give_back(s, conversation_id, agent)


def close(s: WriteSession, conversation_id: str, agent: Actor, reason: str = "resolved") -> None:
    """End a conversation for a reason of `closings.REASONS`. Raises `NotYours`, `ImpossibleMove` when it has ended already."""
    conversations.close(s, conversation_id, agent, reason)


def reopen(s: WriteSession, conversation_id: str, agent: Actor) -> None:
    """Take a closed conversation up again. Raises `AtCapacity`, `NotAtWork`, `ImpossibleMove`, `AlreadyOpen`."""
    capacity.require_room(s, agent.id)
    conversations.reopen(s, conversation_id, agent)
    pull.note_given(s, agent.id)


def be_present(s: WriteSession, agent_id: str, state: str) -> None:
    """Say how an agent is present; who becomes available is given what waits. Raises `BadInput` for an unknown word."""
    presence.set_presence(s, agent_id, state)
    pull.for_agent(s, agent_id)


def seen(s: WriteSession, agent_id: str) -> None:
    """A sign of life; who was silent and is available again is given what waits."""
    if presence.seen(s, agent_id):
        pull.for_agent(s, agent_id)
