"""Getting and passing on conversations: limits are checked in the transaction that moves the conversation."""

from __future__ import annotations

from appliance.core.kit.actors import Actor
from appliance.core.store.session import WriteSession
from appliance.service.conversations import actions as conversations
from appliance.service.conversations import queries
from appliance.service.routing import capacity, queue
from appliance.service.routing.errors import NobodyWaiting


def claim(s: WriteSession, conversation_id: str, agent: Actor) -> int:
    """Take a conversation, from the AI or the queue; gives the staff number of the claim.

    Again by the same agent changes nothing. Raises `AlreadyClaimed`, `AtCapacity`, `NotAtWork`, `ImpossibleMove`.
    """
    found = queries.conversation(s, conversation_id)
    if found.state not in ("human", "closed"):
        capacity.require_room(s, agent.id)
    return conversations.claim(s, conversation_id, agent)


def next_in_queue(s: WriteSession, agent: Actor) -> str:
    """Claim the conversation that has waited longest; gives its id. Raises `NobodyWaiting`, `AtCapacity`."""
    waiting = queue.first(s)
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


def give_back(s: WriteSession, conversation_id: str, agent: Actor) -> None:
    """Return a conversation to the AI. Raises `NotYours`, `ImpossibleMove`."""
    conversations.give_back(s, conversation_id, agent)


def close(s: WriteSession, conversation_id: str, agent: Actor) -> None:
    """End a conversation. Raises `NotYours`, `ImpossibleMove` when it has ended already."""
    conversations.close(s, conversation_id, agent)


def reopen(s: WriteSession, conversation_id: str, agent: Actor) -> None:
    """Take a closed conversation up again. Raises `AtCapacity`, `NotAtWork`, `ImpossibleMove`, `AlreadyOpen`."""
    capacity.require_room(s, agent.id)
    conversations.reopen(s, conversation_id, agent)
