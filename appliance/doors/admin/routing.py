"""Who gets it: how each team shares out its work, when it is there, and what each agent is here for."""

from __future__ import annotations

import re
from typing import Annotated, Final

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from appliance.core.accounts.permissions import Permission
from appliance.core.accounts.queries import CurrentAgent
from appliance.core.accounts.queries import agents as everybody
from appliance.core.accounts.tables import DISABLED
from appliance.core.kit.errors import BadInput
from appliance.core.store.session import Store
from appliance.doors.admin.masking_words import CHANNELS
from appliance.doors.channels.registry import Channels
from appliance.doors.web.catalogs import N_
from appliance.doors.web.depends import actor_of, parts_of, require
from appliance.doors.web.language import language_of
from appliance.doors.web.render import render
from appliance.service.handoff import versions
from appliance.service.routing import hours, people, silence, staff, teams
from appliance.service.routing.strategies.registry import STRATEGIES

router = APIRouter()

MANAGE = Permission("people.manage")
HERE = "/admin/routing"
DAYS: Final = {
    "mon": N_("周一"),
    "tue": N_("周二"),
    "wed": N_("周三"),
    "thu": N_("周四"),
    "fri": N_("周五"),
    "sat": N_("周六"),
    "sun": N_("周日"),
}
AT_MOST = 4  # strategies in a row; more of them settle nothing more
Text = Annotated[str, Form(max_length=4000)]


@router.get(HERE)
def page(request: Request, agent: CurrentAgent = require(MANAGE)) -> Response:
    """Every team and every agent."""
    lang = language_of(request)
    with parts_of(request).get(Store).reading() as s:
        found = teams.all_teams(s)
        ways = {team.id: teams.ways(s, team.id) for team in found}
        working = [
            one for one in everybody(s) if one.state != DISABLED and one.role in ("agent", "team_lead")
        ]
        traits = staff.traits_of(s, [one.id for one in working])
        limits = silence.limits(s)
        matters = versions.current(s).topics
    parts = parts_of(request)
    channels = parts.get(Channels).names() if parts.has(Channels) else list(CHANNELS)
    return render(
        request,
        "admin/routing.html",
        teams=found,
        ways=ways,
        agents=working,
        traits=traits,
        strategies=[(name, each.zh if lang == "zh" else each.en) for name, each in STRATEGIES.items()],
        days=DAYS,
        at_most=AT_MOST,
        silence=limits,
        matters={code: each.zh if lang == "zh" else each.en for code, each in matters.items()},
        channels={name: CHANNELS.get(name, name) for name in channels},
        dates=lambda holidays: "\n".join(" ".join([day, *spans]) for day, spans in holidays.items()),
    )


@router.post("/admin/routing/teams")
def create(request: Request, name: Text = "", agent: CurrentAgent = require(MANAGE)) -> Response:
    """A new team, which takes by hand until it is told otherwise."""
    with parts_of(request).get(Store).writing() as s:
        teams.create(s, name, actor_of(agent))
    return RedirectResponse(HERE, 303)


@router.post("/admin/routing/teams/{team_id}")
def team(
    request: Request,
    team_id: str,
    strategy: Annotated[list[str], Form()] = [],  # noqa: B006 - FastAPI copies it
    channels: Annotated[list[str], Form()] = [],  # noqa: B006
    topics: Annotated[list[str], Form()] = [],  # noqa: B006
    limit_seconds: Annotated[str, Form(max_length=10)] = "0",
    day: Annotated[list[str], Form()] = [],  # noqa: B006
    holidays: Text = "",
    agent: CurrentAgent = require(MANAGE),
) -> Response:
    """How a team works. `day` are the spans of the seven weekdays, Monday first."""
    if not limit_seconds.strip().isdigit():
        raise BadInput(
            "应答时限请填写整数秒，0 表示不限。", "Give the limit to answer in whole seconds, 0 for none."
        )
    wanted = teams.Ways(
        strategies=[name for name in strategy if name],
        channels=words(" ".join(channels)),
        topics=words(" ".join(topics)),
        limit_seconds=int(limit_seconds),
        hours={name: words(spans) for name, spans in zip(hours.DAYS, day, strict=False) if spans.strip()},
        holidays={parts[0]: parts[1:] for line in holidays.splitlines() if (parts := words(line))},
    )
    with parts_of(request).get(Store).writing() as s:
        teams.set_ways(s, team_id[:26], wanted, actor_of(agent))
    return RedirectResponse(f"{HERE}#team-{team_id[:26]}", 303)


@router.post("/admin/routing/agents/{agent_id}")
def place(
    request: Request,
    agent_id: str,
    team_id: Annotated[str, Form(max_length=26)] = "",
    capacity: Annotated[str, Form(max_length=4)] = "",
    skill: Text = "",
    language: Text = "",
    channel: Text = "",
    region: Text = "",
    team: Annotated[list[str], Form()] = [],  # noqa: B006
    agent: CurrentAgent = require(MANAGE),
) -> Response:
    """An agent's team, limit and what they are here for."""
    if not capacity.strip().isdigit():
        raise BadInput("同时接待上限请填写整数。", "Give the limit of conversations as a whole number.")
    traits = {
        "skill": words(skill),
        "language": words(language),
        "channel": words(channel),
        "region": words(region),
        "team": [one for one in team if one and one != team_id],
    }
    with parts_of(request).get(Store).writing() as s:
        people.set_place(
            s, agent_id[:26], actor_of(agent), team_id=team_id, capacity=int(capacity), traits=traits
        )
    return RedirectResponse(f"{HERE}#agent-{agent_id[:26]}", 303)


@router.post("/admin/routing/silence")
def set_silence(
    request: Request,
    away: Annotated[str, Form(max_length=4)] = "",
    offline: Annotated[str, Form(max_length=4)] = "",
    reassign: Annotated[str, Form(max_length=4)] = "",
    agent: CurrentAgent = require(MANAGE),
) -> Response:
    """After how many minutes of silence an agent counts as away, as offline, and their visitors are passed on."""
    if not all(each.strip().isdigit() for each in (away, offline, reassign)):
        raise BadInput("时限请填写整数分钟。", "Give the limits in whole minutes.")
    with parts_of(request).get(Store).writing() as s:
        silence.set_limits(s, silence.Silence(int(away), int(offline), int(reassign)), actor_of(agent))
    return RedirectResponse(f"{HERE}#silence", 303)


def words(given: str) -> list[str]:
    """What was typed with spaces or commas between, of either width."""
    return [word for word in re.split(r"[\s,，、;；]+", given) if word]
