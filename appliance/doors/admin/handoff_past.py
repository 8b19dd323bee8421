"""The rule book's history, and replays: what a changed book would have handed over. Administrators see counts, times and reasons;
who may read transcripts finds the way to each.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Request, UploadFile
from fastapi.responses import Response

from appliance.core.accounts.permissions import may
from appliance.core.accounts.queries import CurrentAgent
from appliance.core.kit import clock
from appliance.core.kit.errors import BadInput
from appliance.core.masking.text import MaskedText
from appliance.core.store.session import Store
from appliance.doors.admin import handoff_words as words
from appliance.doors.admin.handoff import (
    CHANGE,
    HERE,
    LONGEST_DRAFT,
    READ,
    content_in,
    first_day,
    masked_in,
    waiting,
)
from appliance.doors.admin.handoff_form import masked_examples
from appliance.doors.admin.handoff_words import Line
from appliance.doors.admin.uploads import plain_name
from appliance.doors.admin.versioned import STATES
from appliance.doors.web.depends import actor_of, parts_of, require
from appliance.doors.web.going import go_to
from appliance.doors.web.language import language_of
from appliance.doors.web.render import render
from appliance.service.handoff import replay_jobs, versions
from appliance.service.handoff.book import RuleBook, book
from appliance.service.handoff.codes import label
from appliance.service.handoff.difference import differences
from appliance.service.handoff.evidence import said
from appliance.service.handoff.file import decoded
from appliance.service.handoff.versions import Proposed

router = APIRouter()

AT_ONCE = 100  # differences on the page


@dataclass(frozen=True)
class Past:
    """One version with what it changed against the one it was made from."""

    proposed: Proposed
    reason: MaskedText
    lines: list[Line]
    holds: bool


@router.get("/admin/handoff/history")
def history(request: Request, agent: CurrentAgent = require(READ)) -> Response:
    """Newest first; each can be gone back to, with a second person."""
    lang = language_of(request)
    with parts_of(request).get(Store).reading() as s:
        holds = versions.number(s)
        past = []
        for one in versions.history(s):
            old, new = versions.book_of(s, one.version.based_on), book("draft", one.version.content)
            changed = words.lines(differences(old, new), old, new, lang)
            reason = MaskedText.trusted(one.request.reason)
            past.append(Past(one, reason, changed, one.version.number == holds and holds > 0))
        busy = versions.waiting(s) is not None
    return render(
        request,
        "admin/handoff_history.html",
        past=past,
        holds=holds,
        busy=busy,
        states=STATES,
        changes_it=may(agent.role, CHANGE),
    )


@router.post("/admin/handoff/replays")
def begin(
    request: Request,
    draft: Annotated[str, Form(max_length=LONGEST_DRAFT)] = "",
    since: Annotated[str, Form(max_length=10)] = "",
    agent: CurrentAgent = require(READ),
) -> Response:
    """Try a draft over the conversations since a day, in the background."""
    return _begun(request, agent, content_in(draft), since)


@router.post("/admin/handoff/replays/file")
def begin_from_file(
    request: Request,
    file: Annotated[UploadFile | None, File()] = None,
    since: Annotated[str, Form(max_length=10)] = "",
    agent: CurrentAgent = require(READ),
) -> Response:
    """Try the rules of a file, TOML or JSON, as `appliance handoff replay --rules` does. Examples that are new are masked."""
    if file is None or not file.filename:
        raise BadInput("请先选择规则文件。", "Choose the file of rules first.")
    new = _read(file)
    with parts_of(request).get(Store).reading() as s:
        now = versions.current(s)
    content = masked_examples(new.content(), now.content(), masked_in(parts_of(request)))
    return _begun(request, agent, content, since)


@router.post("/admin/handoff/replays/{replay_id}/stop")
def stop(request: Request, replay_id: str, agent: CurrentAgent = require(READ)) -> Response:
    """End a replay that is under way; what it has found so far is let go."""
    with parts_of(request).get(Store).writing() as s:
        replay_jobs.stop(s, replay_id)
    return go_to(request, f"{HERE}/replays/{replay_id}")


@router.get("/admin/handoff/replays")
def replays(request: Request, agent: CurrentAgent = require(READ)) -> Response:
    """The last replays; asked for once a second while one of them goes on."""
    with parts_of(request).get(Store).reading() as s:
        found = replay_jobs.newest(s)
    return render(
        request,
        "admin/_handoff_replays.html" if request.headers.get("hx-request") else "admin/handoff_replays.html",
        replays=found,
        moving=any(each.state in replay_jobs.OPEN for each in found),
        states=words.STATES,
        since=first_day(),
    )


@router.get("/admin/handoff/replays/{replay_id}")
def one(request: Request, replay_id: str, agent: CurrentAgent = require(READ)) -> Response:
    """What a replay came to, or how far it is."""
    return render(request, "admin/handoff_replay.html", **_found(request, replay_id, agent))


@router.get("/admin/handoff/replays/{replay_id}/progress")
def progress(request: Request, replay_id: str, agent: CurrentAgent = require(READ)) -> Response:
    """How far it is; when it has ended the page is fetched anew."""
    with parts_of(request).get(Store).reading() as s:
        found = replay_jobs.by_id(s, replay_id)
    if found.state not in replay_jobs.OPEN:
        return Response(status_code=204, headers={"HX-Redirect": f"{HERE}/replays/{replay_id}"})
    return render(request, "admin/_handoff_progress.html", found=found)


def _begun(request: Request, agent: CurrentAgent, content: Any, since: str) -> Response:
    try:
        day = datetime.strptime(since, "%Y-%m-%d").replace(tzinfo=clock.zone())
    except ValueError:
        raise BadInput("请选择从哪天起回放。", "Choose the day to replay from.") from None
    with parts_of(request).get(Store).writing() as s:
        made = replay_jobs.begin(s, content, day.astimezone(clock.now().tzinfo), by=actor_of(agent))
    return go_to(request, f"{HERE}/replays/{made.id}")


def _read(file: UploadFile) -> RuleBook:
    """The rule book in an upload. Raises `BadInput` naming the file, and rule and key."""
    name = plain_name(str(file.filename))
    raw = file.file.read(LONGEST_DRAFT + 1)
    if len(raw) > LONGEST_DRAFT:
        raise BadInput(
            f"{name} 太大，规则文件最多 {LONGEST_DRAFT // 1000} KB。",
            f"{name} is too large; a file of rules has at most {LONGEST_DRAFT // 1000} KB.",
        )
    return decoded(raw, name)


def _found(request: Request, replay_id: str, agent: CurrentAgent) -> dict[str, Any]:
    lang = language_of(request)
    with parts_of(request).get(Store).reading() as s:
        found = replay_jobs.by_id(s, replay_id)
        old, new = versions.book_of(s, found.against), book("draft", found.content)
        asked = waiting(s, agent)
    result = found.result or {}
    now, then = result.get("now", {}), result.get("then", {})
    topics = {**old.topics, **new.topics}
    codes = sorted({*now, *then}, key=lambda code: (-max(now.get(code, 0), then.get(code, 0)), code))
    return {
        "found": found,
        "result": result,
        "states": words.STATES,
        "working": found.state in replay_jobs.OPEN,
        "lines": words.lines(differences(old, new), old, new, lang),
        "counts": [(label(code, lang, topics), now.get(code, 0), then.get(code, 0)) for code in codes],
        "total": (sum(now.values()), sum(then.values())),
        "differs": [_shown(each, lang) for each in result.get("differs", [])[:AT_ONCE]],
        "differ": sum(result.get("kinds", {}).values()),
        "kinds": words.KINDS,
        "place": "/oversight/c/" if may(agent.role, "transcripts.read") else "",
        "desk": may(agent.role, "desk.use"),
        "since": found.since.astimezone(clock.zone()).date().isoformat(),
        "draft": json.dumps(new.content(), ensure_ascii=False),
        "current": asked.pop("pending") is None,
        **asked,
    }


def _shown(one_: dict[str, Any], lang: str) -> dict[str, Any]:
    """One difference with its two points in words."""

    def point(given: dict[str, Any] | None) -> dict[str, Any] | None:
        if given is None:
            return None
        return {
            "seq": given["seq"],
            "at": datetime.fromisoformat(given["at"]),
            "why": given["zh" if lang == "zh" else "en"],
            "seen": said(given["evidence"], lang),
        }

    return {**one_, "now": point(one_["now"]), "then": point(one_["then"])}
