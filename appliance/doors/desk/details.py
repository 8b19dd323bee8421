"""Contact details at the desk: the agent in charge asks, a lead decides, the agent looks for five minutes."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from appliance.core.accounts.permissions import Permission
from appliance.core.approvals import actions as approvals
from appliance.core.approvals import queries as requests
from appliance.core.approvals.errors import WrongRole
from appliance.core.approvals.kinds import CONTACT_DETAILS
from appliance.core.audit.reads import live_read
from appliance.core.entities.tables import Entity
from appliance.core.kit.errors import NotFound
from appliance.core.store.session import Store
from appliance.core.vault.vault import Vault
from appliance.doors.desk import backlog
from appliance.doors.web.depends import CurrentAgent, actor_of, parts_of, require
from appliance.doors.web.reasons import masked_reason
from appliance.doors.web.render import render
from appliance.governance.compliance import call_back
from appliance.governance.compliance.reveal import Revealed
from appliance.service.conversations import queries

router = APIRouter()
DESK, LEAD = Permission("desk.use"), Permission("desk.lead")


@router.get("/desk/c/{conversation_id}/details/{token_id}")
def shown(
    request: Request, conversation_id: str, token_id: str, agent: CurrentAgent = require(DESK)
) -> Response:
    """How a request for this detail stands."""
    return _shown(request, conversation_id, token_id, agent)


@router.post("/desk/c/{conversation_id}/details/{token_id}")
def ask(
    request: Request,
    conversation_id: str,
    token_id: str,
    reason: Annotated[str, Form(max_length=500)] = "",
    agent: CurrentAgent = require(DESK),
) -> Response:
    """Ask the lead. The reason is masked before it is kept."""
    parts = parts_of(request)
    masked = masked_reason(parts, reason)
    with parts.get(Store).writing() as s:
        call_back.ask(s, conversation_id, token_id, by=actor_of(agent), role=agent.role.value, reason=masked)
    return _shown(request, conversation_id, token_id, agent)


@router.post("/desk/details/{approval_id}/view")
def view(request: Request, approval_id: str, agent: CurrentAgent = require(DESK)) -> Response:
    """One look, recorded before it is opened."""
    parts = parts_of(request)
    found = call_back.view(parts.get(Store), parts.get(Vault), approval_id, by=actor_of(agent))
    return _shown(request, found.conversation_id, found.token_id, agent, found)


@router.post("/desk/details/{approval_id}/{step}")
def decide(request: Request, approval_id: str, step: str, agent: CurrentAgent = require(LEAD)) -> Response:
    """The lead approves or refuses."""
    with parts_of(request).get(Store).writing() as s:
        if requests.approval(s, approval_id).kind != CONTACT_DETAILS.name:
            raise WrongRole
        if step == "approve":
            approvals.approve(s, approval_id, by=actor_of(agent), role=agent.role.value)
        elif step == "refuse":
            approvals.refuse(s, approval_id, by=actor_of(agent), role=agent.role.value)
        else:
            raise NotFound("没有这个操作。", "There is no such action.")
    if request.headers.get("hx-request"):
        return backlog.now(request, agent)
    return RedirectResponse(backlog.HERE, 303)


def _shown(
    request: Request,
    conversation_id: str,
    token_id: str,
    agent: CurrentAgent,
    revealed: Revealed | None = None,
) -> Response:
    store = parts_of(request).get(Store)
    with store.reading() as s:
        call_back.in_charge(s, conversation_id, actor_of(agent))
    with live_read(store, actor_of(agent), conversation_id) as s:
        entity = s.get(Entity, (conversation_id, token_id))
        if entity is None or entity.kind not in call_back.DETAILS:
            raise NotFound("没有这项联系方式。", "There is no such contact detail.")
        kind, code = entity.kind, queries.code_of(s, conversation_id)
        asked = call_back.standing(s, conversation_id, token_id, agent.id)
    return render(
        request,
        "desk/_details.html" if request.headers.get("hx-request") else "desk/details.html",
        here_url=f"/desk/c/{conversation_id}/details/{token_id}",
        conversation_id=conversation_id,
        code=code,
        kind=kind,
        asked=asked,
        revealed=revealed,
        seconds=max(1, revealed.seconds) if revealed else 0,
    )
