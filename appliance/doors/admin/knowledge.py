"""The bank's knowledge: documents in, approved answers in, both out again, and a place to try what a visitor would get."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from appliance.ai.knowledge import actions, bases, ingest, publishing, queries
from appliance.ai.knowledge import pairs as pairs_
from appliance.ai.knowledge.knowledge_base import KnowledgeBase
from appliance.ai.knowledge.readers import archive, registry
from appliance.ai.knowledge.readers.block import OCR_SURE
from appliance.core.accounts.permissions import Permission
from appliance.core.accounts.queries import CurrentAgent
from appliance.core.kit.actors import Actor
from appliance.core.kit.errors import ApplianceError, BadInput, NotFound
from appliance.core.kit.parts import Parts
from appliance.core.masking.text import MaskedText
from appliance.core.settings import Settings
from appliance.core.store.session import ReadSession, Store
from appliance.doors.admin import shown
from appliance.doors.admin.uploads import Upload, received
from appliance.doors.web.catalogs import N_, gettext
from appliance.doors.web.depends import actor_of, parts_of, require
from appliance.doors.web.language import language_of
from appliance.doors.web.render import render

router = APIRouter()

WRITE = Permission("knowledge.write")
HERE = "/admin/knowledge"
MEGABYTE = 1_000_000  # as the limit on bodies counts
PASSAGES_AT_ONCE = 400


@router.get("/admin/knowledge")
def page(
    request: Request, q: Annotated[str, Query(max_length=200)] = "", agent: CurrentAgent = require(WRITE)
) -> Response:
    """Everything of this door on one page."""
    return _page(request, words=q)


@router.get("/admin/knowledge/documents")
def documents(request: Request, withdrawn: bool = False, agent: CurrentAgent = require(WRITE)) -> Response:
    """The list of documents; asked for once a second while something is being imported."""
    if not _by_htmx(request):
        return _page(request, withdrawn=withdrawn)
    return _documents(request, withdrawn=withdrawn)


@router.post("/admin/knowledge/documents")
async def upload(
    request: Request,
    confirmed: Annotated[str, Query(max_length=1)] = "",
    agent: CurrentAgent = require(WRITE),
) -> Response:
    """Take files in; each is imported by a job. A file that cannot be taken says so, the others go on.

    `confirmed`: somebody has looked at them, and what personal data they hold may be public.
    """
    parts = parts_of(request)
    knowledge, settings = parts.get(KnowledgeBase), parts.get(Settings)
    async with received(request, knowledge.uploads) as uploads:
        taken, refused = await run_in_threadpool(
            _begin, knowledge, settings, uploads, actor_of(agent), bool(confirmed)
        )
    lang = language_of(request)
    if len(refused) == 1 and not taken:
        raise refused[0][1]
    said = [f"{name}{gettext(lang)(N_('：'))}{error.said(lang)}" for name, error in refused]
    answer = _documents if _by_htmx(request) else _page
    return await run_in_threadpool(answer, request, refused=said, status=200 if taken else 400)


@router.get("/admin/knowledge/documents/{document_id}")
def passages(request: Request, document_id: str, agent: CurrentAgent = require(WRITE)) -> Response:
    """A document as the AI sees it: its passages in order, each with its place."""
    with parts_of(request).get(Store).reading() as s:
        document = queries.document(s, document_id)
        if document is None:
            raise NotFound("没有这份文档。", "There is no such document.")
        rows = queries.passages(s, document_id)
    return render(
        request,
        "admin/document.html",
        document=document,
        states=shown.STATES,
        passages=[(row, shown.pieces(row.text)) for row in rows[:PASSAGES_AT_ONCE]],
        total=len(rows),
        waits=shown.waits(document),
        found=shown.found(document, language_of(request)),
        looks=shown.looks(document),
        noticed=shown.noticed(document, language_of(request)),
        accepted=",".join(registry.ACCEPTED),
        ocr_sure=OCR_SURE,
    )


@router.post("/admin/knowledge/documents/{document_id}/withdraw")
def withdraw_document(request: Request, document_id: str, agent: CurrentAgent = require(WRITE)) -> Response:
    """Take a document out of search."""
    with parts_of(request).get(Store).writing() as s:
        actions.withdraw_document(s, document_id, actor=actor_of(agent))
    return _documents(request) if _by_htmx(request) else RedirectResponse(HERE, 303)


@router.post("/admin/knowledge/documents/{document_id}/publish")
def publish_document(request: Request, document_id: str, agent: CurrentAgent = require(WRITE)) -> Response:
    """Put a draft, or a document withdrawn earlier, into search."""
    with parts_of(request).get(Store).writing() as s:
        document = queries.document(s, document_id)
        if document is not None and document.state == "importing":
            raise BadInput(
                "这份文档还在导入，完成后会自动发布。",
                "This document is still being imported; it is published when done.",
            )
        found = actions.document(s, document_id)
    _publish(request, agent, found.base, documents=[document_id])
    return _documents(request) if _by_htmx(request) else RedirectResponse(HERE, 303)


@router.get("/admin/knowledge/pairs")
def pairs(
    request: Request,
    q: Annotated[str, Query(max_length=200)] = "",
    everything: Annotated[bool, Query(alias="all")] = False,
    agent: CurrentAgent = require(WRITE),
) -> Response:
    """The approved answers that hold these words."""
    if not _by_htmx(request):
        return _page(request, words=q, everything=everything)
    with parts_of(request).get(Store).reading() as s:
        return render(request, "admin/_pairs.html", published="", **_pairs(s, q, everything))


@router.post("/admin/knowledge/pairs")
def publish_pair(
    request: Request,
    question: Annotated[str, Form(max_length=2000)] = "",
    answer: Annotated[str, Form(max_length=20_000)] = "",
    phrasings: Annotated[str, Form(max_length=50_000)] = "",
    lang: Annotated[str, Form(pattern="^(zh|en|)$")] = "",
    source: Annotated[str, Form(max_length=26)] = "",
    confirmed: Annotated[str, Form(max_length=1)] = "",
    agent: CurrentAgent = require(WRITE),
) -> Response:
    """Publish an approved answer; the index has it a moment later. One with personal data needs `confirmed`."""
    screen = parts_of(request).get(KnowledgeBase).screen
    found = screen.found([question, answer, *phrasings.splitlines()]) if screen else {}
    with parts_of(request).get(Store).writing() as s:
        base = bases.for_channel(s)[0]
        document = queries.document(s, source) if source else None
        drafted = pairs_.draft_pair(
            s,
            question,
            answer,
            actor=actor_of(agent),
            base=base,
            phrasings=phrasings.splitlines(),
            lang=lang or None,
            source_document_id=source or None,
            source_label=document.title if document else "",
            found=found,
            confirmed=bool(confirmed),
        )
    if drafted.state != "published":
        _publish(request, agent, base, pairs=[drafted.id])
    if not _by_htmx(request):
        return RedirectResponse(HERE, 303)
    with parts_of(request).get(Store).reading() as s:
        return render(request, "admin/_pairs.html", published=question.strip(), **_pairs(s))


@router.post("/admin/knowledge/pairs/{pair_id}/withdraw")
def withdraw_pair(
    request: Request,
    pair_id: str,
    q: Annotated[str, Query(max_length=200)] = "",
    agent: CurrentAgent = require(WRITE),
) -> Response:
    """Take an approved answer out of search."""
    with parts_of(request).get(Store).writing() as s:
        pairs_.withdraw_qa_pair(s, pair_id, actor=actor_of(agent))
    if not _by_htmx(request):
        return RedirectResponse(HERE, 303)
    with parts_of(request).get(Store).reading() as s:
        return render(request, "admin/_pairs.html", published="", **_pairs(s, q))


def _publish(
    request: Request,
    agent: CurrentAgent,
    base: str,
    *,
    documents: Sequence[str] = (),
    pairs: Sequence[str] = (),
) -> bool:
    """Publish at once where one person may, else ask for a second; returns whether it is published."""
    parts = parts_of(request)
    with parts.get(Store).writing() as s:
        if not bases.base(s, base).single_person:
            reason = MaskedText.trusted("发布知识")
            publishing.ask(
                s, base, documents=documents, pairs=pairs, by=actor_of(agent), role=agent.role, reason=reason
            )
            return False
        begun = publishing.alone(s, base, documents=documents, pairs=pairs, by=actor_of(agent))
    publishing.finish(parts.get(KnowledgeBase), begun.id)
    return True


def _begin(
    knowledge: KnowledgeBase, settings: Settings, uploads: list[Upload], actor: Actor, confirmed: bool
) -> tuple[int, list[tuple[str, ApplianceError]]]:
    """Hand each file, also each in an archive, to an import of its own; how many, and those that cannot be taken."""
    taken = 0
    refused: list[tuple[str, ApplianceError]] = []
    with knowledge.store.reading() as s:
        base = bases.base(s, bases.for_channel(s)[0])
    limit = settings.upload_limit_mb * MEGABYTE
    given = [(one.filename, Path(one.path)) for one in uploads]
    for one in archive.each(given, given[0][1].parent / "unpacked", limit):
        try:
            if one.path is None:
                raise one.error or NotFound("没有这个文件。", "There is no such file.")
            ingest.begin_import(
                knowledge,
                one.path,
                actor=actor,
                filename=one.filename,
                base=base.name,
                publish=base.single_person,
                limit_bytes=limit,
                confirmed=confirmed,
            )
            taken += 1
        except ApplianceError as error:
            if error.status >= 500:
                raise
            refused.append((_name(knowledge, one.name), error))
    return taken, refused


def _name(knowledge: KnowledgeBase, filename: str) -> str:
    return knowledge.screen.name(filename) if knowledge.screen else filename


def _by_htmx(request: Request) -> bool:
    return request.headers.get("hx-request") == "true"


def _documents(
    request: Request, *, withdrawn: bool = False, refused: list[str] | None = None, status: int = 200
) -> Response:
    with parts_of(request).get(Store).reading() as s:
        found = shown.documents(s, withdrawn=withdrawn)
    return render(request, "admin/_documents.html", status=status, refused=refused or [], **found)


def _pairs(s: ReadSession, words: str = "", everything: bool = False) -> dict[str, Any]:
    titles = {row.id: row.title for row in queries.documents(s, limit=1000)}
    return {**shown.pairs(s, words.strip(), everything=everything), "titles": titles}


def _page(
    request: Request,
    *,
    words: str = "",
    everything: bool = False,
    withdrawn: bool = False,
    refused: list[str] | None = None,
    status: int = 200,
) -> Response:
    parts: Parts = parts_of(request)
    with parts.get(Store).reading() as s:
        context = {
            **shown.documents(s, withdrawn=withdrawn),
            **_pairs(s, words, everything),
            "counts": queries.counts(s),
            "sources": queries.documents(s, states=("published",), limit=1000),
        }
    return render(
        request,
        "admin/knowledge.html",
        status=status,
        refused=refused or [],
        published="",
        index=parts.get(KnowledgeBase).status(),
        limit_mb=parts.get(Settings).upload_limit_mb,
        accepted=",".join(registry.ACCEPTED),
        **context,
    )
