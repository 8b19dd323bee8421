"""Making qa pairs of a document: begun here, done by the worker, watched here until its drafts can be reviewed."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from appliance.ai.knowledge import actions, tasks
from appliance.ai.knowledge.pair_making import PAIRS
from appliance.ai.knowledge.tables import Document
from appliance.core.accounts.permissions import Permission
from appliance.core.accounts.queries import CurrentAgent
from appliance.core.kit.errors import Conflict
from appliance.core.store.session import ReadSession, Store
from appliance.doors.web.depends import actor_of, parts_of, require
from appliance.doors.web.render import render

router = APIRouter()

WRITE = Permission("knowledge.write")
READ = ("draft", "reviewed", "published")
"""States in which a document has words to make pairs of."""


@router.get("/admin/knowledge/documents/{document_id}/pairs")
def watch(request: Request, document_id: str, agent: CurrentAgent = require(WRITE)) -> Response:
    """How far it is; asked for once a second while it goes on."""
    with parts_of(request).get(Store).reading() as s:
        row = actions.document(s, document_id)
        return _panel(request, row, state(s, row))


@router.post("/admin/knowledge/documents/{document_id}/pairs")
def make(request: Request, document_id: str, agent: CurrentAgent = require(WRITE)) -> Response:
    """Begin. What a live pair of the base asks already is not made again."""
    with parts_of(request).get(Store).writing() as s:
        row = actions.document(s, document_id)
        if row.state not in READ:
            raise Conflict(
                "这份文档没有可用的内容（未读完或已下架），不能生成问答。",
                "This document has no words in use (not read to its end, or withdrawn); no pairs can be made of it.",
            )
        tasks.begin(s, PAIRS, document_id, base=row.base, by=actor_of(agent))
    with parts_of(request).get(Store).reading() as s:
        return _panel(request, row, state(s, row))


def state(s: ReadSession, document: Document) -> dict[str, Any]:
    """What the panel says: the last time that pairs were made of it, if any."""
    return {"making": tasks.newest(s, PAIRS, document.id), "makes": document.state in READ}


def _panel(request: Request, row: Document, shown: dict[str, Any]) -> Response:
    if request.headers.get("hx-request"):
        return render(request, "admin/_making.html", document=row, **shown)
    return RedirectResponse(f"/admin/knowledge/documents/{row.id}", 303)
