"""Which conversations a list holds, and which of them a filter lets through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import ColumnElement, func, or_, select

from appliance.core.accounts.tables import Agent
from appliance.service.conversations.tables import Conversation, ConversationTag, Mention

View = Literal["mine", "waiting", "team", "ai", "human", "closed", "mentions", "all"]


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to; the empty one lets everything through.

    `wrote`: the visitor has the last word and nobody has dealt with it. `codes`: reasons of a handoff, one of which it has.
    `agent`: who has it.
    """

    channel: str = ""
    tag: str = ""
    wrote: bool = False
    codes: Sequence[str] = ()
    agent: str = ""

    def conditions(self) -> list[ColumnElement[bool]]:
        """As conditions on `Conversation`."""
        found: list[ColumnElement[bool]] = []
        if self.channel:
            found.append(Conversation.channel == self.channel)
        if self.tag:
            tagged = select(ConversationTag.conversation_id).where(ConversationTag.name == self.tag)
            found.append(Conversation.id.in_(tagged))
        if self.agent:
            found.append(Conversation.agent_id == self.agent)
        if self.wrote:
            found.append(Conversation.asked_seq > Conversation.answered_seq)
        if self.codes:
            # The column holds JSON; a code is a word in quotes.
            found.append(
                or_(*(func.instr(Conversation.handoff_reason, f'"{code}"') > 0 for code in self.codes))
            )
        return found


def in_view(view: View, agent_id: str | None) -> list[ColumnElement[bool]]:
    """The conditions of a list. `team` is what the agent's colleagues have in hand, the agent's own included."""
    if view == "mine":
        return [Conversation.agent_id == agent_id, Conversation.state == "human"]
    if view == "waiting":
        return [Conversation.queue_no.is_not(None)]
    if view == "team":
        team = select(Agent.team_id).where(Agent.id == agent_id).scalar_subquery()
        colleagues = select(Agent.id).where(Agent.team_id == team)
        return [Conversation.state == "human", Conversation.agent_id.in_(colleagues)]
    if view == "mentions":
        named = select(Mention.conversation_id).where(Mention.agent_id == agent_id)
        return [Conversation.id.in_(named)]
    if view == "all":
        return [Conversation.merged_into.is_(None)]
    if view == "closed":
        return [Conversation.state == "closed", Conversation.merged_into.is_(None)]
    return [Conversation.state == view]
