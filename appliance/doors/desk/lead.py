"""What a lead does with the conversations of others: takes one over, passes many on at once. Each moves by itself; what
cannot is named in one line, with the reason.
"""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from appliance.core.accounts.permissions import Permission
from appliance.core.accounts.tables import Team
from appliance.core.kit.errors import ApplianceError, BadInput
from appliance.core.store.session import ReadSession, Store
from appliance.doors.desk import people
from appliance.doors.desk.acts import CHANGED
from appliance.doors.web.depends import CurrentAgent, actor_of, parts_of, require
from appliance.doors.web.language import language_of
from appliance.doors.web.render import render
from appliance.doors.web.team_names import team_label
from appliance.service.conversations import queries
from appliance.service.routing import reassign, teams

router = APIRouter()
LEAD = Permission("desk.lead")
AT_ONCE: Final = 100
"""Conversations that one press may move: as many as a list shows."""


@router.get("/desk/reassign")
def to_whom(request: Request, agent: CurrentAgent = require(LEAD)) -> Response:
    """Who what was chosen can go to: oneself, colleagues with room first, teams."""
    with parts_of(request).get(Store).reading() as s:
        return render(
            request,
            "desk/_reassign.html",
            colleagues=people.colleagues(s),
            teams=[(one.id, one.name) for one in teams.all_teams(s)],
        )


@router.post("/desk/reassign")
def pass_on(
    request: Request,
    to: Annotated[str, Form(max_length=40)],
    ids: Annotated[list[str], Form()] = [],  # noqa: B006 - read only
    agent: CurrentAgent = require(LEAD),
) -> Response:
    """Move each of `ids` to an agent, or a team ("team:" and its id)."""
    if not ids or len(ids) > AT_ONCE:
        raise BadInput(f"请选择 1 到 {AT_ONCE} 个会话。", f"Choose 1 to {AT_ONCE} conversations.")
    store, lang = parts_of(request).get(Store), language_of(request)
    with store.reading() as s:
        name = team_label(_name(s, to), lang)
        codes = {one: queries.code_of(s, one[:26]) for one in ids}
    moved, left = 0, dict[str, list[str]]()
    for conversation_id in dict.fromkeys(ids):
        try:
            with store.writing() as w:
                if to.startswith("team:"):
                    reassign.to_team(w, conversation_id, to.removeprefix("team:"), actor_of(agent))
                else:
                    reassign.to_agent(w, conversation_id, to, actor_of(agent))
            moved += 1
        except ApplianceError as problem:
            left.setdefault(problem.said(lang).rstrip("。."), []).append(codes[conversation_id] or "?")
    page = render(request, "desk/_reassigned.html", name=name, moved=moved, left=left)
    page.headers.update(CHANGED)
    return page


@router.post("/desk/c/{conversation_id}/take")
def take(request: Request, conversation_id: str, agent: CurrentAgent = require(LEAD)) -> Response:
    """Take a conversation over from the agent who has it."""
    with parts_of(request).get(Store).writing() as s:
        reassign.to_agent(s, conversation_id, agent.id, actor_of(agent))
    return Response(status_code=204, headers=CHANGED)


def _name(s: ReadSession, to: str) -> str:
    """Whom or what `to` names. Raises `NotFound`."""
    team = s.get(Team, to.removeprefix("team:")) if to.startswith("team:") else None
    return team.name if team is not None else people.actor(s, to).name
