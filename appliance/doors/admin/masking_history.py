"""Every version of policy and public list: who asked, why, who decided, and what it changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from appliance.core.accounts.permissions import may
from appliance.core.accounts.queries import CurrentAgent
from appliance.core.entities import versions
from appliance.core.entities.versions import Part, Proposed
from appliance.core.masking import public
from appliance.core.masking.policy import Change, book, changes
from appliance.core.masking.text import MaskedText
from appliance.core.store.session import ReadSession, Store
from appliance.doors.admin import masking_words as words
from appliance.doors.admin.masking import CHANGE, READ
from appliance.doors.admin.masking_words import ListChange
from appliance.doors.admin.versioned import STATES
from appliance.doors.web.depends import parts_of, require
from appliance.doors.web.render import render

router = APIRouter()


@dataclass(frozen=True)
class Past:
    """One version with what it changed against the one it was made from."""

    proposed: Proposed
    reason: MaskedText
    changes: list[Change]
    entries: ListChange | None
    holds: bool


@router.get("/admin/masking/history")
def history(
    request: Request,
    part: Annotated[str, Query(pattern="^(policy|public)$")] = "policy",
    agent: CurrentAgent = require(READ),
) -> Response:
    """Newest first; each can be gone back to, with a second person."""
    which: Part = "public" if part == "public" else "policy"
    with parts_of(request).get(Store).reading() as s:
        policy, listed = versions.numbers(s)
        holds = policy if which == "policy" else listed
        past = [_past(s, one, holds) for one in versions.history(s, which)]
        busy = versions.waiting(s, which) is not None
    return render(
        request,
        "admin/masking_history.html",
        part=which,
        past=past,
        holds=holds,
        busy=busy,
        states=STATES,
        ways={"": "", **{str(way): label for way, label in words.WAYS.items()}},
        channels=words.CHANNELS,
        changes_it=may(agent.role, CHANGE),
    )


def _past(s: ReadSession, one: Proposed, holds: int) -> Past:
    before = versions.content(s, one.version.part, one.version.based_on)  # type: ignore[arg-type]
    changed: list[Change] = []
    entries = None
    if one.version.part == "policy":
        changed = changes(
            book("before", before, public.SHIPPED), book("after", one.version.content, public.SHIPPED)
        )
    else:
        entries = words.list_change(public.loaded(before), public.loaded(one.version.content))
    reason = MaskedText.trusted(one.request.reason)
    return Past(one, reason, changed, entries, one.version.number == holds and holds > 0)
