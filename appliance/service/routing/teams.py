"""How a team works: read, and set by administrators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import select

from appliance.core.accounts.tables import DEFAULT_TEAM, Team
from appliance.core.audit import chain
from appliance.core.audit.verbs import Verb
from appliance.core.kit.actors import Actor
from appliance.core.kit.errors import BadInput, NotFound
from appliance.core.kit.ids import new_id
from appliance.core.store.session import ReadSession, WriteSession
from appliance.service.routing import hours, pull
from appliance.service.routing.strategies import registry
from appliance.service.routing.tables import TeamRouting

LONGEST_LIMIT: Final = 3600
"""Seconds; the longest time that may be set for a word of the agent in charge."""


@dataclass(frozen=True)
class Ways:
    """How a team shares out its work. See `TeamRouting` for what each means."""

    strategies: Sequence[str] = ()
    channels: Sequence[str] = ()
    topics: Sequence[str] = ()
    limit_seconds: int = 0
    hours: Mapping[str, Sequence[str]] = field(default_factory=dict)
    holidays: Mapping[str, Sequence[str]] = field(default_factory=dict)


def all_teams(s: ReadSession) -> list[Team]:
    """Every team, the first one first."""
    teams = list(s.scalars(select(Team).order_by(Team.name, Team.id)))
    return sorted(teams, key=lambda team: team.id != DEFAULT_TEAM)


def row(s: WriteSession, team_id: str) -> TeamRouting:
    """The row to change, made if there is none."""
    found = s.get(TeamRouting, team_id)
    if found is None:
        found = TeamRouting(team_id=team_id, strategies=[], channels=[], topics=[], hours={}, holidays={})
        s.add(found)
        s.flush()
    return found


def ways(s: ReadSession, team_id: str) -> Ways:
    """How a team works; by hand and always open when nothing was set."""
    found = s.get(TeamRouting, team_id)
    if found is None:
        return Ways()
    return Ways(
        found.strategies, found.channels, found.topics, found.limit_seconds, found.hours, found.holidays
    )


def serving(s: ReadSession, channel: str, codes: Sequence[str]) -> str:
    """The team for a conversation: one that takes its topic, else one that takes its channel, else the first team."""
    rows = list(s.scalars(select(TeamRouting).order_by(TeamRouting.team_id)))
    for each in rows:
        if set(each.topics) & set(codes):
            return each.team_id
    return next((each.team_id for each in rows if channel in each.channels), DEFAULT_TEAM)


def create(s: WriteSession, name: str, actor: Actor) -> Team:
    """A new team. Raises `BadInput` for a name that is empty, too long or taken."""
    name = name.strip()
    if not 1 <= len(name) <= 80:
        raise BadInput("班组名称需为 1 到 80 个字。", "A team's name has 1 to 80 characters.")
    if s.scalar(select(Team.id).where(Team.name == name)) is not None:
        raise BadInput("已有同名的班组，请换一个名称。", "There is a team of that name; choose another.")
    team = Team(id=new_id(), name=name)
    s.add(team)
    s.flush()
    chain.append(s, Verb.TEAM_CHANGED, actor=actor, subject=team.id, changed="created")
    return team


def set_ways(s: WriteSession, team_id: str, wanted: Ways, actor: Actor) -> None:
    """Change how a team works; what now can be given out is given out at once.

    Raises `NotFound` for an unknown team, `BadInput` for a strategy, limit or span of hours that cannot be.
    """
    if s.get(Team, team_id) is None:
        raise NotFound("没有这个班组。", "There is no such team.")
    if not 0 <= wanted.limit_seconds <= LONGEST_LIMIT:
        raise BadInput(
            f"应答时限需为 0 到 {LONGEST_LIMIT} 秒，0 表示不限。",
            f"The limit to answer is 0 to {LONGEST_LIMIT} seconds, 0 for none.",
        )
    spans, dates = hours.checked(wanted.hours, wanted.holidays)
    given: dict[str, Any] = {
        "strategies": registry.checked(wanted.strategies),
        "channels": _words(wanted.channels),
        "topics": _words(wanted.topics),
        "limit_seconds": wanted.limit_seconds,
        "hours": spans,
        "holidays": dates,
    }
    changed = row(s, team_id)
    for key, value in given.items():
        setattr(changed, key, value)
    s.flush()
    told = {**given, "hours": sorted(spans), "holidays": sorted(dates)}
    chain.append(s, Verb.TEAM_CHANGED, actor=actor, subject=team_id, changed="ways", **told)
    pull.for_teams(s, [team_id])


def _words(given: Sequence[str]) -> list[str]:
    words = sorted({word.strip() for word in given if word.strip()})
    if len(words) > 50 or any(len(word) > 40 for word in words):
        raise BadInput(
            "渠道与业务每项不超过 40 个字，各不超过 50 项。",
            "A channel or topic has at most 40 characters, and there are at most 50 of each.",
        )
    return words
