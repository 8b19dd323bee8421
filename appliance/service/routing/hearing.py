"""What routing does when something happens to a conversation: all within the transaction in which it happened."""

from __future__ import annotations

from typing import Final

from appliance.core.accounts.events import SignedOut
from appliance.core.accounts.tables import DISABLED, Agent
from appliance.core.events.outbox import emit
from appliance.core.kit import clock
from appliance.core.kit.actors import SYSTEM
from appliance.core.store.session import WriteSession
from appliance.service.contacts.tables import Contact
from appliance.service.conversations import actions as conversations
from appliance.service.conversations import writing
from appliance.service.conversations.actions import HandoffReason
from appliance.service.conversations.events import (
    Closed,
    ComesToWait,
    GivenBack,
    HandedOff,
    Reopened,
    SystemSaid,
    Transferred,
)
from appliance.service.conversations.tables import Conversation
from appliance.service.routing import capacity, hours, presence, pull, staff, teams
from appliance.service.routing.priority import head_start
from appliance.service.routing.tables import AgentPresence

CAME_BACK: Final = HandoffReason(
    "came_back", "会话结束后客户又来询问", "The customer has come back after the conversation ended"
)


def on_comes_to_wait(s: WriteSession, event: ComesToWait) -> None:
    """Its team and its head start, before anybody is told of a place. Who is passed on stays with the team named then."""
    waits = _row(s, event.conversation_id)
    if event.from_agent_id is None and not event.chosen:
        waits.team_id = teams.serving(s, waits.channel, event.codes)
    rank(s, waits)


def rank(s: WriteSession, waits: Conversation) -> None:
    """Give a waiting conversation the head start that it has by now."""
    contact = s.get(Contact, waits.contact_id)
    writing.set_priority(
        waits,
        head_start(
            [str(one.get("code", "")) for one in waits.handoff_reason or []],
            contact.tier if contact is not None else 0,
            passed_on=waits.not_agent_id is not None,
            lapses=waits.lapses,
        ),
    )


def on_handed_off(s: WriteSession, event: HandedOff) -> None:
    """Somebody waits: whoever has room gets them. Outside the team's hours they are told when it is there again."""
    waits = _row(s, event.conversation_id)
    ways, at = teams.ways(s, str(waits.team_id)), clock.now().astimezone(clock.zone())
    if not hours.is_open(ways.hours, ways.holidays, at):
        opens = hours.opens(ways.hours, ways.holidays, at)
        when = f"{opens:%m-%d %H:%M}" if opens is not None else ("later" if waits.lang == "en" else "稍后")
        said = writing.say(s, waits, "out_of_hours", opens=when)
        emit(s, SystemSaid(waits.id, said.seq, said.id))
    pull.for_teams(s, [str(waits.team_id)])


def on_transferred(s: WriteSession, event: Transferred) -> None:
    """One agent has room again, and one conversation may wait."""
    wanted = staff.teams_of(s, event.from_agent_id)
    if event.agent_id is None:
        wanted = list(dict.fromkeys([*wanted, str(_row(s, event.conversation_id).team_id)]))
    pull.for_teams(s, wanted)


def on_reopened(s: WriteSession, event: Reopened) -> None:
    """Who comes back to a conversation that an agent had goes to that agent again if they are available and have room, else
    through the queue of the same team."""
    if event.had_by is None or event.conversation_id is None:
        return
    agent = s.get(Agent, event.had_by)
    if (
        agent is not None
        and agent.state != DISABLED
        and presence.presence_of(s, agent.id) == presence.Presence.AVAILABLE
        and not capacity.load(s, agent.id).full
    ):
        pull.give(s, event.conversation_id, agent.id, agent.name, "came_back")
        _row(
            s, event.conversation_id
        ).unread_visitor = 1  # the message that brought them has been read by nobody
        s.flush()
    else:
        team = _row(s, event.conversation_id).team_id
        conversations.hand_off(s, event.conversation_id, actor=SYSTEM, reasons=[CAME_BACK], team_id=team)


def on_given_back(s: WriteSession, event: GivenBack) -> None:
    """The agent has room again."""
    pull.for_agent(s, event.agent_id)


def on_closed(s: WriteSession, event: Closed) -> None:
    """The agent who had it, if anybody, has room again."""
    if event.agent_id is not None:
        pull.for_agent(s, event.agent_id)


def on_signed_out(s: WriteSession, event: SignedOut) -> None:
    """Who has gone is given nothing more."""
    if s.get(AgentPresence, event.agent_id) is not None:
        presence.set_presence(s, event.agent_id, presence.Presence.OFFLINE)


def _row(s: WriteSession, conversation_id: str | None) -> Conversation:
    found = s.get(Conversation, conversation_id)
    assert found is not None
    return found
