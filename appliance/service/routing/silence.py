"""How long nobody may hear of an agent before they count as away, as offline, and before who waits for their word goes to somebody
else. One set of limits for the whole desk, set by administrators."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import select

from appliance.core.audit import chain
from appliance.core.audit.verbs import Verb
from appliance.core.kit.actors import Actor
from appliance.core.kit.errors import BadInput
from appliance.core.store.prepared import Prepared
from appliance.core.store.session import ReadSession, WriteSession
from appliance.service.routing.tables import SilenceLimits

SHORTEST: Final = 2
"""Minutes; a desk that is open tells of itself once a minute."""
LONGEST: Final = 480
_LIMITS: Final = Prepared(select(SilenceLimits.__table__))


@dataclass(frozen=True)
class Silence:
    """Minutes without a sign of life. `reassign_minutes`: after how many the visitors who wait for this agent's word are passed on,
    also where the team has no limit to answer; 0: by the team's limit only."""

    away_minutes: int = 3
    offline_minutes: int = 15
    reassign_minutes: int = 0

    @property
    def away(self) -> timedelta:
        """From then on an agent counts as away."""
        return timedelta(minutes=self.away_minutes)

    @property
    def offline(self) -> timedelta:
        """From then on an agent counts as offline."""
        return timedelta(minutes=self.offline_minutes)


SHIPPED: Final = Silence()


def limits(s: ReadSession) -> Silence:
    """What holds now; as shipped where nothing was set."""
    row = s.rows(_LIMITS).first()
    return (
        Silence(row.away_minutes, row.offline_minutes, row.reassign_minutes) if row is not None else SHIPPED
    )


def set_limits(s: WriteSession, wanted: Silence, actor: Actor) -> None:
    """Change them, for everybody from the next look on. Raises `BadInput` for limits that cannot be."""
    away, offline, reassign = wanted.away_minutes, wanted.offline_minutes, wanted.reassign_minutes
    if not SHORTEST <= away < offline <= LONGEST:
        raise BadInput(
            f"离开时限至少 {SHORTEST} 分钟，离线时限要比离开时限长，最多 {LONGEST} 分钟。",
            f"The limit for away is at least {SHORTEST} minutes; that for offline is longer, {LONGEST} minutes at most.",
        )
    if reassign and not away <= reassign <= LONGEST:
        raise BadInput(
            f"改派时限为 0（不按此改派），或不短于离开时限、最多 {LONGEST} 分钟。",
            f"The limit to pass on is 0 (not by silence), or no shorter than that for away, {LONGEST} minutes at most.",
        )
    before = limits(s)
    row = s.get(SilenceLimits, 1)
    if row is None:
        s.add(SilenceLimits(id=1, **asdict(wanted)))
    else:
        row.away_minutes, row.offline_minutes, row.reassign_minutes = away, offline, reassign
    s.flush()
    chain.append(
        s,
        Verb.SILENCE_LIMITS_CHANGED,
        actor=actor,
        subject="routing",
        before=list(asdict(before).values()),
        after=[away, offline, reassign],
    )
