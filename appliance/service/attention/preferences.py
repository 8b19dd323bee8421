"""How an agent wants to be called, and when not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from appliance.core.kit.errors import BadInput
from appliance.core.store.prepared import Prepared
from appliance.core.store.session import ReadSession, WriteSession
from appliance.service.attention.tables import AgentAttention

_OF = Prepared(select(AgentAttention.__table__).where(AgentAttention.agent_id == bindparam("agent")))
_TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")


@dataclass(frozen=True)
class Preferences:
    """See `AgentAttention`; whoever has said nothing is called by nothing."""

    notify: bool = False
    sound: bool = False
    quiet_from: str = ""
    quiet_to: str = ""

    def quiet(self, here: datetime) -> bool:
        """Whether it is a quiet hour; `here` is the time where the house stands."""
        if not self.quiet_from or self.quiet_from == self.quiet_to:
            return False
        now = f"{here:%H:%M}"
        if self.quiet_from < self.quiet_to:
            return self.quiet_from <= now < self.quiet_to
        return now >= self.quiet_from or now < self.quiet_to


def of(s: ReadSession, agent_id: str) -> Preferences:
    """What an agent has chosen."""
    row = s.rows(_OF, agent=agent_id).first()
    return (
        Preferences(row.notify, row.sound, row.quiet_from, row.quiet_to) if row is not None else Preferences()
    )


def keep(s: WriteSession, agent_id: str, wanted: Preferences) -> None:
    """Choose; a setting of the agent's own, not an act. Raises `BadInput` for half a span or no time of day."""
    spans = (wanted.quiet_from, wanted.quiet_to)
    if any(spans) and not all(_TIME.fullmatch(each) for each in spans):
        raise BadInput(
            "安静时段请写起止两个时间，例如 22:00 到 08:00；都不写表示不设。",
            "Give the quiet hours as two times, such as 22:00 to 08:00, or leave both empty for none.",
        )
    row = s.get(AgentAttention, agent_id) or AgentAttention(agent_id=agent_id)
    s.add(row)
    row.notify, row.sound, row.quiet_from, row.quiet_to = wanted.notify, wanted.sound, *spans
    s.flush()
