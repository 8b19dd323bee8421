"""Question sets: brought in, asked on demand, and what came of each question beside the run before."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Query, Request, UploadFile
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import select

from appliance.ai.answering.golden import reading, sets
from appliance.ai.answering.golden.jobs import QUESTIONS
from appliance.ai.answering.golden.judge import Question
from appliance.ai.answering.golden.tables import QuestionSet, SetRun
from appliance.ai.knowledge import bases, tasks
from appliance.ai.knowledge.knowledge_base import KnowledgeBase
from appliance.ai.knowledge.tables import QaPair
from appliance.core.accounts.permissions import Permission
from appliance.core.accounts.queries import CurrentAgent
from appliance.core.kit.errors import BadInput, NotFound
from appliance.core.kit.ids import new_id
from appliance.core.masking.engine import Masker
from appliance.core.masking.text import MaskedText, RawText
from appliance.core.store.session import ReadSession, Store
from appliance.core.vault.vault import Vault
from appliance.doors.admin import shown
from appliance.doors.admin.trial import RUNGS, asked_now
from appliance.doors.admin.uploads import plain_name
from appliance.doors.web.depends import actor_of, parts_of, require
from appliance.doors.web.render import render

router = APIRouter()

WRITE = Permission("knowledge.write")
HERE = "/admin/knowledge/sets"
AT_ONCE = 200
VIEWS = ("all", "worse", "better", "wrong")


@router.get("/admin/knowledge/sets")
def page(
    request: Request,
    base: Annotated[str, Query(max_length=60)] = "main",
    agent: CurrentAgent = require(WRITE),
) -> Response:
    """The sets of a base, each with its last run."""
    with parts_of(request).get(Store).reading() as s:
        rows = [(one, *_last_two(s, one)) for one in sets.sets(s, base)]
        return render(
            request,
            "admin/sets.html",
            base=bases.base(s, base),
            sets=[(one, last, sets.compared(last, before) if last else None) for one, last, before in rows],
        )


@router.post("/admin/knowledge/sets")
def keep(
    request: Request,
    base: Annotated[str, Form(max_length=60)] = "main",
    name: Annotated[str, Form(max_length=200)] = "",
    golden: Annotated[str, Form(max_length=1)] = "",
    file: Annotated[UploadFile | None, File()] = None,
    agent: CurrentAgent = require(WRITE),
) -> Response:
    """Take a set in (JSONL, Excel, CSV), in place of the one of that name. A file with one wrong row changes nothing."""
    if file is None or not file.filename:
        raise BadInput("请先选择题集文件。", "Choose the set's file first.")
    parts = parts_of(request)
    masker, vault = parts.get(Masker), parts.get(Vault)
    folder = parts.get(KnowledgeBase).uploads / f".set-{new_id()}"
    folder.mkdir(mode=0o700, parents=True)
    try:
        path = folder / plain_name(file.filename)
        with path.open("wb") as out:
            shutil.copyfileobj(file.file, out)
        questions = reading.questions(
            path, lambda text: str(masker.mask(RawText(text), hasher=vault.value_hash, base=base).text)
        )
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    with parts.get(Store).writing() as s:
        kept = sets.keep_set(
            s,
            name.strip() or Path(plain_name(file.filename)).stem[: sets.MAX_NAME],
            questions,
            base=base,
            golden=bool(golden),
            by=actor_of(agent),
        )
    return RedirectResponse(f"{HERE}/{kept.id}", 303)


@router.get("/admin/knowledge/sets/{set_id}")
def one(
    request: Request,
    set_id: str,
    run: Annotated[str, Query(max_length=26)] = "",
    view: Annotated[str, Query(max_length=10)] = "all",
    agent: CurrentAgent = require(WRITE),
) -> Response:
    """A set question by question, as one run (the last) left it, beside the run before that."""
    view = view if view in VIEWS else "all"
    with parts_of(request).get(Store).reading() as s:
        found = sets.by_id(s, set_id)
        kept = [each for each in sets.runs(s, set_id) if each.publication_id is None]
        at = next((n for n, each in enumerate(kept) if each.id == run), 0)
        now = kept[at] if kept else None
        before = kept[at + 1] if at + 1 < len(kept) else None
        lines = _lines(found, now, before, _named(s, now))
        counts = {name: sum(_in(line, name) for line in lines) for name in VIEWS}
        return render(
            request,
            "admin/set.html",
            found=found,
            base=bases.base(s, found.base),
            runs=kept,
            run=now,
            before=before,
            lines=[line for line in lines if _in(line, view)][:AT_ONCE],
            counts=counts,
            view=view,
            at_once=AT_ONCE,
            task=tasks.newest(s, QUESTIONS, set_id),
            rungs=RUNGS,
            people=shown.people(s),
        )


@router.post("/admin/knowledge/sets/{set_id}/run")
def begin(request: Request, set_id: str, agent: CurrentAgent = require(WRITE)) -> Response:
    """Ask it now, in the background."""
    with parts_of(request).get(Store).writing() as s:
        found = sets.by_id(s, set_id)
        tasks.begin(s, QUESTIONS, set_id, base=found.base, by=actor_of(agent))
    return RedirectResponse(f"{HERE}/{set_id}", 303)


@router.get("/admin/knowledge/sets/{set_id}/progress")
def progress(request: Request, set_id: str, agent: CurrentAgent = require(WRITE)) -> Response:
    """How far the run is; when it has ended the page is fetched anew."""
    with parts_of(request).get(Store).reading() as s:
        found, task = sets.by_id(s, set_id), tasks.newest(s, QUESTIONS, set_id)
    if task is None or task.state not in tasks.OPEN:
        return Response(status_code=204, headers={"HX-Redirect": f"{HERE}/{set_id}"})
    return render(request, "admin/_asking.html", found=found, task=task)


@router.get("/admin/knowledge/sets/{set_id}/asked/{number}")
def asked(request: Request, set_id: str, number: int, agent: CurrentAgent = require(WRITE)) -> Response:
    """One question of a set (by its place in it, from 0) put to the live path now, with everything that the ladder saw."""
    with parts_of(request).get(Store).reading() as s:
        found = sets.by_id(s, set_id)
        base = bases.base(s, found.base)
    if not 0 <= number < len(found.questions):
        raise NotFound("题集里没有这道题。", "The set has no such question.")
    question = Question.of(found.questions[number])
    history = [(role, MaskedText.trusted(text)) for role, text in question.history]
    context = asked_now(request, question.query, base, [found.base], history)
    return render(
        request, "admin/_tried.html" if request.headers.get("hx-request") else "admin/tried.html", **context
    )


def _last_two(s: ReadSession, one_: QuestionSet) -> tuple[SetRun | None, SetRun | None]:
    kept = [each for each in sets.runs(s, one_.id) if each.publication_id is None]
    return (kept[0] if kept else None), (kept[1] if len(kept) > 1 else None)


def _named(s: ReadSession, run: SetRun | None) -> dict[str, str]:
    """Names of what answers rested on that has no name of its own: a pair's question, for its id."""
    used = {each for result in (run.results if run else ()) for each in result["sources"]}
    found = s.execute(select(QaPair.id, QaPair.question).where(QaPair.id.in_(used)))
    return dict(found.tuples().all())


def _lines(
    found: QuestionSet, run: SetRun | None, before: SetRun | None, named: Mapping[str, str]
) -> Sequence[dict[str, Any]]:
    """Each question with what came of it, and whether that is better or worse than before."""
    results = {each["qid"]: each for each in run.results} if run else {}
    change = sets.compared(run, before) if run else None
    return [
        {
            "number": number,
            "question": Question.of(kept),
            "result": results.get(kept["qid"]),
            "rested": [named.get(each, each) for each in results.get(kept["qid"], {}).get("sources", ())],
            "change": ""
            if change is None
            else "worse"
            if kept["qid"] in change.worse
            else "better"
            if kept["qid"] in change.better
            else "",
        }
        for number, kept in enumerate(found.questions)
    ]


def _in(line: dict[str, Any], view: str) -> bool:
    if view == "wrong":
        return line["result"] is not None and not line["result"]["right"]
    return view == "all" or line["change"] == view
