"""How much of what is new goes to people at once, by team; a lead shifts it, and the next visitor feels it.

At 0 the AI is first for everybody. At 60, of ten new conversations six go straight to the team, evenly spread, as long as
somebody there has room; what finds no room the AI takes.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import func, select

from appliance.core.accounts.tables import Team
from appliance.core.audit import chain
from appliance.core.audit.verbs import Verb
from appliance.core.kit.actors import SYSTEM, Actor
from appliance.core.kit.errors import BadInput, NotFound
from appliance.core.store.prepared import Prepared
from appliance.core.store.session import ReadSession, WriteSession
from appliance.service.conversations import actions as conversations
from appliance.service.conversations.actions import HandoffReason
from appliance.service.conversations.events import MessageReceived
from appliance.service.conversations.tables import Conversation
from appliance.service.routing import pull, teams
from appliance.service.routing.tables import TeamRouting

_SHARES = Prepared(select(func.max(TeamRouting.people_share)))

PEOPLE_FIRST: Final = HandoffReason("people_first", "班长设为人工优先", "The lead has put people first")


def set_share(s: WriteSession, team_id: str, share: int, actor: Actor) -> None:
    """The share of new conversations, in percent, that goes to people at once. Raises `BadInput`, `NotFound`."""
    if not 0 <= share <= 100:
        raise BadInput("人工比例需为 0 到 100。", "The share for people is 0 to 100.")
    if s.get(Team, team_id) is None:
        raise NotFound("没有这个班组。", "There is no such team.")
    row = teams.row(s, team_id)
    before, row.people_share, row.counted = row.people_share, share, 0
    s.flush()
    chain.append(
        s, Verb.TEAM_CHANGED, actor=actor, subject=team_id, changed="balance", before=before, after=share
    )


def on_message_received(s: WriteSession, event: MessageReceived) -> None:
    """`within`: a new visitor goes straight to people when it is their turn and there is room."""
    if event.seq != 1 or event.state != "ai":
        return
    if not s.rows(_SHARES).scalar():
        return
    found = s.get(Conversation, event.conversation_id)
    assert found is not None
    row = s.get(TeamRouting, teams.serving(s, found.channel, ()))
    if row is None or not row.people_share or room(s, row.team_id) <= 0:
        return
    before, after = row.counted, row.counted + 1
    row.counted = after
    s.flush()
    if after * row.people_share // 100 > before * row.people_share // 100:
        conversations.hand_off(s, found.id, actor=SYSTEM, reasons=[PEOPLE_FIRST])


def room(s: ReadSession, team_id: str) -> int:
    """How many more a team could take now, those who wait for it counted as taken."""
    waiting = select(func.count()).where(Conversation.queue_no.is_not(None), Conversation.team_id == team_id)
    free = sum(each.capacity - each.has for each in pull.available(s, team_id))
    return free - (s.scalar(waiting) or 0)
