"""Knowledge bases, and which of them answer the visitors of a channel, in which order."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from appliance.ai.knowledge import bases, queries
from appliance.core.accounts.permissions import Permission
from appliance.core.accounts.queries import CurrentAgent
from appliance.core.kit.errors import NotFound
from appliance.core.store.session import Store
from appliance.doors.admin.masking_words import CHANNELS
from appliance.doors.channels.registry import Channels
from appliance.doors.web.catalogs import N_
from appliance.doors.web.depends import actor_of, parts_of, require
from appliance.doors.web.render import render

router = APIRouter()

WRITE = Permission("knowledge.write")
HERE = "/admin/knowledge/bases"
EVERY = "every"
AUDIENCES = {"visitor": N_("访客"), "staff": N_("仅员工")}


@router.get("/admin/knowledge/bases")
def page(request: Request, agent: CurrentAgent = require(WRITE)) -> Response:
    """Every base with what is published in it, and every channel with its list."""
    parts = parts_of(request)
    with parts.get(Store).reading() as s:
        rows = bases.bases(s)
        return render(
            request,
            "admin/bases.html",
            bases=[(row, queries.counts(s, row.name)) for row in rows],
            lists=[
                (key, label, bases.listed(s, "" if key == EVERY else key), bases.for_channel(s, key))
                for key, label in _channels(request)
            ],
            visitor=[row for row in rows if row.audience == "visitor"],
            audiences=AUDIENCES,
            every=EVERY,
        )


@router.post("/admin/knowledge/bases")
def create(
    request: Request,
    name: Annotated[str, Form(max_length=60)] = "",
    title_zh: Annotated[str, Form(max_length=200)] = "",
    title_en: Annotated[str, Form(max_length=200)] = "",
    lang: Annotated[str, Form(pattern="^(zh|en|)$")] = "",
    audience: Annotated[str, Form(max_length=10)] = "visitor",
    single_person: Annotated[str, Form(max_length=1)] = "",
    agent: CurrentAgent = require(WRITE),
) -> Response:
    """A new, empty base."""
    with parts_of(request).get(Store).writing() as s:
        bases.create_base(
            s,
            name.strip(),
            by=actor_of(agent),
            title_zh=title_zh,
            title_en=title_en,
            lang=lang,
            audience=audience,
            single_person=bool(single_person),
        )
    return RedirectResponse(HERE, 303)


@router.post("/admin/knowledge/channels/{channel}")
def give(
    request: Request,
    channel: str,
    base: Annotated[list[str], Form()] = [],  # noqa: B006 - FastAPI copies it
    agent: CurrentAgent = require(WRITE),
) -> Response:
    """The list of a channel: first to last, empty places left out."""
    if channel not in dict(_channels(request)):
        raise NotFound("没有这个渠道。", "There is no such channel.")
    with parts_of(request).get(Store).writing() as s:
        name = bases.EVERY_CHANNEL if channel == EVERY else channel
        bases.give_channel(s, name, [each for each in base if each], by=actor_of(agent))
    return RedirectResponse(HERE, 303)


def _channels(request: Request) -> list[tuple[str, str]]:
    """What has a list: every channel together, then each one that is set up."""
    parts = parts_of(request)
    names = parts.get(Channels).names() if parts.has(Channels) else []
    return [(EVERY, N_("没有单独设置的渠道")), *((name, CHANNELS.get(name, name)) for name in names)]
