"""A visitor's file at the desk: what it says, masked; the file itself by a link that puts each opening on record first."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from appliance.core.accounts.permissions import Permission, may
from appliance.core.accounts.queries import CurrentAgent
from appliance.core.audit.reads import audited_read, live_read
from appliance.core.audit.verbs import Verb
from appliance.core.entities.queries import displays as displays_of
from appliance.core.store.session import Store
from appliance.core.vault.vault import Vault
from appliance.doors.web.catalogs import N_
from appliance.doors.web.depends import actor_of, parts_of, require
from appliance.doors.web.render import render
from appliance.service.conversations import attachments, queries
from appliance.service.conversations.errors import NotYours

router = APIRouter()
DESK = Permission("desk.use")
STANDINGS = {
    "waiting": N_("正在识别文字……"),
    "empty": N_("没有识别到文字。"),
    "unreadable": N_("这个文件读不出文字。"),
}


@router.get("/desk/c/{conversation_id}/file/{file_id}")
def shown(
    request: Request, conversation_id: str, file_id: str, agent: CurrentAgent = require(DESK)
) -> Response:
    """What is known of the file."""
    parts = parts_of(request)
    with parts.get(Store).reading() as s:
        queries.conversation(s, conversation_id)
    with live_read(parts.get(Store), actor_of(agent), conversation_id) as s:
        file = attachments.shown(s, parts.get(Vault), conversation_id, file_id)
        displays = displays_of(s, {conversation_id: queries.channel_of(s, conversation_id)})
        row = queries.conversation(s, conversation_id)
    return render(
        request,
        "desk/_file.html" if request.headers.get("hx-request") else "desk/file.html",
        file=file,
        displays=displays[conversation_id],
        code=row.code,
        opens=_may_open(row.agent_id, agent),
        standings=STANDINGS,
    )


@router.get("/desk/c/{conversation_id}/file/{file_id}/open")
def opened(
    request: Request, conversation_id: str, file_id: str, agent: CurrentAgent = require(DESK)
) -> Response:
    """The file itself, for who has the conversation and for leads: to be saved, never shown inside our pages."""
    parts = parts_of(request)
    with parts.get(Store).reading() as s:
        row = queries.conversation(s, conversation_id)
        file = attachments.shown(s, parts.get(Vault), conversation_id, file_id)
    if not _may_open(row.agent_id, agent):
        raise NotYours
    act = audited_read(
        parts.get(Store), Verb.ATTACHMENT_OPENED, actor_of(agent), file_id, conversation_id, size=file.size
    )
    with act as s:
        content = attachments.content(s, parts.get(Vault), conversation_id, file_id)
    return Response(
        content,
        media_type=file.media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{row.code}-{file_id[-6:]}{file.suffix}"',
            "Content-Security-Policy": "sandbox; default-src 'none'",
        },
    )


def _may_open(agent_id: str | None, agent: CurrentAgent) -> bool:
    return agent_id == agent.id or may(agent.role, Permission("desk.lead"))
