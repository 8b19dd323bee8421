"""Quick replies at the desk: kept on a page of their own, and those with steps run in one click."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from appliance.core.accounts.permissions import Permission, may
from appliance.core.accounts.tables import Agent, Team
from appliance.core.entities import queries as entities
from appliance.core.kit.errors import NotPermitted
from appliance.core.masking.engine import Masked, Masker
from appliance.core.masking.text import MaskedText, RawText
from appliance.core.store.session import ReadSession, Store
from appliance.core.vault.vault import Vault
from appliance.doors.channels.plain import plain
from appliance.doors.desk import acts, people, views
from appliance.doors.desk.acts import CHANGED, DESK, LEAD
from appliance.doors.web.catalogs import N_, gettext
from appliance.doors.web.depends import CurrentAgent, actor_of, parts_of, require
from appliance.doors.web.going import go_to
from appliance.doors.web.language import language_of
from appliance.doors.web.render import render
from appliance.service.conversations import queries
from appliance.service.quick_replies import actions as kept
from appliance.service.quick_replies import variables
from appliance.service.quick_replies.queries import macros, of_agent, usable
from appliance.service.quick_replies.run import run
from appliance.service.quick_replies.steps import LABELS, Step, Worded, read

router = APIRouter()
PEOPLE = Permission("people.manage")
LATER = {"quarter": N_("15 分钟后"), "hour": N_("1 小时后"), "tomorrow": N_("明天 9:00")}


@router.get("/desk/replies")
def manage(request: Request, edit: str = "", agent: CurrentAgent = require(DESK, PEOPLE)) -> Response:
    """One's own quick replies and the shared ones; administrators have the shared ones only."""
    lang = language_of(request)
    with parts_of(request).get(Store).reading() as s:
        found = [
            {
                "id": one.id,
                "name": one.name,
                "body": one.body,
                "shared": one.owner_id is None,
                "steps": [described(s, step, lang) for step in read(one.steps)],
            }
            for one in of_agent(s, agent.id, limit=400)
        ]
        chosen = next(
            (one for one in found if one["id"] == edit and (_keeps_shared(agent) or not one["shared"])), None
        )
        steps = read(usable(s, edit, agent.id).steps) if chosen is not None else []
        colleagues, teams = people.colleagues(s), people.teams(s)
    last = steps[-1] if steps and steps[-1].do in ("transfer", "snooze", "give_back", "close") else None
    return render(
        request,
        "desk/replies.html",
        replies=found,
        keeps_shared=_keeps_shared(agent),
        own=may(agent.role, DESK),
        edited=chosen,
        tags="、".join(one.value for one in steps if one.do == "tag"),
        note=next((one.value for one in steps if one.do == "note"), ""),
        ending=f"{last.do}:{last.value}" if last is not None else "",
        later=LATER,
        ends=views.ENDS,
        colleagues=colleagues,
        teams=teams,
    )


@router.post("/desk/replies")
def keep(
    request: Request,
    name: Annotated[str, Form(max_length=80)] = "",
    body: Annotated[str, Form(max_length=4000)] = "",
    tags: Annotated[str, Form(max_length=400)] = "",
    note: Annotated[str, Form(max_length=4000)] = "",
    ending: Annotated[str, Form(max_length=60)] = "",
    shared: Annotated[str, Form(max_length=1)] = "",
    reply_id: Annotated[str, Form(max_length=26)] = "",
    agent: CurrentAgent = require(DESK, PEOPLE),
) -> Response:
    """Keep a quick reply, with the steps that make it a macro; shared ones are for leads and administrators to keep."""
    if shared and not _keeps_shared(agent):
        raise NotPermitted(
            "共享话术由班组长或管理员维护。",
            "Shared quick replies are kept by team leads and administrators.",
        )
    if not shared and not may(agent.role, DESK):
        raise NotPermitted("个人话术属于坐席。", "Quick replies of one's own are for agents.")
    steps: list[Worded] = [
        (Step("tag", word), _masked(request, word))
        for each in tags.replace(",", "、").replace("，", "、").split("、")
        if (word := " ".join(each.split()))
    ]
    if note.strip():
        steps.append((Step("note", note.strip()), _masked(request, note)))
    if ending:
        do, _, value = ending.partition(":")
        steps.append((Step(do, value), None))
    with parts_of(request).get(Store).writing() as s:
        kept.keep(
            s,
            name,
            _masked(request, body),
            actor=actor_of(agent),
            shared=bool(shared),
            reply_id=reply_id or None,
            then=steps,
        )
    return _back(request)


@router.post("/desk/replies/{reply_id}/remove")
def remove(request: Request, reply_id: str, agent: CurrentAgent = require(DESK, PEOPLE)) -> Response:
    """Take a quick reply away."""
    with parts_of(request).get(Store).writing() as s:
        kept.remove(s, reply_id, actor=actor_of(agent), lead=_keeps_shared(agent))
    return _back(request)


@router.post("/desk/c/{conversation_id}/macro/{reply_id}")
def run_macro(
    request: Request,
    conversation_id: str,
    reply_id: str,
    client_id: Annotated[str, Form(max_length=60)],
    read_to: Annotated[int | None, Form()] = None,
    agent: CurrentAgent = require(DESK),
) -> Response:
    """All that a macro does, or nothing of it (409 says which step stopped). The same client id again changes nothing."""
    store, vault, lang = parts_of(request).get(Store), parts_of(request).get(Vault), language_of(request)
    with store.reading() as s:
        row = usable(s, reply_id, agent.id)
        filled = values(s, conversation_id, agent, lang)
        body, steps = variables.fill(row.body, filled), read(row.steps)
        called = people.called(s, next((one.value for one in steps if one.do == "note"), ""))
    names = {one.name for one in called}
    worded: list[Worded] = []
    if body.strip():
        worded.append((Step("reply"), acts.mask(request, conversation_id, body, agent)))
    for one in steps:
        words = variables.fill(one.value, filled) if one.do in ("tag", "note") else ""
        worded.append((one, acts.mask(request, conversation_id, words, agent, names) if words else None))
    with store.writing() as s:
        run(
            s,
            vault,
            conversation_id,
            actor_of(agent),
            reply_id,
            worded,
            client_id,
            called=called,
            read_to=read_to,
        )
    return Response(status_code=204, headers=CHANGED)


def offered(s: ReadSession, agent: CurrentAgent, lang: str) -> list[tuple[str, str, str, bool]]:
    """The agent's macros for the palette: id, name, what each does, whether it writes to the visitor."""
    return [(one.id, one.name, hint(s, one, lang), bool(one.body)) for one in macros(s, agent.id)]


def hint(s: ReadSession, row: Any, lang: str) -> str:
    """What a quick reply is, in one line: its words, and what follows them."""
    return " · ".join(
        [*([row.body] if row.body else []), *(described(s, one, lang) for one in read(row.steps))]
    )


def described(s: ReadSession, step: Step, lang: str) -> str:
    """A step for people: 加标签 年费."""
    say = gettext(lang)
    label = LABELS.get(step.do, (step.do, step.do))[0 if lang == "zh" else 1]
    value = step.value
    if step.do == "close":
        value = say(views.ENDS.get(value, value))
    elif step.do == "snooze":
        value = say(LATER.get(value, value))
    elif step.do == "transfer" and value == "queue":
        value = say(N_("排队"))
    elif step.do == "transfer":
        team = s.get(Team, value.removeprefix("team:")) if value.startswith("team:") else None
        found = team or s.get(Agent, value)
        value = found.name if found is not None else "?"
    return f"{label} {value}".strip()


def values(s: ReadSession, conversation_id: str, agent: CurrentAgent, lang: str) -> dict[str, str]:
    """What the variables stand for: the visitor's name in its masked form where one is known, else a polite word."""
    row = queries.conversation(s, conversation_id)
    shown = entities.displays(s, {row.id: row.channel})[row.id]
    name = next(
        (display for token, display in sorted(shown.items()) if token.startswith("PERSON:") and display), ""
    )
    theirs = "en" if row.lang == "en" else "zh"
    say = gettext(theirs)
    return {"contact": name or say(N_("尊敬的客户")), "agent": agent.name, "code": row.code}


def _keeps_shared(agent: CurrentAgent) -> bool:
    return may(agent.role, LEAD) or may(agent.role, PEOPLE)


def _masked(request: Request, text: str) -> Masked:
    if not text.strip():
        return Masked(MaskedText.trusted(""), [], [])
    parts = parts_of(request)
    return parts.get(Masker).mask(plain(RawText(text.strip())), hasher=parts.get(Vault).value_hash)


def _back(request: Request) -> Response:
    return go_to(request, "/desk/replies")
