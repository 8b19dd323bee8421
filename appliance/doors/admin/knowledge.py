"""The bank's knowledge: documents in, approved answers in, both out again, and a place to try what a visitor would get."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from appliance.ai.knowledge import actions, bases, import_requests, publications, queries
from appliance.ai.knowledge import pairs as pairs_
from appliance.ai.knowledge.knowledge_base import KnowledgeBase
from appliance.ai.knowledge.readers import archive, registry
from appliance.ai.knowledge.tables import MAIN, KnowledgeBaseRow
from appliance.core.accounts.permissions import Permission
from appliance.core.accounts.queries import CurrentAgent
from appliance.core.kit.actors import Actor
from appliance.core.kit.errors import ApplianceError, BadInput, NotFound
from appliance.core.kit.parts import Parts
from appliance.core.settings import Settings
from appliance.core.store.session import ReadSession, Store
from appliance.doors.admin import asking, shown
from appliance.doors.admin.publications import to
from appliance.doors.admin.uploads import Upload, received
from appliance.doors.web.catalogs import N_, gettext
from appliance.doors.web.depends import actor_of, parts_of, require
from appliance.doors.web.language import language_of
from appliance.doors.web.render import render

router = APIRouter()

WRITE = Permission("knowledge.write")
HERE = "/admin/knowledge"
MEGABYTE = 1_000_000  # as the limit on bodies counts
Base = Annotated[str, Query(max_length=60)]


@router.get("/admin/knowledge")
def page(
    request: Request,
    q: Annotated[str, Query(max_length=200)] = "",
    base: Base = "",
    agent: CurrentAgent = require(WRITE),
) -> Response:
    """Everything of one base on one page; without a name, of the first that answers visitors."""
    return _page(request, base, words=q)


@router.get("/admin/knowledge/documents")
def documents(
    request: Request, withdrawn: bool = False, base: Base = "", agent: CurrentAgent = require(WRITE)
) -> Response:
    """The list of documents; asked for once a second while something is being imported."""
    if not _by_htmx(request):
        return _page(request, base, withdrawn=withdrawn)
    return _documents(request, base, withdrawn=withdrawn)


@router.post("/admin/knowledge/documents")
async def upload(
    request: Request,
    confirmed: Annotated[str, Query(max_length=1)] = "",
    base: Base = "",
    agent: CurrentAgent = require(WRITE),
) -> Response:
    """Take files in; each is imported by a job. A file that cannot be taken says so, the others go on.

    `confirmed`: somebody has looked at them, and what personal data they hold may be public.
    """
    parts = parts_of(request)
    knowledge, settings = parts.get(KnowledgeBase), parts.get(Settings)
    async with received(request, knowledge.uploads) as uploads:
        taken, refused = await run_in_threadpool(
            _begin, knowledge, settings, uploads, actor_of(agent), base, bool(confirmed)
        )
    lang = language_of(request)
    if len(refused) == 1 and not taken:
        raise refused[0][1]
    said = [f"{name}{gettext(lang)(N_('：'))}{error.said(lang)}" for name, error in refused]
    answer = _documents if _by_htmx(request) else _page
    return await run_in_threadpool(answer, request, base, refused=said, status=200 if taken else 400)


@router.get("/admin/knowledge/index")
def index(request: Request, agent: CurrentAgent = require(WRITE)) -> Response:
    """What the index is doing; asked for again until it is as it should be."""
    return render(request, "admin/_index.html", index=parts_of(request).get(KnowledgeBase).status())


@router.post("/admin/knowledge/documents/{document_id}/withdraw")
def withdraw_document(request: Request, document_id: str, agent: CurrentAgent = require(WRITE)) -> Response:
    """Take a document out of search."""
    with parts_of(request).get(Store).writing() as s:
        base = actions.document(s, document_id).base
        actions.withdraw_document(s, document_id, actor=actor_of(agent))
    return _documents(request, base) if _by_htmx(request) else RedirectResponse(f"{HERE}?base={base}", 303)


@router.post("/admin/knowledge/documents/{document_id}/publish")
def publish_document(request: Request, document_id: str, agent: CurrentAgent = require(WRITE)) -> Response:
    """Put a draft, or a version withdrawn earlier, into search; where it takes two people, ask for the second."""
    with parts_of(request).get(Store).writing() as s:
        document = queries.document(s, document_id)
        if document is not None and document.state == "importing":
            raise BadInput(
                "这份文档还在导入，完成后会自动发布。",
                "This document is still being imported; it is published when done.",
            )
        found = actions.document(s, document_id)
    made = asking.publish(request, agent, found.base, documents=[document_id])
    if made.state != "published":
        return to(request, made.id)
    return (
        _documents(request, found.base)
        if _by_htmx(request)
        else RedirectResponse(f"{HERE}?base={found.base}", 303)
    )


@router.get("/admin/knowledge/pairs")
def pairs(
    request: Request,
    q: Annotated[str, Query(max_length=200)] = "",
    everything: Annotated[bool, Query(alias="all")] = False,
    base: Base = "",
    agent: CurrentAgent = require(WRITE),
) -> Response:
    """The approved answers that hold these words."""
    if not _by_htmx(request):
        return _page(request, base, words=q, everything=everything)
    with parts_of(request).get(Store).reading() as s:
        return render(
            request, "admin/_pairs.html", published="", **_pairs(s, _chosen(s, base), q, everything)
        )


@router.post("/admin/knowledge/pairs")
def publish_pair(
    request: Request,
    question: Annotated[str, Form(max_length=2000)] = "",
    answer: Annotated[str, Form(max_length=20_000)] = "",
    phrasings: Annotated[str, Form(max_length=50_000)] = "",
    lang: Annotated[str, Form(pattern="^(zh|en|)$")] = "",
    source: Annotated[str, Form(max_length=26)] = "",
    confirmed: Annotated[str, Form(max_length=1)] = "",
    base: Annotated[str, Form(max_length=60)] = "",
    changes: Annotated[str, Form(max_length=26)] = "",
    agent: CurrentAgent = require(WRITE),
) -> Response:
    """Write an approved answer and publish it, or ask for the second person. One with personal data needs `confirmed`.

    `changes`: the pair that this is the next version of.
    """
    screen = parts_of(request).get(KnowledgeBase).screen
    found = screen.found([question, answer, *phrasings.splitlines()]) if screen else {}
    with parts_of(request).get(Store).writing() as s:
        base = _chosen(s, base).name
        document = queries.document(s, source) if source else None
        drafted = pairs_.draft_pair(
            s,
            question,
            answer,
            actor=actor_of(agent),
            base=base,
            changes=changes or None,
            phrasings=phrasings.splitlines(),
            lang=lang or None,
            source_document_id=source or None,
            source_label=document.title if document else "",
            found=found,
            confirmed=bool(confirmed),
        )
    if drafted.state != "published":
        made = asking.publish(request, agent, base, pairs=[drafted.id])
        if made.state != "published":
            return to(request, made.id)
    if not _by_htmx(request):
        return RedirectResponse(f"{HERE}?base={base}", 303)
    with parts_of(request).get(Store).reading() as s:
        return render(request, "admin/_pairs.html", published=question.strip(), **_pairs(s, _chosen(s, base)))


@router.post("/admin/knowledge/pairs/{pair_id}/withdraw")
def withdraw_pair(
    request: Request,
    pair_id: str,
    q: Annotated[str, Query(max_length=200)] = "",
    agent: CurrentAgent = require(WRITE),
) -> Response:
    """Take an approved answer out of search."""
    with parts_of(request).get(Store).writing() as s:
        base = pairs_.pair(s, pair_id).base
        pairs_.withdraw_qa_pair(s, pair_id, actor=actor_of(agent))
    if not _by_htmx(request):
        return RedirectResponse(f"{HERE}?base={base}", 303)
    with parts_of(request).get(Store).reading() as s:
        return render(request, "admin/_pairs.html", published="", **_pairs(s, _chosen(s, base), q))


def _chosen(s: ReadSession, name: str) -> KnowledgeBaseRow:
    """The base that a page is about. Raises `NoSuchBase`."""
    return bases.base(s, name or next(iter(bases.for_channel(s)), MAIN))


def _begin(
    knowledge: KnowledgeBase,
    settings: Settings,
    uploads: list[Upload],
    actor: Actor,
    name: str,
    confirmed: bool,
) -> tuple[int, list[tuple[str, ApplianceError]]]:
    """Hand each file, also each in an archive, to an import of its own; how many, and those that cannot be taken."""
    taken = 0
    refused: list[tuple[str, ApplianceError]] = []
    with knowledge.store.reading() as s:
        base = _chosen(s, name)
    limit = settings.upload_limit_mb * MEGABYTE
    given = [(one.filename, Path(one.path)) for one in uploads]
    for one in archive.each(given, given[0][1].parent / "unpacked", limit):
        try:
            if one.path is None:
                raise one.error or NotFound("没有这个文件。", "There is no such file.")
            import_requests.begin_import(
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
    request: Request,
    name: str = "",
    *,
    withdrawn: bool = False,
    refused: list[str] | None = None,
    status: int = 200,
) -> Response:
    with parts_of(request).get(Store).reading() as s:
        base = _chosen(s, name)
        found = shown.documents(s, base.name, withdrawn=withdrawn)
        counts = queries.counts(s, base.name)
    return render(
        request,
        "admin/_documents.html",
        status=status,
        refused=refused or [],
        base=base,
        counts=counts,
        oob=True,
        **found,
    )


def _pairs(
    s: ReadSession, base: KnowledgeBaseRow, words: str = "", everything: bool = False
) -> dict[str, Any]:
    titles = {row.id: row.title for row in queries.documents(s, limit=1000, base=base.name)}
    found = shown.pairs(s, words.strip(), base=base.name, everything=everything)
    return {**found, "titles": titles, "base": base}


def _page(
    request: Request,
    name: str = "",
    *,
    words: str = "",
    everything: bool = False,
    withdrawn: bool = False,
    refused: list[str] | None = None,
    status: int = 200,
) -> Response:
    parts: Parts = parts_of(request)
    with parts.get(Store).reading() as s:
        base = _chosen(s, name)
        context = {
            **shown.documents(s, base.name, withdrawn=withdrawn),
            **_pairs(s, base, words, everything),
            "counts": queries.counts(s, base.name),
            "sources": queries.documents(s, states=("published",), limit=1000, base=base.name),
            "bases": bases.bases(s),
            "waiting": len(publications.waiting(s, base.name)),
            "used": base.name in bases.for_channel(s),
        }
    return render(
        request,
        "admin/knowledge.html",
        status=status,
        refused=refused or [],
        published="",
        oob=False,
        index=parts.get(KnowledgeBase).status(),
        limit_mb=parts.get(Settings).upload_limit_mb,
        accepted=",".join(registry.ACCEPTED),
        **context,
    )
