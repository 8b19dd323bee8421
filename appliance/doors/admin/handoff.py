"""The handoff rules: a draft, what it changes, a second person, and what holds. Nothing here takes effect alone."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import PlainTextResponse, Response

from appliance.core.accounts.permissions import Permission
from appliance.core.accounts.queries import CurrentAgent
from appliance.core.kit import clock
from appliance.core.kit.parts import Parts
from appliance.core.masking.engine import Masker
from appliance.core.masking.text import RawText
from appliance.core.store.session import ReadSession, Store
from appliance.core.vault.vault import Vault
from appliance.doors.admin import handoff_words as words
from appliance.doors.admin.handoff_form import Masked, edited
from appliance.doors.admin.versioned import Fields, decision, draft_in, waits
from appliance.doors.web.depends import actor_of, parts_of, require
from appliance.doors.web.going import go_to
from appliance.doors.web.language import language_of
from appliance.doors.web.reasons import masked_reason
from appliance.doors.web.render import render
from appliance.service.handoff import changes as acts
from appliance.service.handoff import versions
from appliance.service.handoff.book import RuleBook, book
from appliance.service.handoff.difference import differences
from appliance.service.handoff.file import dumps
from appliance.service.handoff.rules.registry import KINDS
from appliance.service.routing import teams

router = APIRouter()

READ, CHANGE = Permission("handoff.read"), Permission("handoff.change")
DECIDE = Permission("approvals.decide")
HERE: Final = "/admin/handoff"
PARTS: Final = ("rules", "topics")
LONGEST_DRAFT: Final = 400_000
DAYS: Final = 30
"""How far back a replay looks unless somebody says otherwise."""


@router.get(HERE)
def page(
    request: Request,
    part: Annotated[str, Query(max_length=10)] = "rules",
    agent: CurrentAgent = require(READ),
) -> Response:
    """What holds, and the change that waits, if any."""
    return shown_page(request, agent, part)


@router.post("/admin/handoff/draft")
def draft(request: Request, fields: Fields, agent: CurrentAgent = require(CHANGE)) -> Response:
    """A draft with the choices on the screen taken in: shown again with what it changes. Nothing is kept."""
    content = edited(content_in(str(fields.get("draft", ""))), fields, masked_in(parts_of(request)))
    part = str(fields.get("to") or fields.get("part") or "rules")
    return shown_page(request, agent, part, content)


@router.post("/admin/handoff/propose")
def propose(request: Request, fields: Fields, agent: CurrentAgent = require(CHANGE)) -> Response:
    """Ask for a draft to be approved."""
    content = content_in(str(fields.get("draft", "")))
    reason = masked_reason(parts_of(request), str(fields.get("reason", "")))
    with parts_of(request).get(Store).writing() as s:
        acts.propose(s, content, by=actor_of(agent), role=agent.role.value, reason=reason)
    return go_to(request, HERE)


@router.post("/admin/handoff/back/{number}")
def go_back(request: Request, number: int, fields: Fields, agent: CurrentAgent = require(CHANGE)) -> Response:
    """Ask to return to an earlier version."""
    reason = masked_reason(parts_of(request), str(fields.get("reason", "")))
    with parts_of(request).get(Store).writing() as s:
        acts.propose_return(s, number, by=actor_of(agent), role=agent.role.value, reason=reason)
    return go_to(request, HERE)


@router.post("/admin/handoff/versions/{version_id}/withdraw")
def withdraw(request: Request, version_id: str, agent: CurrentAgent = require(CHANGE)) -> Response:
    """Take one's own proposal back."""
    with parts_of(request).get(Store).writing() as s:
        acts.withdraw(s, version_id, by=actor_of(agent))
    return go_to(request, HERE)


@router.post("/admin/handoff/versions/{version_id}/{step}")
def decide(request: Request, version_id: str, step: str, agent: CurrentAgent = require(DECIDE)) -> Response:
    """The second person approves, and the version holds from the next turn on; or refuses."""
    act = decision(step, acts.approve, acts.refuse)
    with parts_of(request).get(Store).writing() as s:
        act(s, version_id, by=actor_of(agent), role=agent.role.value)
    return go_to(request, HERE)


@router.get("/admin/handoff/file")
def file(request: Request, agent: CurrentAgent = require(READ)) -> Response:
    """The rules in force, as `appliance handoff rules` prints them."""
    with parts_of(request).get(Store).reading() as s:
        text = dumps(versions.current(s))
    return PlainTextResponse(
        text, headers={"Content-Disposition": 'attachment; filename="handoff-rules.toml"'}
    )


def content_in(stored: str) -> dict[str, Any]:
    """The draft that a form carries. Raises `BadInput` for one that is damaged."""
    return book("draft", draft_in(stored, LONGEST_DRAFT)).content()


def waiting(s: ReadSession, agent: CurrentAgent) -> dict[str, Any]:
    """The change that waits, and what this reader may do with it."""
    return waits(versions.waiting(s), versions.SERIES.kind, agent, CHANGE)


def first_day() -> str:
    """The day from which a replay looks unless somebody says otherwise, as a date field has it."""
    return (clock.now().astimezone(clock.zone()) - timedelta(days=DAYS)).date().isoformat()


def shown_page(
    request: Request, agent: CurrentAgent, part: str, content: dict[str, Any] | None = None
) -> Response:
    """The page. With a proposal waiting it shows that one; else the draft, if one is given."""
    lang = language_of(request)
    with parts_of(request).get(Store).reading() as s:
        now = versions.current(s)
        pending = waiting(s, agent)
        found = pending["pending"]
        if found is not None:
            new = book("draft", found.version.content)
        else:
            new = book("draft", content) if content is not None else now
        team_names = [team.name for team in teams.all_teams(s)]
    differs = differences(now, new)
    return render(
        request,
        "admin/_handoff.html" if request.headers.get("hx-request") else "admin/handoff.html",
        part=part if part in PARTS else "rules",
        number=int(now.version),
        book=new,
        kinds=KINDS,
        changed=_changed(now, new),
        draft=json.dumps(new.content(), ensure_ascii=False),
        lines=words.lines(differs, now, new, lang),
        fewer=sum(each.fewer for each in differs),
        team_names=team_names,
        since=first_day(),
        said=lambda both: both[0 if lang == "zh" else 1],
        **pending,
    )


def _changed(now: RuleBook, new: RuleBook) -> set[str]:
    """Rules and topics that the draft changes."""
    rules = {name for name, ruling in new.rules.items() if ruling != now.rules[name]}
    return rules | {f"t.{code}" for code, topic in new.topics.items() if topic != now.topics.get(code)}


def masked_in(parts: Parts) -> Masked:
    """How personal data is taken out of an example."""
    masker, vault = parts.get(Masker), parts.get(Vault)
    return lambda text: str(masker.mask(RawText(text), hasher=vault.value_hash).text)
