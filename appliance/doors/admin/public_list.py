"""The public list: numbers and names that stay readable. Edited by one, approved by another, used from then on."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from appliance.core.accounts.queries import CurrentAgent
from appliance.core.entities import changes as acts
from appliance.core.entities import versions
from appliance.core.masking import public
from appliance.core.masking.policy import Policies
from appliance.core.masking.public import Entry, PublicList, bare
from appliance.core.store.session import ReadSession, Store
from appliance.doors.admin import masking_words as words
from appliance.doors.admin.masking import CHANGE, READ, after, waiting
from appliance.doors.admin.masking_preview import samples
from appliance.doors.admin.public_proposals import found_in
from appliance.doors.admin.versioned import Fields
from appliance.doors.web.depends import actor_of, parts_of, require
from appliance.doors.web.reasons import masked_reason
from appliance.doors.web.render import render

router = APIRouter()

AT_ONCE = 200


@router.get("/admin/masking/public")
def page(
    request: Request, q: Annotated[str, Query(max_length=60)] = "", agent: CurrentAgent = require(READ)
) -> Response:
    """The list, the form for more, and what the published knowledge suggests."""
    return _page(request, agent, q)


@router.post("/admin/masking/public/draft")
def draft(request: Request, fields: Fields, agent: CurrentAgent = require(CHANGE)) -> Response:
    """What would change, before it is proposed. Nothing is kept."""
    return _page(request, agent, "", _asked(fields))


@router.post("/admin/masking/public/propose")
def propose(request: Request, fields: Fields, agent: CurrentAgent = require(CHANGE)) -> Response:
    """Ask for it to be approved."""
    add, remove = _asked(fields)
    reason = masked_reason(parts_of(request), str(fields.get("reason", "")))
    with parts_of(request).get(Store).writing() as s:
        content = _content(versions.current(s).public, add, remove)
        acts.propose(s, "public", content, by=actor_of(agent), role=agent.role.value, reason=reason)
    return after(request, "public")


def _asked(fields: Any) -> tuple[list[Entry], set[str]]:
    """Entries to add, and the compared forms of those to remove."""
    lines = "\n".join([str(fields.get("add", "")), *(str(one) for one in fields.getlist("found"))])
    return public.parse(lines), {bare(str(one)) for one in fields.getlist("remove")}


def _content(now: PublicList, add: list[Entry], remove: set[str]) -> list[list[str]]:
    kept = [entry for entry in now.entries if bare(entry.value) not in remove]
    return public.stored(PublicList(public.merged([*kept, *add])))


def _page(
    request: Request, agent: CurrentAgent, q: str, asked: tuple[list[Entry], set[str]] | None = None
) -> Response:
    parts = parts_of(request)
    with parts.get(Store).reading() as s:
        now = versions.current(s)
        pending = waiting(s, "public", agent)
        found, new = pending["pending"], now
        if found is not None:
            new = versions.proposed_book(s, found.version)
        elif asked is not None:
            new = acts.drafted(s, "public", _content(now.public, *asked))
        _, number = versions.numbers(s)
        suggested = _suggested(s, now.public) if found is None and asked is None else []
    wanted = bare(q)
    entries = [e for e in now.public.entries if wanted in bare(e.value) or q.strip() in e.note]
    change = words.list_change(now.public, new.public)
    return render(
        request,
        "admin/_public_list.html" if request.headers.get("hx-request") else "admin/public_list.html",
        number=number,
        q=q,
        entries=entries[:AT_ONCE],
        matching=len(entries),
        total=len(now.public.entries),
        change=change if change.added or change.removed else None,
        lines="\n".join("\t".join(filter(None, (e.value, e.note))) for e in change.added),
        samples=_samples(parts, now, new, change) if new is not now else [],
        suggested=suggested,
        channels=words.CHANNELS,
        **pending,
    )


def _samples(parts: Any, old: Policies, new: Policies, change: words.ListChange) -> list[Any]:
    """Sentences with the entries themselves in them, besides the usual ones."""
    texts = [
        f"请问{entry.note or '这里'}的电话是{entry.value}吗"
        if any(c.isdigit() for c in entry.value)
        else f"我在{entry.value}办理业务"
        for entry in [*change.added, *change.removed][:6]
    ]
    return samples(parts, old, new, texts)


def _suggested(s: ReadSession, now: PublicList) -> list[Entry]:
    return [entry for entry in found_in(s) if not now.holds(entry.value)]
