"""The desk's addresses. Opening a conversation is recorded; what follows live within 15 minutes counts as that read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from appliance.ai.knowledge.cited import cited
from appliance.core.accounts.permissions import Permission, may
from appliance.core.accounts.roles import Role
from appliance.core.audit.reads import audited_read, live_read
from appliance.core.audit.verbs import Verb
from appliance.core.kit import clock
from appliance.core.kit.actors import Actor
from appliance.core.kit.errors import BadInput, NotFound
from appliance.core.masking.engine import Masker
from appliance.core.masking.text import RawText
from appliance.core.store.session import Store, WriteSession
from appliance.core.vault.vault import Vault
from appliance.doors.channels.plain import plain, says_nothing
from appliance.doors.desk import book
from appliance.doors.web.depends import CurrentAgent, actor_of, parts_of, require
from appliance.doors.web.language import language_of
from appliance.doors.web.render import render
from appliance.service.conversations import actions as conversations
from appliance.service.conversations import queries, recent
from appliance.service.routing import actions as routing
from appliance.service.routing import presence
from appliance.service.routing.tables import AgentPresence

router = APIRouter()
DESK = Permission("desk.use")
LONGEST = 4000
SEEN_EVERY = timedelta(minutes=1)
CHANGED = {"HX-Trigger": "desk:changed"}
DROPPED = {"X-Kefu-Dropped": "secret"}

Move = Callable[[WriteSession, str, Actor], Any]
MOVES: dict[str, Move] = {
    "claim": routing.claim,
    "give-back": routing.give_back,
    "close": routing.close,
    "reopen": routing.reopen,
}


@router.get("/desk")
def desk(request: Request, view: str = "mine", agent: CurrentAgent = require(DESK)) -> Response:
    """The desk with nothing opened."""
    _arrive(request, agent)
    with parts_of(request).get(Store).reading() as s:
        shown = _lists(request, s, agent, view)
    return render(request, "desk/desk.html", live=True, conversation=None, **shown)


@router.get("/desk/list")
def lists(
    request: Request, view: str = "mine", open: str = "", agent: CurrentAgent = require(DESK)
) -> Response:
    """One list, and the figures of the top bar beside it."""
    _seen(request, agent)
    with parts_of(request).get(Store).reading() as s:
        shown = _lists(request, s, agent, view)
    return render(request, "desk/_list.html", **{**shown, "open_id": open[:26], "oob": True})


@router.get("/desk/c/{conversation_id}")
def opened(
    request: Request, conversation_id: str, view: str = "mine", agent: CurrentAgent = require(DESK)
) -> Response:
    """A conversation: the whole desk around it, or for htmx its thread and card."""
    parts = parts_of(request)
    store, vault, lang = parts.get(Store), parts.get(Vault), language_of(request)
    _exists(store, conversation_id)
    with audited_read(store, Verb("transcript.read"), actor_of(agent), conversation_id, conversation_id) as s:
        shown = book.conversation(s, vault, conversation_id, agent, lang)
        around = {} if request.headers.get("hx-request") else _lists(request, s, agent, view)
    _read(store, shown["conversation"], conversation_id)
    if not around:
        return render(request, "desk/_opened.html", view=book.view_named(view), **shown)
    _arrive(request, agent)
    return render(request, "desk/desk.html", live=True, **{**around, **shown, "open_id": conversation_id})


@router.get("/desk/c/{conversation_id}/since")
def since(
    request: Request, conversation_id: str, after: int = 0, agent: CurrentAgent = require(DESK)
) -> Response:
    """What follows number `after`, with head, composer and card as they are now."""
    parts = parts_of(request)
    store, vault, lang = parts.get(Store), parts.get(Vault), language_of(request)
    _exists(store, conversation_id)
    with live_read(store, actor_of(agent), conversation_id) as s:
        shown = book.conversation(s, vault, conversation_id, agent, lang, after=max(0, after))
    _read(store, shown["conversation"], conversation_id)
    return render(request, "desk/_since.html", view="mine", **shown)


@router.get("/desk/c/{conversation_id}/before")
def before(request: Request, conversation_id: str, seq: int, agent: CurrentAgent = require(DESK)) -> Response:
    """Earlier messages of a long conversation."""
    parts = parts_of(request)
    _exists(parts.get(Store), conversation_id)
    with live_read(parts.get(Store), actor_of(agent), conversation_id) as s:
        shown = book.before(s, parts.get(Vault), conversation_id, seq, language_of(request))
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


@router.post("/desk/c/{conversation_id}/messages")
def write(
    request: Request,
    conversation_id: str,
    text: Annotated[str, Form()] = "",
    client_id: Annotated[str, Form(max_length=64)] = "",
    note: Annotated[str, Form(max_length=1)] = "",
    agent: CurrentAgent = require(DESK),
) -> Response:
    """Write to the visitor, or a note among colleagues. 204 means stored; the same client id again changes nothing.

    A password or code in it is thrown away before anything is written, as a visitor's is; the answer's header says so.
    """
    if not text.strip():
        raise BadInput("消息是空的，请写点内容再发送。", "The message is empty; write something first.")
    if len(text) > LONGEST:
        raise BadInput(
            f"消息超过 {LONGEST} 字，请分几条发送。",
            f"The message is longer than {LONGEST} characters; send it in parts.",
        )
    parts = parts_of(request)
    store, vault = parts.get(Store), parts.get(Vault)
    words = plain(RawText(text.strip()))
    if says_nothing(words):
        raise BadInput("消息是空的，请写点内容再发送。", "The message is empty; write something first.")
    with store.reading() as s:
        channel = queries.conversation(s, conversation_id).channel
        before = [said.turn for said in recent.in_conversation(s, vault, conversation_id)]
    # An agent introduces herself by the name the visitor sees anyway.
    masked = parts.get(Masker).mask(
        words, hasher=vault.value_hash, context=before, own_names={agent.name}, channel=channel
    )
    post = conversations.post_note if note else conversations.post_agent_message
    with store.writing() as s:
        post(s, vault, conversation_id, actor_of(agent), masked, client_id)
    return Response(status_code=204, headers={**CHANGED, **(DROPPED if masked.dropped else {})})


@router.post("/desk/presence/{state}")
def present(request: Request, state: str, agent: CurrentAgent = require(DESK)) -> Response:
    """Say how one is present."""
    with parts_of(request).get(Store).writing() as s:
        routing.be_present(s, agent.id, state)
    return Response(status_code=204, headers=CHANGED)


@router.post("/desk/c/{conversation_id}/{move}")
def act(request: Request, conversation_id: str, move: str, agent: CurrentAgent = require(DESK)) -> Response:
    """Claim, give back, close or reopen. Who comes second reads who was first (409)."""
    if move not in MOVES:
        raise NotFound("没有这个操作。", "There is no such action.")
    with parts_of(request).get(Store).writing() as s:
        MOVES[move](s, conversation_id, actor_of(agent))
    return Response(status_code=204, headers=CHANGED)


def _lists(request: Request, s: Any, agent: CurrentAgent, view: str) -> dict[str, Any]:
    parts, lang = parts_of(request), language_of(request)
    name = book.view_named(view)
    return {
        "view": name,
        "rows": book.rows(s, parts.get(Vault), name, agent, lang),
        "engine": book.engine_word(parts, lang),
        "open_id": "",
        "oob": False,
        **book.head(s, agent),
    }


def _exists(store: Store, conversation_id: str) -> None:
    """Raises `NoConversation` before anything is recorded or masked."""
    with store.reading() as s:
        queries.conversation(s, conversation_id)


def _read(store: Store, shown: Any, conversation_id: str) -> None:
    """Take away the count of unread messages once the one in charge has them on the screen."""
    if not shown.mine or shown.state != "human":
        return
    with store.reading() as s:
        unread = queries.conversation(s, conversation_id).unread_visitor
    if unread:
        with store.writing() as w:
            conversations.mark_read(w, conversation_id)


def _arrive(request: Request, agent: CurrentAgent) -> None:
    """Opening the desk: as before, and the first time available; a lead is there to look and is given nothing unasked."""
    store = parts_of(request).get(Store)
    with store.reading() as s:
        known = s.get(AgentPresence, agent.id) is not None
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
        row = s.get(AgentPresence, agent.id)
        due = row is not None and clock.now() - row.seen_at >= SEEN_EVERY
    if due:
        with store.writing() as w:
            routing.seen(w, agent.id)
