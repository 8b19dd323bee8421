"""A lead moves conversations, whoever has them now: to a colleague, to a team's queue, or to themselves.

Limits hold as on every other path, and each is an act of its own: what cannot move stays where it is.
"""

from __future__ import annotations

from typing import Final

from appliance.core.accounts.tables import Team
from appliance.core.audit import chain
from appliance.core.audit.verbs import Verb
from appliance.core.events.outbox import emit
from appliance.core.kit.actors import Actor
from appliance.core.kit.errors import NotFound
from appliance.core.store.session import WriteSession
from appliance.service.conversations import actions as conversations
from appliance.service.conversations import queries, writing
from appliance.service.conversations.actions import HandoffReason
from appliance.service.conversations.errors import AlreadyClosed
from appliance.service.conversations.events import Transferred
from appliance.service.conversations.views import ConversationRow
from appliance.service.routing import capacity, hearing, pull
from appliance.service.routing.errors import ThereAlready

WHY: Final = "reassigned"
BY_A_LEAD: Final = HandoffReason("reassigned", "班长改派给人工", "A lead has given it to people")


def to_agent(s: WriteSession, conversation_id: str, agent_id: str, lead: Actor) -> None:
    """Into an agent's hands (the lead's own too), from the AI, a queue or another agent.

    Raises `AlreadyClosed`, `ThereAlready`, `AtCapacity` (of the agent), `NotAtWork`, `NoConversation`.
    """
    row = queries.conversation(s, conversation_id)
    if row.state == "closed":
        raise AlreadyClosed()
    if row.state == "human" and row.agent_id == agent_id:
        raise ThereAlready()
    other = capacity.require_room(s, agent_id)
    to = Actor("agent", other.agent_id, other.name)
    if row.state == "human":
        conversations.transfer(s, conversation_id, _holder(row), to, by=lead, why=WHY)
    else:
        conversations.claim(s, conversation_id, to, by=lead, how=WHY)
    pull.note_given(s, agent_id)


def to_team(s: WriteSession, conversation_id: str, team_id: str, lead: Actor) -> None:
    """Into a team's queue; who waits already keeps the time of coming.

    Raises `NotFound` for an unknown team, `AlreadyClosed`, `ThereAlready`, `NoConversation`.
    """
    team = s.get(Team, team_id)
    if team is None:
        raise NotFound("没有这个班组。", "There is no such team.")
    row = queries.conversation(s, conversation_id)
    if row.state == "closed":
        raise AlreadyClosed()
    if row.state == "human":
        conversations.transfer(s, conversation_id, _holder(row), None, team_id=team_id, by=lead, why=WHY)
    elif row.state == "ai":
        conversations.hand_off(s, conversation_id, actor=lead, reasons=[BY_A_LEAD], team_id=team_id)
    else:
        _to_another_queue(s, conversation_id, team, lead)


def _to_another_queue(s: WriteSession, conversation_id: str, team: Team, lead: Actor) -> None:
    waits = writing.load(s, conversation_id)
    if waits.team_id == team.id:
        raise ThereAlready()
    waits.team_id = team.id
    hearing.rank(s, waits)
    said = writing.say(s, waits, "moved", visible=False, team=team.name)
    chain.append(
        s,
        Verb.HANDOFF_MADE,
        actor=lead,
        subject=conversation_id,
        conversation=conversation_id,
        transferred_to=f"team:{team.id}",
        why=WHY,
    )
    emit(s, Transferred(conversation_id, said.seq, said.id, "", None))


def _holder(row: ConversationRow) -> Actor:
    return Actor("agent", str(row.agent_id), row.agent_name)
