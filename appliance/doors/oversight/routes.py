"""What compliance officers see. Every read commits its audit event first; no route changes anything but the trail."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import select

from appliance.core.accounts.permissions import Permission
from appliance.core.accounts.queries import CurrentAgent
from appliance.core.audit import queries as audit
from appliance.core.audit.reads import audited_read
from appliance.core.audit.verbs import Verb
from appliance.core.entities.tables import Entity
from appliance.core.kit import clock
from appliance.core.kit.errors import BadInput
from appliance.core.kit.ids import is_id
from appliance.core.masking.show import shown
from appliance.core.masking.text import tokens_in
from appliance.core.store.search_index import SearchIndex
from appliance.core.store.session import ReadSession, Store
from appliance.core.vault.vault import Vault
from appliance.doors.oversight import findings, words
from appliance.doors.oversight.asked import Asked, ask, traces
from appliance.doors.oversight.details import named
from appliance.doors.oversight.proof import proofs
from appliance.doors.oversight.values import values
from appliance.doors.oversight.verifying import Walk, walk
from appliance.doors.web.depends import actor_of, parts_of, require
from appliance.doors.web.language import language_of
from appliance.doors.web.render import render
from appliance.service.conversations import queries as conversations
from appliance.service.handoff.reasons import reasons
from appliance.service.second_look import queries as second_look

router = APIRouter()

TRANSCRIPTS = Permission("transcripts.read")
TRAIL = Permission("audit.read")
ON_PAGE = 50
LATELY = timedelta(days=30)
MOST_MESSAGES, MOST_EVENTS = 2000, 200

Place = Annotated[int | None, Query(ge=1, le=2**53)]


@router.get("/oversight")
def search(
    request: Request,
    q: Annotated[str, Query(max_length=2000)] = "",
    state: Annotated[str, Query(max_length=20)] = "",
    before: Place = None,
    agent: CurrentAgent = require(TRANSCRIPTS),
) -> Response:
    """Masked messages that hold the words, or without words the newest of all."""
    _known_state(state)
    parts, lang = parts_of(request), language_of(request)
    vault = parts.get(Vault)
    asked = ask(q, parts)
    ordinals, cut, details = _looked_up(request, asked, before)
    if state:
        details["state"] = state
    with audited_read(
        parts.get(Store), Verb.TRANSCRIPT_SEARCHED, actor_of(agent), "transcripts", **details
    ) as s:
        rows, more = findings.read(s, vault, lang, ordinals=ordinals, state=state, before=before)
        displays = _shown(s, asked)
        head = audit.head(s)
        looked = second_look.figures(s, clock.now() - LATELY)
    if more is None and cut and ordinals:
        more = ordinals[-1]
    return render(
        request,
        "oversight/search.html",
        q=str(asked.text),
        asked=asked,
        displays=displays,
        state=state,
        states=words.STATES,
        hits=rows,
        found=len(ordinals or ()),
        cut=cut,
        first=before is None,
        looked=looked,
        missed=words.counted(looked.found, lang),
        older=_address(asked, state, more) if more else "",
        head=head.seq if head else 0,
    )


@router.post("/oversight/search")
def masked_search(
    request: Request,
    q: Annotated[str, Form(max_length=2000)] = "",
    state: Annotated[str, Form(max_length=20)] = "",
    agent: CurrentAgent = require(TRANSCRIPTS),
) -> Response:
    """Mask what was typed and go to its page: no number ever stands in an address, a history or a proxy's log."""
    _known_state(state)
    parts = parts_of(request)
    asked = ask(q, parts)
    return RedirectResponse(_address(asked, state, None), 303)


@router.get("/oversight/c/{conversation_id}")
def conversation(
    request: Request, conversation_id: str, agent: CurrentAgent = require(TRANSCRIPTS)
) -> Response:
    """One masked transcript, what is known of it, and its audit trail."""
    parts, lang = parts_of(request), language_of(request)
    store, vault = parts.get(Store), parts.get(Vault)
    with store.reading() as s:
        conversations.conversation(s, conversation_id)
        into = conversations.merged_into(s, conversation_id)
    if into is not None:
        return RedirectResponse(f"/oversight/c/{into}", 303)
    with audited_read(store, Verb.TRANSCRIPT_READ, actor_of(agent), conversation_id, conversation_id) as s:
        found = conversations.conversation(s, conversation_id)
        messages = conversations.thread(s, vault, conversation_id, limit=MOST_MESSAGES)
        events = audit.events(s, conversation=conversation_id, limit=MOST_EVENTS)
        checked = proofs(s, events.items)
        masked = values(s, conversation_id, found.channel, lang)
    return render(
        request,
        "oversight/conversation.html",
        c=found,
        messages=[
            (m, *words.happened(m, lang), _line(m, lang), words.sources(m.meta.get("sources"), lang))
            for m in messages
        ],
        rungs=words.RUNGS,
        states=words.STATES,
        tones=words.STATE_TONES,
        channels=words.CHANNELS,
        authors=words.AUTHORS,
        reasons=reasons(found.handoff_reason, lang),
        values=masked,
        events=events.items[::-1],
        earlier=events.next_before is not None,
        proofs=checked,
        verbs=words.verbs(lang),
    )


@router.get("/oversight/audit")
def trail(
    request: Request,
    verb: Annotated[str, Query(max_length=60)] = "",
    conversation: Annotated[str, Query(max_length=26)] = "",
    before: Place = None,
    agent: CurrentAgent = require(TRAIL),
) -> Response:
    """The chain, newest first."""
    return _trail(request, agent, verb, conversation, before, None)


@router.post("/oversight/audit/verify")
def verify(request: Request, agent: CurrentAgent = require(Permission("audit.verify"))) -> Response:
    """Walk the whole chain now; the walk and its outcome are recorded."""
    walked = walk(parts_of(request), actor_of(agent))
    if request.headers.get("hx-request"):
        return render(request, "oversight/_verified.html", walked=walked, head=walked.result.count)
    return _trail(request, agent, "", "", None, walked)


def _trail(
    request: Request,
    agent: CurrentAgent,
    verb: str,
    conversation: str,
    before: int | None,
    walked: Walk | None,
) -> Response:
    wanted = _verb(verb)
    if conversation and not is_id(conversation):
        raise BadInput("会话编号的格式不对。", "That is not the id of a conversation.")
    details: dict[str, Any] = {"filter": verb} if verb else {}
    if before is not None:
        details["earlier"] = True
    with audited_read(
        parts_of(request).get(Store),
        Verb.AUDIT_READ,
        actor_of(agent),
        conversation or "audit",
        **details,
    ) as s:
        head = audit.head(s)
        page = audit.events(s, verb=wanted, conversation=conversation or None, before=before, limit=ON_PAGE)
        checked = proofs(s, page.items)
    asked = {"verb": verb, "conversation": conversation, "before": page.next_before}
    kept = {name: value for name, value in asked.items() if value}
    return render(
        request,
        "oversight/audit.html",
        events=page.items,
        proofs=checked,
        verbs=words.verbs(language_of(request)),
        authors=words.AUTHORS,
        named=named,
        verb=verb,
        conversation=conversation,
        head=head.seq if head else 0,
        walked=walked,
        older=f"/oversight/audit?{urlencode(kept)}" if page.next_before else "",
    )


def _looked_up(
    request: Request, asked: Asked, before: int | None
) -> tuple[list[int] | None, bool, dict[str, Any]]:
    """Ordinals to read, whether the index had more, and what the audit keeps: salted hashes and the count.

    `before` comes from the address, where anybody can type any number: kept is only that an earlier page was asked for.
    """
    page: dict[str, Any] = {} if before is None else {"earlier": True}
    if not asked.text:
        return None, False, page
    parts = parts_of(request)
    ordinals, cut = findings.matches(parts.get(SearchIndex), asked.text, before)
    with parts.get(Store).reading() as s:
        query = traces(s, parts.get(Vault), asked, ordinals)
    return ordinals, cut, {**page, "query": query, "hits": len(ordinals)}


def _shown(s: ReadSession, asked: Asked) -> dict[str, str]:
    """How the tokens of the search are shown: by what was typed now, else as first seen in a conversation."""
    wanted = {token.token_id for token in tokens_in(asked.text)} - asked.displays.keys()
    known = s.execute(select(Entity.token_id, Entity.display).where(Entity.token_id.in_(wanted)).limit(50))
    policy = s.store.policies.of()
    found = {**{row.token_id: row.display for row in known}, **asked.displays}
    return {token_id: shown(policy, token_id, display) for token_id, display in found.items()}


def _line(view: Any, lang: str) -> str:
    return words.event_line(view, lang) if view.kind == "event" else ""


def _address(asked: Asked, state: str, before: int | None) -> str:
    """The address of a page of results."""
    kept = {"q": str(asked.text), "state": state, "before": before}
    return (
        "/oversight?" + urlencode({k: v for k, v in kept.items() if v})
        if any(kept.values())
        else "/oversight"
    )


def _verb(name: str) -> Verb | None:
    try:
        return Verb(name) if name else None
    except ValueError:
        raise BadInput(
            "没有这种行为，请从列表中选择。", "There is no such act; choose one of the list."
        ) from None


def _known_state(state: str) -> None:
    if state and state not in words.STATES:
        raise BadInput("没有这种状态，请从列表中选择。", "There is no such state; choose one of the list.")
