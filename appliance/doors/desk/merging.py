"""Merging two conversations of one visitor at the desk: looked at first, then done; and whichever code leads to what is there."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from appliance.core.accounts.permissions import may
from appliance.core.kit.errors import NotFound
from appliance.core.store.session import Store
from appliance.core.vault.vault import Vault
from appliance.doors.desk import views
from appliance.doors.desk.acts import DESK, LEAD
from appliance.doors.web.depends import CurrentAgent, actor_of, parts_of, require
from appliance.doors.web.going import go_to
from appliance.doors.web.language import language_of
from appliance.doors.web.render import render
from appliance.service.conversations import actions as conversations
from appliance.service.conversations import merging, queries

router = APIRouter()


@router.get("/desk/code/{code}")
def of_code(request: Request, code: str, agent: CurrentAgent = require(DESK)) -> Response:
    """The conversation that people call by this code, also after it was merged."""
    with parts_of(request).get(Store).reading() as s:
        found = queries.of_code(s, code)
    if found is None:
        raise NotFound("没有这个编号的会话。", "There is no conversation of this code.")
    return RedirectResponse(f"/desk/c/{found}", 303)


@router.get("/desk/c/{conversation_id}/merge/{other}")
def confirm(
    request: Request, conversation_id: str, other: str, agent: CurrentAgent = require(DESK)
) -> Response:
    """What merging these two would do; nothing is done yet."""
    lang = language_of(request)
    with parts_of(request).get(Store).reading() as s:
        pair = merging.pair(s, conversation_id, other, actor_of(agent), lead=may(agent.role, LEAD))
        return render(
            request,
            "desk/_merge.html" if request.headers.get("hx-request") else "desk/merge.html",
            here_id=conversation_id,
            other=other,
            pair=pair,
            channel=views.channel(pair.earlier.channel, lang),
        )


@router.post("/desk/merge")
def merge(
    request: Request,
    one: Annotated[str, Form(max_length=26)],
    other: Annotated[str, Form(max_length=26)],
    agent: CurrentAgent = require(DESK),
) -> Response:
    """Do it, and open the one that is left."""
    store, vault = parts_of(request).get(Store), parts_of(request).get(Vault)
    with store.writing() as s:
        into = conversations.merge(s, vault, one, other, actor_of(agent), lead=may(agent.role, LEAD))
    return go_to(request, f"/desk/c/{into}")
