"""One version of a document: its passages as the AI sees them, what changed, when it holds, and the way to its publication."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from appliance.ai.knowledge import actions, bases, history, publications, queries
from appliance.ai.knowledge.readers import registry
from appliance.ai.knowledge.readers.block import OCR_SURE
from appliance.core.accounts.permissions import Permission, may
from appliance.core.accounts.queries import CurrentAgent
from appliance.core.kit.clock import zone
from appliance.core.kit.errors import BadInput
from appliance.core.store.session import Store
from appliance.doors.admin import asking, making, shown
from appliance.doors.admin.publications import to
from appliance.doors.web.depends import actor_of, parts_of, require
from appliance.doors.web.language import language_of
from appliance.doors.web.reasons import masked_reason
from appliance.doors.web.render import render

router = APIRouter()

WRITE, DECIDE = Permission("knowledge.write"), Permission("knowledge.decide")
HERE = "/admin/knowledge/documents"
PASSAGES_AT_ONCE = 400


@router.get("/admin/knowledge/documents/{document_id}")
def page(request: Request, document_id: str, agent: CurrentAgent = require(DECIDE)) -> Response:
    """A version as the AI sees it: its passages in order, each with its place; beside them what can be done."""
    lang = language_of(request)
    with parts_of(request).get(Store).reading() as s:
        row = actions.document(s, document_id)
        rows = queries.passages(s, document_id)
        versions = history.versions(s, row.line)
        base = bases.base(s, row.base)
        waiting = {each: one.id for one in publications.waiting(s, row.base) for each in one.documents}
        return render(
            request,
            "admin/document.html",
            document=row,
            base=base,
            versions=versions,
            old=history.against(versions, row),
            waiting=waiting,
            people=shown.people(s),
            states=shown.STATES,
            passages=[(one, shown.pieces(one.text)) for one in rows[:PASSAGES_AT_ONCE]],
            total=len(rows),
            waits=shown.waits(row),
            found=shown.found(row, lang),
            looks=shown.looks(row),
            noticed=shown.noticed(row, lang),
            accepted=",".join(registry.ACCEPTED),
            ocr_sure=OCR_SURE,
            stands=shown.stands(row),
            **making.state(s, row),
            writes=may(agent.role, WRITE),
            reviews=row.state == "draft" and (row.created_by != agent.id or base.single_person),
        )


@router.get("/admin/knowledge/documents/{document_id}/diff")
def diff(
    request: Request,
    document_id: str,
    to: Annotated[str, Query(max_length=26)] = "",
    agent: CurrentAgent = require(DECIDE),
) -> Response:
    """What changed: this version against `to` (its predecessor), older first."""
    with parts_of(request).get(Store).reading() as s:
        row = actions.document(s, document_id)
        versions = history.versions(s, row.line)
        other = actions.document(s, to) if to else history.against(versions, row)
        if other is None or other.line != row.line or other.id == row.id:
            raise BadInput("没有可比较的另一版。", "There is no other version to compare with.")
        old, new = sorted((row, other), key=lambda one: one.number)
        return render(
            request,
            "admin/diff.html",
            old=old,
            new=new,
            versions=versions,
            base=bases.base(s, row.base),
            difference=history.difference(s, old.id, new.id),
        )


@router.post("/admin/knowledge/documents/{document_id}/review")
def review(request: Request, document_id: str, agent: CurrentAgent = require(DECIDE)) -> Response:
    """Somebody else has read it."""
    with parts_of(request).get(Store).writing() as s:
        actions.review_document(s, document_id, by=actor_of(agent))
    return _back(document_id)


@router.post("/admin/knowledge/documents/{document_id}/dates")
def dates(
    request: Request,
    document_id: str,
    since: Annotated[str, Form(max_length=30)] = "",
    until: Annotated[str, Form(max_length=30)] = "",
    agent: CurrentAgent = require(WRITE),
) -> Response:
    """When it holds, in the bank's own time."""
    with parts_of(request).get(Store).writing() as s:
        actions.date_document(s, document_id, time_given(since), time_given(until), by=actor_of(agent))
    return _back(document_id)


@router.post("/admin/knowledge/documents/{document_id}/ask")
def ask(
    request: Request,
    document_id: str,
    reason: Annotated[str, Form(max_length=1000)] = "",
    agent: CurrentAgent = require(WRITE),
) -> Response:
    """Publish this version, or go back to it: at once where one person is enough, else by a request."""
    with parts_of(request).get(Store).reading() as s:
        row = actions.document(s, document_id)
        single = bases.base(s, row.base).single_person
    masked = None if single else masked_reason(parts_of(request), reason)
    made = asking.publish(request, agent, row.base, documents=[document_id], reason=masked)
    return _back(document_id) if made.state == "published" else to(request, made.id)


def _back(document_id: str) -> Response:
    return RedirectResponse(f"{HERE}/{document_id}", 303)


def time_given(given: str) -> datetime | None:
    """What a field of date and time holds. Raises `BadInput`."""
    if not given.strip():
        return None
    try:
        return datetime.fromisoformat(given.strip()).replace(tzinfo=zone())
    except ValueError:
        raise BadInput("时间的格式不对，请重新选择。", "The time is malformed; choose it again.") from None
