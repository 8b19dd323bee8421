"""How many waited at a past moment, told from the transcripts' own events; in the order of commits, whatever clocks did."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from appliance.core.accounts.tables import DEFAULT_TEAM
from appliance.core.store.session import ReadSession
from appliance.service.conversations.tables import Conversation, Message

_LOOK_BACK: Final = timedelta(days=2)
"""Who came to wait longer ago than that waits no more."""
_COMES: Final = frozenset({"handed_off"})
_GOES: Final = frozenset({"claimed", "closed", "taken_back"})


class Queues:
    """Comings and goings by team, as ordinals of the messages that tell of them."""

    def __init__(self) -> None:
        self._came: dict[str, list[int]] = defaultdict(list)
        self._went: dict[str, list[int]] = defaultdict(list)

    @classmethod
    def read(cls, s: ReadSession, since: datetime) -> Queues:
        """Everything from two days before `since` on. Teams are those of today."""
        made = cls()
        waits: dict[str, bool] = {}
        rows = s.execute(
            select(Message.ordinal, Message.conversation_id, Message.meta, Conversation.team_id)
            .join(Conversation, Conversation.id == Message.conversation_id)
            .where(Message.kind == "event", Message.created_at >= since - _LOOK_BACK)
            .order_by(Message.ordinal)
        )
        for ordinal, conversation_id, meta, team_id in rows.tuples():
            event, team = str(meta.get("event", "")), team_id or DEFAULT_TEAM
            comes = event in _COMES or (event == "transferred" and not meta.get("agent"))
            if comes and not waits.get(conversation_id):
                waits[conversation_id] = True
                made._came[team].append(ordinal)
            elif event in _GOES and waits.pop(conversation_id, False):
                made._went[team].append(ordinal)
        return made

    def waiting(self, team_id: str | None, ordinal: int) -> int:
        """How many waited for a team just before the message of that ordinal."""
        team = team_id or DEFAULT_TEAM
        return bisect_left(self._came[team], ordinal) - bisect_left(self._went[team], ordinal)
