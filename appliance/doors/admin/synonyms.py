"""The words that mean the same in a base: one group a line, each change kept with who made it."""

from __future__ import annotations

import itertools
import re
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from appliance.ai.knowledge import bases, synonyms
from appliance.core.accounts.permissions import Permission
from appliance.core.accounts.queries import CurrentAgent
from appliance.core.kit.errors import BadInput
from appliance.core.store.session import Store
from appliance.doors.admin import shown
from appliance.doors.web.depends import actor_of, parts_of, require
from appliance.doors.web.language import language_of
from appliance.doors.web.render import render

router = APIRouter()

WRITE = Permission("knowledge.write")
HERE = "/admin/knowledge/synonyms"
BETWEEN = re.compile(r"[、，,;；|｜\t=＝]+")


@router.get("/admin/knowledge/synonyms")
def page(
    request: Request,
    base: Annotated[str, Query(max_length=60)] = "main",
    agent: CurrentAgent = require(WRITE),
) -> Response:
    """The groups that hold, and what was changed before."""
    return _page(request, base)


@router.post("/admin/knowledge/synonyms")
def keep(
    request: Request,
    base: Annotated[str, Form(max_length=60)] = "main",
    words: Annotated[str, Form(max_length=200_000)] = "",
    agent: CurrentAgent = require(WRITE),
) -> Response:
    """Let these lines hold. With one that cannot be, nothing changes and what was written stays on the page."""
    try:
        given = [BETWEEN.split(line) for line in words.splitlines()]
        with parts_of(request).get(Store).writing() as s:
            synonyms.keep(s, base, given, by=actor_of(agent))
    except BadInput as error:
        return _page(request, base, words, error.said(language_of(request)), status=400)
    return RedirectResponse(f"{HERE}?base={base}", 303)


def _page(
    request: Request, base: str, words: str | None = None, wrong: str = "", status: int = 200
) -> Response:
    with parts_of(request).get(Store).reading() as s:
        held = synonyms.groups(s, base)
        kept = synonyms.versions(s, base)
        return render(
            request,
            "admin/synonyms.html",
            status=status,
            base=bases.base(s, base),
            words="\n".join("、".join(group) for group in held) if words is None else words,
            held=held,
            wrong=wrong,
            versions=[
                (one, *_changed(one.groups, older.groups if older else []))
                for one, older in itertools.pairwise([*kept, None])
                if one is not None
            ],
            people=shown.people(s),
        )


def _changed(new: list[list[str]], old: list[list[str]]) -> tuple[list[list[str]], list[list[str]]]:
    """Groups that came with a change, and groups that went."""
    return [one for one in new if one not in old], [one for one in old if one not in new]
