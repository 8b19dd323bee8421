"""What waits for a second person before it is published, shown with everything in it, and decided here."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import PlainTextResponse, Response
from sqlalchemy import select

from appliance.ai.knowledge import bases, history, publications, publishing
from appliance.ai.knowledge.tables import Document, Publication, QaPair
from appliance.core.accounts.permissions import Permission, may
from appliance.core.accounts.queries import CurrentAgent
from appliance.core.approvals import queries as requests
from appliance.core.approvals.kinds import KNOWLEDGE_OVERRIDE, KNOWLEDGE_PUBLISH
from appliance.core.approvals.tables import Approval
from appliance.core.kit.errors import NotFound
from appliance.core.masking.text import MaskedText
from appliance.core.store.session import ReadSession, Store
from appliance.doors.admin import asking, shown
from appliance.doors.web.catalogs import N_
from appliance.doors.web.depends import actor_of, parts_of, require
from appliance.doors.web.going import go_to
from appliance.doors.web.reasons import masked_reason
from appliance.doors.web.render import render

router = APIRouter()

DECIDE = Permission("knowledge.decide")
HERE = "/admin/publications"
STATES = {
    "waiting": (N_("等待第二人"), "wait"),
    "checking": (N_("正在检查"), "wait"),
    "published": (N_("已发布"), "next"),
    "stopped": (N_("被检查拦下"), "alarm"),
    "refused": (N_("已拒绝"), "alarm"),
    "withdrawn": (N_("已撤回"), ""),
    "expired": (N_("已过期"), ""),
}
ITEMS_AT_ONCE = 100
ENDED_AT_ONCE = 20


@router.get("/admin/publications")
def page(request: Request, agent: CurrentAgent = require(DECIDE)) -> Response:
    """What waits, and what was decided lately; asked for once a second while something is being checked."""
    with parts_of(request).get(Store).reading() as s:
        waiting = [_card(s, one, agent) for one in publications.waiting(s)]
        query = select(Publication).where(Publication.ended_at.is_not(None))
        ended = s.scalars(query.order_by(Publication.ended_at.desc()).limit(ENDED_AT_ONCE))
        return render(
            request,
            "admin/_publications.html" if request.headers.get("hx-request") else "admin/publications.html",
            waiting=waiting,
            moving=any(card["state"] == "checking" for card in waiting),
            ended=[_card(s, one, agent) for one in ended],
            states=STATES,
        )


@router.get("/admin/publications/count")
def count(request: Request, agent: CurrentAgent = require(DECIDE)) -> Response:
    """The number beside the entry of the rail: what this person may decide; nothing for none."""
    with parts_of(request).get(Store).reading() as s:
        mine = sum(_card(s, one, agent)["decides"] for one in publications.waiting(s))
    return PlainTextResponse(str(mine) if mine else "")


@router.get("/admin/publications/{publication_id}")
def one(request: Request, publication_id: str, agent: CurrentAgent = require(DECIDE)) -> Response:
    """One publication: what comes, what it replaces and how it differs, what the checks said, who may do what."""
    with parts_of(request).get(Store).reading() as s:
        found = publications.publication(s, publication_id)
        return render(
            request,
            "admin/_publication.html" if request.headers.get("hx-request") else "admin/publication.html",
            card=_card(s, found, agent),
            base=bases.base(s, found.base),
            documents=[_compared(s, each) for each in found.documents[:ITEMS_AT_ONCE]],
            pairs=[_pair_compared(s, each) for each in found.pairs[:ITEMS_AT_ONCE]],
            more=max(0, len(found.documents) + len(found.pairs) - 2 * ITEMS_AT_ONCE),
            states=STATES,
        )


@router.post("/admin/publications/{publication_id}/{step}")
def decide(
    request: Request, publication_id: str, step: str, agent: CurrentAgent = require(DECIDE)
) -> Response:
    """The second person allows it, and it is published; or refuses. Who asked takes it back."""
    by, role = actor_of(agent), agent.role.value
    begun = None
    with parts_of(request).get(Store).writing() as s:
        if step == "approve":
            begun = publishing.approve(s, publication_id, by=by, role=role)
        elif step == "refuse":
            publishing.refuse(s, publication_id, by=by, role=role)
        elif step == "withdraw":
            publishing.take_back(s, publication_id, by=by)
        else:
            raise NotFound("没有这个操作。", "There is no such action.")
    if begun is not None:
        asking.finish(request, begun)
    return to(request, publication_id)


@router.post("/admin/publications/{publication_id}/override/ask")
def override(
    request: Request,
    publication_id: str,
    reason: Annotated[str, Form(max_length=1000)] = "",
    agent: CurrentAgent = require(Permission("knowledge.write")),
) -> Response:
    """Ask to publish against the check that stopped it."""
    with parts_of(request).get(Store).reading() as s:
        found = publications.publication(s, publication_id)
    made = asking.publish(
        request,
        agent,
        found.base,
        documents=found.documents,
        pairs=found.pairs,
        reason=masked_reason(parts_of(request), reason),
        override=True,
    )
    return to(request, made.id)


def to(request: Request, publication_id: str) -> Response:
    """To the page of a publication."""
    return go_to(request, f"{HERE}/{publication_id}")


def _card(s: ReadSession, row: Publication, agent: CurrentAgent) -> dict[str, Any]:
    """One publication as a list shows it, and what this reader may do with it."""
    asked: Approval | None = (
        requests.by_ids(s, [row.approval_id]).get(row.approval_id) if row.approval_id else None
    )
    kind = KNOWLEDGE_OVERRIDE if row.override else KNOWLEDGE_PUBLISH
    state = row.state
    if asked is not None and row.state == "waiting":
        stands = requests.state_of(asked).value
        state = "waiting" if stands == "pending" else stands
    mine = asked is not None and asked.asked_by == agent.id
    wrote = agent.id in publications.writers(s, row)
    return {
        "row": row,
        "state": state,
        "asked": asked,
        "reason": MaskedText.trusted(asked.reason) if asked else None,
        "title": kind.zh,
        "mine": mine and state == "waiting",
        "wrote": wrote,
        "decides": state == "waiting" and not mine and not wrote and agent.role.value in kind.decides,
        "writes": may(agent.role, "knowledge.write"),
        "name": _name(s, row),
        "people": shown.people(s),
    }


def _name(s: ReadSession, row: Publication) -> str:
    """What it is called in a list: the first document or question."""
    if row.documents:
        first = s.get(Document, row.documents[0])
        return (first.title or first.filename) if first else ""
    pair = s.get(QaPair, row.pairs[0])
    return pair.question if pair else ""


def _compared(s: ReadSession, document_id: str) -> dict[str, Any]:
    row = s.get(Document, document_id)
    assert row is not None
    old = history.against(history.versions(s, row.line), row)
    return {
        "row": row,
        "old": old,
        "difference": history.difference(s, old.id, row.id) if old is not None else None,
    }


def _pair_compared(s: ReadSession, qa_id: str) -> dict[str, Any]:
    row = s.get(QaPair, qa_id)
    assert row is not None
    versions = history.pair_versions(s, row.line)
    old = next((one for one in versions if one.state == "published" and one.id != row.id), None)
    return {"row": row, "old": old, "words": history.pair_words(old, row) if old is not None else None}
