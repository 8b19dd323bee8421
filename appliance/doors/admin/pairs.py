"""Qa pairs one by one: drafts reviewed beside the passage they were made from, and each pair with its history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import select

from appliance.ai.knowledge import actions, bases, history, publications, publishing
from appliance.ai.knowledge import pairs as pairs_
from appliance.ai.knowledge.knowledge_base import KnowledgeBase
from appliance.ai.knowledge.tables import Document, Passage, QaPair
from appliance.core.accounts.permissions import Permission, may
from appliance.core.accounts.queries import CurrentAgent
from appliance.core.kit.errors import BadInput
from appliance.core.masking.text import MaskedText
from appliance.core.store.session import ReadSession, Store
from appliance.doors.admin import asking, shown
from appliance.doors.admin.document import time_given
from appliance.doors.admin.publications import to
from appliance.doors.web.catalogs import N_
from appliance.doors.web.depends import actor_of, parts_of, require
from appliance.doors.web.reasons import masked_reason
from appliance.doors.web.render import render

router = APIRouter()

WRITE, DECIDE = Permission("knowledge.write"), Permission("knowledge.decide")
HERE = "/admin/knowledge/pairs"
AT_ONCE = 30
AN_ACT = 200  # withdrawals in one transaction; visitors' messages wait in the same line
ORIGINS = {
    "written": N_("人工编写"),
    "imported": N_("导入"),
    "generated": N_("由文档生成"),
    "proposed": N_("由会话提出"),
}


@router.get("/admin/knowledge/pairs/review")
def review(
    request: Request,
    base: Annotated[str, Query(max_length=60)] = "main",
    source: Annotated[str, Query(max_length=26)] = "",
    after: int = 0,
    agent: CurrentAgent = require(WRITE),
) -> Response:
    """The drafts of a base (or of one document), each beside what it was made from."""
    with parts_of(request).get(Store).reading() as s:
        found = _drafts(s, base, source)
        part = found[max(0, after) : max(0, after) + AT_ONCE]
        return render(
            request,
            "admin/review.html",
            base=bases.base(s, base),
            source=actions.document(s, source) if source else None,
            total=len(found),
            after=max(0, after),
            at_once=AT_ONCE,
            items=_items(s, part),
            origins=ORIGINS,
            states=shown.STATES,
        )


@router.post("/admin/knowledge/pairs/review")
def decide(
    request: Request,
    base: Annotated[str, Form(max_length=60)] = "main",
    source: Annotated[str, Form(max_length=26)] = "",
    act: Annotated[str, Form(pattern="^(publish|reject)$")] = "publish",
    every: Annotated[str, Form(max_length=1)] = "",
    pair: Annotated[list[str], Form()] = [],  # noqa: B006 - FastAPI copies it
    agent: CurrentAgent = require(WRITE),
) -> Response:
    """Accept some drafts together (published at once, or asked for) or reject them; `every`: all that the list holds."""
    store = parts_of(request).get(Store)
    with store.reading() as s:
        known = [row.id for row in _drafts(s, base, source)]
    ids = known[: publishing.MOST] if every else [each for each in known if each in set(pair)]
    if not ids:
        raise BadInput("请先勾选要处理的问答。", "Tick the pairs first that this is about.")
    if act == "publish":
        reason = MaskedText.trusted("核对后的问答")
        made = asking.publish(request, agent, base, pairs=ids, reason=reason)
        return _list(base, source) if made.state == "published" else to(request, made.id)
    for start in range(0, len(ids), AN_ACT):
        with store.writing() as s:
            for each in ids[start : start + AN_ACT]:
                pairs_.withdraw_qa_pair(s, each, actor=actor_of(agent))
    return _list(base, source)


@router.get("/admin/knowledge/pairs/{pair_id}")
def page(request: Request, pair_id: str, agent: CurrentAgent = require(DECIDE)) -> Response:
    """A pair: its words and where they come from, when it holds, how it came to be, and what can be done."""
    with parts_of(request).get(Store).reading() as s:
        row = pairs_.pair(s, pair_id)
        versions = history.pair_versions(s, row.line)
        old = next((one for one in versions if one.number < row.number), None)
        base = bases.base(s, row.base)
        waiting = {each: one.id for one in publications.waiting(s, row.base) for each in one.pairs}
        (item,) = _items(s, [row])
        return render(
            request,
            "admin/pair.html",
            item=item,
            pair=row,
            base=base,
            versions=versions,
            old=old,
            words=history.pair_words(old, row) if old is not None else None,
            waiting=waiting.get(row.id, ""),
            stands=shown.stands(row),
            states=shown.STATES,
            origins=ORIGINS,
            people=shown.people(s),
            writes=may(agent.role, WRITE),
            reviews=row.state == "draft" and (row.created_by != agent.id or base.single_person),
        )


@router.post("/admin/knowledge/pairs/{pair_id}")
def change(
    request: Request,
    pair_id: str,
    question: Annotated[str, Form(max_length=2000)] = "",
    answer: Annotated[str, Form(max_length=20_000)] = "",
    phrasings: Annotated[str, Form(max_length=50_000)] = "",
    since: Annotated[str, Form(max_length=30)] = "",
    until: Annotated[str, Form(max_length=30)] = "",
    confirmed: Annotated[str, Form(max_length=1)] = "",
    agent: CurrentAgent = require(WRITE),
) -> Response:
    """Other words or dates: a new draft of the same pair. The version in force stays until that is published."""
    screen = parts_of(request).get(KnowledgeBase).screen
    found = screen.found([question, answer, *phrasings.splitlines()]) if screen else {}
    with parts_of(request).get(Store).writing() as s:
        before = pairs_.pair(s, pair_id)
        made = pairs_.draft_pair(
            s,
            question,
            answer,
            actor=actor_of(agent),
            base=before.base,
            changes=before.id,
            phrasings=phrasings.splitlines(),
            source_document_id=before.source_document_id,
            source_label=before.source_label,
            origin=before.origin,
            valid=(time_given(since), time_given(until)),
            found=found,
            confirmed=bool(confirmed),
        )
    if not request.headers.get("hx-request"):
        return RedirectResponse(f"{HERE}/{made.id}", 303)
    with parts_of(request).get(Store).reading() as s:
        (item,) = _items(s, [pairs_.pair(s, made.id)])
        return render(
            request, "admin/_draft.html", item=item, origins=ORIGINS, states=shown.STATES, saved=True
        )


@router.post("/admin/knowledge/pairs/{pair_id}/review")
def reviewed(request: Request, pair_id: str, agent: CurrentAgent = require(DECIDE)) -> Response:
    """Somebody else has read it."""
    with parts_of(request).get(Store).writing() as s:
        pairs_.review_pair(s, pair_id, by=actor_of(agent))
    return RedirectResponse(f"{HERE}/{pair_id}", 303)


@router.post("/admin/knowledge/pairs/{pair_id}/ask")
def ask(
    request: Request,
    pair_id: str,
    reason: Annotated[str, Form(max_length=1000)] = "",
    agent: CurrentAgent = require(WRITE),
) -> Response:
    """Publish this version, or go back to it: at once where one person is enough, else by a request."""
    with parts_of(request).get(Store).reading() as s:
        row = pairs_.pair(s, pair_id)
        single = bases.base(s, row.base).single_person
    masked = None if single else masked_reason(parts_of(request), reason)
    made = asking.publish(request, agent, row.base, pairs=[pair_id], reason=masked)
    return RedirectResponse(f"{HERE}/{pair_id}", 303) if made.state == "published" else to(request, made.id)


def _drafts(s: ReadSession, base: str, source: str) -> list[QaPair]:
    """What is to be reviewed, in the order it was made; what waits for a second person is reviewed already."""
    asked = {each for one in publications.waiting(s, base) for each in one.pairs}
    query = select(QaPair).where(QaPair.base == base, QaPair.state.in_(("draft", "reviewed")))
    if source:
        query = query.where(QaPair.source_document_id == source)
    return [row for row in s.scalars(query.order_by(QaPair.line, QaPair.number)) if row.id not in asked]


def _items(s: ReadSession, rows: Sequence[QaPair]) -> list[dict[str, Any]]:
    """Pairs with the passages that they were made from, and what each would replace."""
    wanted = {each for row in rows for each in row.source_passages or ()}
    passages = {one.id: one for one in s.scalars(select(Passage).where(Passage.id.in_(wanted)))}
    sources = {row.source_document_id for row in rows if row.source_document_id}
    documents = {one.id: one for one in s.scalars(select(Document).where(Document.id.in_(sources)))}
    live = select(QaPair.line).where(QaPair.state == "published", QaPair.line.in_({row.line for row in rows}))
    lines = set(s.scalars(live))
    return [
        {
            "pair": row,
            "passages": [passages[each] for each in row.source_passages or () if each in passages],
            "document": documents.get(row.source_document_id or ""),
            "live": row.line in lines and row.state != "published",
        }
        for row in rows
    ]


def _list(base: str, source: str) -> Response:
    return RedirectResponse(f"{HERE}/review?base={base}" + (f"&source={source}" if source else ""), 303)
