"""The masking policy: a draft, what it would do, a second person, and what holds. Nothing here takes effect alone."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from appliance.core.accounts.permissions import Permission, may
from appliance.core.accounts.queries import CurrentAgent
from appliance.core.entities import changes as acts
from appliance.core.entities import versions
from appliance.core.entities.versions import Part
from appliance.core.entities.watch import PolicyWatch
from appliance.core.kit.errors import BadInput, NotFound
from appliance.core.masking.policy import KINDS, book, changes
from appliance.core.store.session import ReadSession, Store
from appliance.doors.admin import masking_words as words
from appliance.doors.admin.masking_preview import preview
from appliance.doors.admin.masking_words import Scope
from appliance.doors.admin.versioned import Fields, damaged, decision, draft_in, waits
from appliance.doors.web.depends import actor_of, parts_of, require
from appliance.doors.web.going import go_to
from appliance.doors.web.reasons import masked_reason
from appliance.doors.web.render import render

router = APIRouter()

READ, CHANGE = Permission("masking.read"), Permission("masking.change")
DECIDE = Permission("approvals.decide")
HERE = "/admin/masking"
PLACES: dict[Part, str] = {"policy": HERE, "public": f"{HERE}/public"}
LONGEST_DRAFT = 200_000


@router.get("/admin/masking")
def page(
    request: Request,
    scope: Annotated[str, Query(max_length=60)] = "default",
    agent: CurrentAgent = require(READ),
) -> Response:
    """What holds, and the change that waits, if any."""
    return shown_page(request, agent, scope)


@router.post("/admin/masking/draft")
def draft(request: Request, fields: Fields, agent: CurrentAgent = require(CHANGE)) -> Response:
    """A draft with the choices on the screen taken in: shown again with what it would do. Nothing is kept."""
    content = edited(_content(str(fields.get("draft", ""))), str(fields.get("scope", "default")), fields)
    scope = str(fields.get("to") or fields.get("scope") or "default")
    return shown_page(request, agent, scope, content)


@router.post("/admin/masking/propose")
def propose(request: Request, fields: Fields, agent: CurrentAgent = require(CHANGE)) -> Response:
    """Ask for a draft to be approved."""
    content = _content(str(fields.get("draft", "")))
    reason = masked_reason(parts_of(request), str(fields.get("reason", "")))
    with parts_of(request).get(Store).writing() as s:
        acts.propose(s, "policy", content, by=actor_of(agent), role=agent.role.value, reason=reason)
    return after(request, "policy")


@router.post("/admin/masking/back/{part}/{number}")
def go_back(
    request: Request, part: str, number: int, fields: Fields, agent: CurrentAgent = require(CHANGE)
) -> Response:
    """Ask to return to an earlier version."""
    if part not in PLACES:
        raise NotFound("没有这个页面。", "There is no such page.")
    reason = masked_reason(parts_of(request), str(fields.get("reason", "")))
    with parts_of(request).get(Store).writing() as s:
        acts.propose_return(s, part, number, by=actor_of(agent), role=agent.role.value, reason=reason)
    return after(request, part)


@router.post("/admin/masking/versions/{version_id}/withdraw")
def withdraw(request: Request, version_id: str, agent: CurrentAgent = require(CHANGE)) -> Response:
    """Take one's own proposal back."""
    with parts_of(request).get(Store).writing() as s:
        part = versions.version(s, version_id).part
        acts.withdraw(s, version_id, by=actor_of(agent))
    return after(request, part)


@router.post("/admin/masking/versions/{version_id}/{step}")
def decide(request: Request, version_id: str, step: str, agent: CurrentAgent = require(DECIDE)) -> Response:
    """The second person approves, and the version holds at once; or refuses."""
    act = decision(step, acts.approve, acts.refuse)
    parts = parts_of(request)
    with parts.get(Store).writing() as s:
        part = versions.version(s, version_id).part
        act(s, version_id, by=actor_of(agent), role=agent.role.value)
    if parts.has(PolicyWatch):
        parts.get(PolicyWatch).refresh()
    return after(request, part)


def after(request: Request, part: str) -> Response:
    """Back to the page of that part, as it is now."""
    return go_to(request, PLACES[part])  # type: ignore[index]


def waiting(s: ReadSession, part: Part, agent: CurrentAgent) -> dict[str, Any]:
    """The change that waits, and what this reader may do with it."""
    shared = waits(versions.waiting(s, part), versions.SERIES[part].kind, agent, CHANGE)
    return {**shared, "reads": may(agent.role, "transcripts.read")}


def shown_page(
    request: Request, agent: CurrentAgent, scope: str, content: dict[str, Any] | None = None
) -> Response:
    """The policy page. With a proposal waiting it shows that one; else the draft, if one is given."""
    parts = parts_of(request)
    with parts.get(Store).reading() as s:
        now = versions.current(s)
        pending = waiting(s, "policy", agent)
        found = pending["pending"]
        if found is not None:
            new = versions.proposed_book(s, found.version)
        else:
            new = book("draft", content, now.public) if content is not None else now
        places = words.scopes(parts, words.base_names(s), new)
        number, _ = versions.numbers(s)
    here = _scope(places, scope)
    differs = changes(now, new)
    return render(
        request,
        "admin/_masking.html" if request.headers.get("hx-request") else "admin/masking.html",
        number=number,
        scopes=[(one, words.count(differs, one)) for one in places],
        scope=here,
        groups=words.groups(now, new, here),
        secrets=("OTP", "PASSWORD", "CVV", "EXPIRY"),
        draft=json.dumps(new.content(), ensure_ascii=False, sort_keys=True),
        differs=differs,
        looser=sum(change.looser for change in differs),
        ways={"": "", **{str(way): label for way, label in words.WAYS.items()}},
        channels=words.CHANNELS,
        preview=preview(parts, agent, now, new) if differs else None,
        **pending,
    )


def edited(content: dict[str, Any], scope: str, fields: FormData) -> dict[str, Any]:
    """The content with the form's choices for one scope in it."""
    place, _, name = scope.partition(":")
    if place not in ("default", "channel", "base") or (place == "default") != (not name):
        raise BadInput("没有这个范围。", "There is no such scope.")
    chosen = {kind: str(fields[f"way-{kind}"]) for kind in KINDS if f"way-{kind}" in fields}
    key = {"default": "default", "channel": "channels", "base": "bases"}[place]
    within = content.setdefault(key, {})
    ways = within if place == "default" else within.setdefault(name, {})
    for kind, way in chosen.items():
        if way:
            ways[kind] = way
        elif place != "default":
            ways.pop(kind, None)
    return content


def _content(stored: str) -> dict[str, Any]:
    found = draft_in(stored, LONGEST_DRAFT)
    if not all(isinstance(found.get(key, {}), dict) for key in _KEYS):
        raise damaged()
    for place in ("channels", "bases"):
        if not all(isinstance(ways, dict) for ways in found.get(place, {}).values()):
            raise damaged()
    return {key: found.get(key, {}) for key in _KEYS}


_KEYS = ("default", "channels", "bases")


def _scope(places: list[Scope], key: str) -> Scope:
    return next((one for one in places if one.key == key), places[0])
