"""What is held of a contact, and asking for it to be erased or kept. Counts only; every look is recorded first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import select

from appliance.core.accounts.permissions import Permission
from appliance.core.accounts.queries import CurrentAgent
from appliance.core.audit.reads import audited_read
from appliance.core.audit.verbs import Verb
from appliance.core.kit import clock
from appliance.core.kit.errors import ApplianceError, BadInput
from appliance.core.kit.ids import is_id
from appliance.core.settings import Settings
from appliance.core.store.search_index import SearchIndex
from appliance.core.store.session import ReadSession, Store
from appliance.core.vault import copies
from appliance.core.vault.ledger import BadLedger
from appliance.core.vault.vault import Vault
from appliance.doors.oversight import findings, words
from appliance.doors.oversight.asked import CODE, Asked, ask, traces
from appliance.doors.oversight.subject_words import CAUSES, GROUNDS, STANDINGS, STATES
from appliance.doors.web.depends import actor_of, parts_of, require
from appliance.doors.web.reasons import masked_reason
from appliance.doors.web.render import render
from appliance.governance.compliance import holdings, legal_hold, requests
from appliance.governance.compliance.errors import NoContact
from appliance.governance.compliance.grounds import Cause, Ground
from appliance.governance.compliance.holdings import Candidate
from appliance.service.conversations.tables import Message

router = APIRouter()

MANAGE = Permission("subjects.manage")
_MOST_LOOKED_AT = 500


@router.get("/oversight/contacts")
def page(
    request: Request,
    q: Annotated[str, Query(max_length=2000)] = "",
    agent: CurrentAgent = require(MANAGE),
) -> Response:
    """Requests for erasure, and a way to find whose data is asked for."""
    parts = parts_of(request)
    store, vault = parts.get(Store), parts.get(Vault)
    asked = ask(q, parts)
    found: list[Candidate] = []
    if asked.text:
        ordinals, _ = findings.matches(parts.get(SearchIndex), asked.text, None)
        with store.reading() as s:
            query = traces(s, vault, asked, ordinals)
        with audited_read(
            store, Verb.TRANSCRIPT_SEARCHED, actor_of(agent), "contacts", query=query, hits=len(ordinals)
        ) as s:
            found = _candidates(s, asked, ordinals)
    with store.reading() as s:
        listed = requests.listed(s)
    return render(
        request,
        "oversight/contacts.html",
        q=str(asked.text),
        asked=asked,
        found=found,
        requests=listed,
        states=STATES,
        grounds=GROUNDS,
    )


@router.post("/oversight/contacts")
def find(
    request: Request,
    q: Annotated[str, Form(max_length=2000)] = "",
    agent: CurrentAgent = require(MANAGE),
) -> Response:
    """Mask what was typed and go to its page: no number ever stands in an address."""
    parts = parts_of(request)
    asked = ask(q, parts)
    kept = urlencode({"q": str(asked.text)}) if asked.text else ""
    return RedirectResponse(f"/oversight/contacts?{kept}" if kept else "/oversight/contacts", 303)


@router.get("/oversight/contacts/{contact_id}")
def contact(request: Request, contact_id: str, agent: CurrentAgent = require(MANAGE)) -> Response:
    """What is held, where copies of the keys lie, and what may be asked for."""
    parts = parts_of(request)
    store = parts.get(Store)
    if not is_id(contact_id):
        raise NoContact
    with store.reading() as s:
        holdings.holdings(s, contact_id)
    with audited_read(store, Verb.CONTACT_READ, actor_of(agent), contact_id) as s:
        held = holdings.holdings(s, contact_id)
        asked = requests.one(s, held.erasure.id) if held.erasure is not None else None
    wrong: ApplianceError | None = None
    seen: list[copies.Seen] = []
    try:
        seen = copies.look(parts.get(Vault))
    except (copies.BadRegister, BadLedger) as problem:
        wrong = problem
    today = clock.now().astimezone()
    return render(
        request,
        "oversight/contact.html",
        held=held,
        asked=asked,
        states=STATES,
        conversation_states=words.STATES,
        channels=words.CHANNELS,
        grounds=GROUNDS,
        causes=CAUSES,
        copies=seen,
        copies_wrong=wrong,
        standings=STANDINGS,
        days=parts.get(Settings).keyring_copy_days,
        due_days=requests.DUE.days,
        today=f"{today:%Y-%m-%d}",
        earliest=f"{today - timedelta(days=3650):%Y-%m-%d}",
    )


@router.post("/oversight/contacts/{contact_id}/erasure")
def ask_erasure(
    request: Request,
    contact_id: str,
    ground: Annotated[str, Form(max_length=20)] = "",
    received: Annotated[str, Form(max_length=10)] = "",
    reason: Annotated[str, Form(max_length=500)] = "",
    agent: CurrentAgent = require(MANAGE),
) -> Response:
    """File a request. The reason is masked before it is kept, and goes with the contact."""
    if ground not in list(Ground):
        raise BadInput("请选择删除的法定情形。", "Choose the ground on which to erase.")
    parts = parts_of(request)
    masked = masked_reason(parts, reason)
    with parts.get(Store).writing() as s:
        made = requests.ask(
            s,
            contact_id,
            Ground(ground),
            reason=masked,
            received_at=_day(received),
            by=actor_of(agent),
            role=agent.role.value,
        )
    return RedirectResponse(f"/oversight/contacts/erasures/{made.id}", 303)


@router.post("/oversight/contacts/{contact_id}/hold")
def hold(
    request: Request,
    contact_id: str,
    cause: Annotated[str, Form(max_length=20)] = "",
    agent: CurrentAgent = require(MANAGE),
) -> Response:
    """Keep a contact's data: nothing of it is erased while the hold stands."""
    if cause not in list(Cause):
        raise BadInput("请选择保全的原因。", "Choose why the data must be kept.")
    with parts_of(request).get(Store).writing() as s:
        legal_hold.place(s, contact_id, Cause(cause), by=actor_of(agent))
    return RedirectResponse(f"/oversight/contacts/{contact_id}", 303)


@router.post("/oversight/contacts/{contact_id}/release")
def release(request: Request, contact_id: str, agent: CurrentAgent = require(MANAGE)) -> Response:
    """End the hold."""
    with parts_of(request).get(Store).writing() as s:
        legal_hold.lift(s, contact_id, by=actor_of(agent))
    return RedirectResponse(f"/oversight/contacts/{contact_id}", 303)


def _candidates(s: ReadSession, asked: Asked, ordinals: list[int]) -> list[Candidate]:
    """By code first, since a code is what a customer is asked for; then whoever wrote or heard the words."""
    typed = str(asked.text)
    by_code = holdings.by_code(s, typed) if CODE.fullmatch(typed) else []
    of = select(Message.conversation_id).where(Message.ordinal.in_(ordinals[:_MOST_LOOKED_AT])).distinct()
    by_words = holdings.by_conversations(s, s.scalars(of).all()) if ordinals else []
    known = {one.contact_id for one in by_code}
    return [*by_code, *(one for one in by_words if one.contact_id not in known)]


def _day(typed: str) -> datetime | None:
    """The start of that day here; None for today, so that a request filed now is not in the future."""
    if not typed:
        return None
    try:
        day = datetime.strptime(typed, "%Y-%m-%d").astimezone()
    except ValueError:
        raise BadInput("日期无效，请重新选择。", "That is no date; choose it again.") from None
    return day.astimezone(UTC)
