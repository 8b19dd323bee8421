"""What is read at the desk. Opening a conversation is recorded; what follows live within 15 minutes counts as that read."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, StringConstraints

from appliance.ai.knowledge.cited import cited
from appliance.core.accounts.permissions import Permission, may
from appliance.core.accounts.roles import Role
from appliance.core.audit.reads import audited_read, live_read
from appliance.core.audit.verbs import Verb
from appliance.core.kit import clock
from appliance.core.store.session import ReadSession, Store
from appliance.core.vault.vault import Vault
from appliance.doors.desk import book, people
from appliance.doors.desk.acts import CHANGED, DESK, LEAD
from appliance.doors.desk.why import ALARMS
from appliance.doors.web.depends import CurrentAgent, actor_of, parts_of, require
from appliance.doors.web.language import language_of
from appliance.doors.web.live import Signals
from appliance.doors.web.render import render
from appliance.doors.web.straight import query_of, straight_page
from appliance.service.attention import preferences
from appliance.service.conversations import actions as conversations
from appliance.service.conversations import marks, queries
from appliance.service.conversations.filters import Filters, View
from appliance.service.routing import actions as routing
from appliance.service.routing import presence

router = APIRouter()
SEEN_EVERY = timedelta(minutes=1)


Name = Annotated[str, StringConstraints(max_length=40)]
Flag = Annotated[str, StringConstraints(max_length=1)]
Id = Annotated[str, StringConstraints(max_length=26)]


async def narrowed(
    channel: Name = "", tag: Name = "", wrote: Flag = "", urgent: Flag = "", of: Id = ""
) -> Filters:
    """What the list is narrowed to, from the address; `of` is the agent who has it."""
    return _filters(channel, tag, wrote, urgent, of)


Narrowed = Annotated[Filters, Depends(narrowed)]


class Listed(BaseModel):
    """Which list, with the conversation `open` beside it, narrowed as above."""

    view: str = "mine"
    open: str = ""
    channel: Name = ""
    tag: Name = ""
    wrote: Flag = ""
    urgent: Flag = ""
    of: Id = ""

    @property
    def filters(self) -> Filters:
        """What it is narrowed to."""
        return _filters(self.channel, self.tag, self.wrote, self.urgent, self.of)


class After(BaseModel):
    """The number of the last message that is on the screen."""

    after: int = 0


@router.get("/desk")
def desk(
    request: Request, filters: Narrowed, view: str = "mine", agent: CurrentAgent = require(DESK)
) -> Response:
    """The desk with nothing opened."""
    _arrive(request, agent)
    name = _looks_at(request, agent, view)
    with parts_of(request).get(Store).reading() as s:
        shown = _whole(request, s, agent, name, filters)
    return render(request, "desk/desk.html", live=True, conversation=None, **shown)


@straight_page(router, "/desk/list", DESK)
def lists(request: Request, agent: CurrentAgent) -> Response:
    """One list, and the figures of the top bar beside it."""
    asked = query_of(request, Listed)
    store, name, filters = parts_of(request).get(Store), _looks_at(request, agent, asked.view), asked.filters
    with store.reading() as s:
        silent = _silent(s, agent)
        shown = _lists(request, s, agent, name, filters) if not silent else {}
    if silent:  # they are here again before they see who is
        with store.writing() as w:
            routing.seen(w, agent.id)
        with store.reading() as s:
            shown = _lists(request, s, agent, name, filters)
    return render(request, "desk/_list.html", **{**shown, "open_id": asked.open[:26], "oob": True})


@router.get("/desk/c/{conversation_id}")
def opened(
    request: Request,
    conversation_id: str,
    filters: Narrowed,
    view: str = "mine",
    agent: CurrentAgent = require(DESK),
) -> Response:
    """A conversation: the whole desk around it, or for htmx its thread and card."""
    parts = parts_of(request)
    store, vault, lang = parts.get(Store), parts.get(Vault), language_of(request)
    if into := _exists(store, conversation_id):
        return RedirectResponse(f"/desk/c/{into}", 303)
    parts.get(Signals).looking.at_conversation(agent.id, conversation_id)
    around: dict[str, Any] = {}
    alone = bool(request.headers.get("hx-request"))
    name = book.view_named(view, lead=may(agent.role, LEAD)) if alone else _looks_at(request, agent, view)
    with audited_read(store, Verb("transcript.read"), actor_of(agent), conversation_id, conversation_id) as s:
        shown = book.conversation(s, vault, conversation_id, agent, lang)
        if not alone:
            around = _whole(request, s, agent, name, filters)
    _read(store, shown, agent)
    if alone:
        return render(request, "desk/_opened.html", view=name, **shown)
    _arrive(request, agent)
    return render(request, "desk/desk.html", live=True, **{**around, **shown, "open_id": conversation_id})


@straight_page(router, "/desk/c/{conversation_id}/since", DESK)
def since(request: Request, agent: CurrentAgent) -> Response:
    """What follows number `after`, with head, composer and card as they are now."""
    conversation_id, after = request.path_params["conversation_id"], query_of(request, After).after
    parts = parts_of(request)
    store, vault, lang = parts.get(Store), parts.get(Vault), language_of(request)
    if into := _exists(store, conversation_id):
        return Response(headers={"X-Kefu-Merged": into})
    parts.get(Signals).looking.at_conversation(agent.id, conversation_id)
    with live_read(store, actor_of(agent), conversation_id) as s:
        shown = book.conversation(s, vault, conversation_id, agent, lang, after=max(0, after))
    _read(store, shown, agent)
    return render(request, "desk/_since.html", view="mine", **shown)


@router.get("/desk/c/{conversation_id}/before")
def before(request: Request, conversation_id: str, seq: int, agent: CurrentAgent = require(DESK)) -> Response:
    """Earlier messages of a long conversation."""
    parts = parts_of(request)
    _exists(parts.get(Store), conversation_id)
    with live_read(parts.get(Store), actor_of(agent), conversation_id) as s:
        shown = book.before(s, parts.get(Vault), conversation_id, seq, agent, language_of(request))
    return render(request, "desk/_before.html", **shown)


@router.get("/desk/c/{conversation_id}/source/{seq}/{number}")
def source(
    request: Request, conversation_id: str, seq: int, number: int, agent: CurrentAgent = require(DESK)
) -> Response:
    """What an answer of this conversation rests on, marked where it stands, in the version of that time."""
    store = parts_of(request).get(Store)
    _exists(store, conversation_id)
    with live_read(store, actor_of(agent), conversation_id) as s:
        given = queries.sources_of(s, conversation_id, seq)
        one = given[number] if 0 <= number < len(given) else {}
        found = cited(s, one.get("passage_id"), one.get("qa_id"))
    knows = found.document_id is not None and may(agent.role, Permission("knowledge.decide"))
    return render(
        request,
        "desk/_source.html" if request.headers.get("hx-request") else "desk/source.html",
        cited=found,
        conversation_id=conversation_id,
        document=f"/admin/knowledge/documents/{found.document_id}" if knows else "",
    )


@router.post("/desk/presence/{state}")
def present(request: Request, state: str, agent: CurrentAgent = require(DESK)) -> Response:
    """Say how one is present."""
    with parts_of(request).get(Store).writing() as s:
        routing.be_present(s, agent.id, state)
    return Response(status_code=204, headers=CHANGED)


def _filters(channel: str, tag: str, wrote: str, urgent: str, of: str) -> Filters:
    return Filters(channel, tag, bool(wrote), tuple(ALARMS) if urgent else (), of)


def _whole(
    request: Request, s: ReadSession, agent: CurrentAgent, view: View, filters: Filters
) -> dict[str, Any]:
    """A list and what stands around it."""
    return {
        "called": preferences.of(s, agent.id),
        "staff": people.colleagues(s) if may(agent.role, LEAD) else [],
        "channels": book.channels(language_of(request)),
        "tags_in_use": marks.tags_in_use(s),
        **_lists(request, s, agent, view, filters),
    }


def _lists(
    request: Request, s: ReadSession, agent: CurrentAgent, view: View, filters: Filters
) -> dict[str, Any]:
    """What is asked for at every message: a list, and the figures."""
    parts, lang = parts_of(request), language_of(request)
    return {
        "view": view,
        "lead": may(agent.role, LEAD),
        "rows": book.rows(s, parts.get(Vault), view, agent, lang, filters),
        "engine": book.engine_word(parts, lang),
        "filters": filters,
        "open_id": "",
        "oob": False,
        **book.head(s, agent),
    }


def _looks_at(request: Request, agent: CurrentAgent, view: str) -> View:
    """The list of that name, which the agent has on the screen from now on: noted before it is read, so that nothing said
    between the two is missed."""
    name = book.view_named(view, lead=may(agent.role, LEAD))
    parts_of(request).get(Signals).looking.at_list(agent.id, name)
    return name


def _exists(store: Store, conversation_id: str) -> str | None:
    """Where it was merged into, if it was. Raises `NoConversation` before anything is recorded or masked."""
    with store.reading() as s:
        return queries.require(s, conversation_id)


def _read(store: Store, shown: dict[str, Any], agent: CurrentAgent) -> None:
    """What the reader has on the screen now is unread no longer: the visitor's words for the one in charge, and notes that
    name the reader."""
    one = shown["conversation"]
    unread = one.mine and one.state == "human" and shown["unread"]
    if unread or shown["named"]:
        with store.writing() as w:
            if unread:
                conversations.mark_read(w, one.id)
            if shown["named"]:
                conversations.mentions_seen(w, one.id, agent.id)


def _arrive(request: Request, agent: CurrentAgent) -> None:
    """Opening the desk: as before, and the first time available; a lead is there to look and is given nothing unasked."""
    store = parts_of(request).get(Store)
    with store.reading() as s:
        known = presence.last_seen(s, agent.id) is not None
    if known:
        _seen(request, agent)
        return
    with store.writing() as w:
        first = presence.Presence.AVAILABLE if agent.role == Role.AGENT else presence.Presence.BUSY
        routing.be_present(w, agent.id, first)


def _seen(request: Request, agent: CurrentAgent) -> None:
    """A sign of life, written at most once a minute."""
    store = parts_of(request).get(Store)
    with store.reading() as s:
        silent = _silent(s, agent)
    if silent:
        with store.writing() as w:
            routing.seen(w, agent.id)


def _silent(s: ReadSession, agent: CurrentAgent) -> bool:
    """Whether a sign of life is due."""
    seen = presence.last_seen(s, agent.id)
    return seen is not None and clock.now() - seen >= SEEN_EVERY
