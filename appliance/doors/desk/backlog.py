"""The lead's view of the queues, live, and the hand on the balance between AI and people."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from appliance.core.accounts.permissions import Permission
from appliance.core.approvals import queries as approvals
from appliance.core.approvals.kinds import CONTACT_DETAILS
from appliance.core.masking.text import MaskedText
from appliance.core.store.session import Store
from appliance.doors.desk import views, why
from appliance.doors.web.depends import CurrentAgent, actor_of, parts_of, require
from appliance.doors.web.language import language_of
from appliance.doors.web.render import render
from appliance.service.conversations import queries as conversations
from appliance.service.handoff.reasons import reasons
from appliance.service.routing import balance, standing
from appliance.service.routing.backlog import backlog

router = APIRouter()
LEAD = Permission("desk.lead")
HERE = "/desk/backlog"
SHARES = (0, 25, 50, 75, 100)


@router.get(HERE)
def page(request: Request, agent: CurrentAgent = require(LEAD)) -> Response:
    """All teams as of now."""
    return _shown(request, "desk/backlog.html")


@router.get("/desk/backlog/now")
def now(request: Request, agent: CurrentAgent = require(LEAD)) -> Response:
    """The same without the page around it, for the live update."""
    return _shown(request, "desk/_backlog.html")


@router.post("/desk/backlog/{team_id}/share")
def share(
    request: Request,
    team_id: str,
    share: Annotated[int, Form()] = 0,
    agent: CurrentAgent = require(LEAD),
) -> Response:
    """Shift the balance: from the next new visitor on."""
    with parts_of(request).get(Store).writing() as s:
        balance.set_share(s, team_id[:26], share, actor_of(agent))
    if request.headers.get("hx-request"):
        return _shown(request, "desk/_backlog.html")
    return RedirectResponse(HERE, 303)


@router.post("/desk/c/{conversation_id}/standing")
def stands(
    request: Request,
    conversation_id: str,
    tier: Annotated[int, Form()] = 0,
    region: Annotated[str, Form(max_length=100)] = "",
    agent: CurrentAgent = require(LEAD),
) -> Response:
    """The contact's tier and region: who serves them, and how soon."""
    with parts_of(request).get(Store).writing() as s:
        standing.set_standing(s, conversation_id, tier, region, actor_of(agent))
    return Response(status_code=204, headers={"HX-Trigger": "desk:changed"})


def _shown(request: Request, template: str) -> Response:
    lang = language_of(request)
    with parts_of(request).get(Store).reading() as s:
        found = backlog(s)
        asked = [
            (row, conversations.code_of(s, str(row.conversation_id)), MaskedText.trusted(row.reason))
            for row in approvals.pending(s, CONTACT_DETAILS)
        ]
    return render(
        request,
        template,
        live=True,
        backlog=found,
        asked=asked,
        shares=SHARES,
        waited=views.waited,
        channel=lambda name: views.channel(name, lang),
        why=lambda stored: reasons(stored, lang),
        alarm=lambda stored: why.alarm(stored, lang),
    )
