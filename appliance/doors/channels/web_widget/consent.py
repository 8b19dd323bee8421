"""The notice in the window: what it says, agreeing to it, taking that back."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from appliance.core.store.session import ReadSession, Store
from appliance.core.vault.vault import Vault
from appliance.doors.channels.web_widget.adapter import NAME
from appliance.doors.channels.web_widget.visitors import Given, Held, agreeing, reader, writer
from appliance.doors.web.language import language_of
from appliance.doors.web.limits import visitor_rate
from appliance.service.consent import actions, queries
from appliance.service.contacts import queries as contacts
from appliance.service.conversations import withdrawal

router = APIRouter()


class Agreed(BaseModel):
    number: int


def standing(s: ReadSession, who: str) -> str:
    """ "" where nobody is asked, else "needed" or "given"."""
    if not queries.asks(s):
        return ""
    return "needed" if queries.needed(s, NAME, contacts.contact_id(s, NAME, who)) else "given"


@router.get("/widget/api/notice")
def notice(request: Request, parts: Held, given: Given) -> JSONResponse:
    """The version that holds (number 0: none), and since when this visitor has agreed to it ("" if they have not)."""
    who = reader(parts, given)
    with parts.get(Store).reading() as s:
        holds = queries.current(s)
        if holds is None:
            return JSONResponse({"number": 0, "text": "", "published_at": "", "agreed_at": ""})
        contact = contacts.contact_id(s, NAME, who)
        since = ""
        if contact is not None and not queries.needed(s, NAME, contact):
            since = queries.of_contact(s, contact)[0].given_at.isoformat()
        said: dict[str, Any] = {
            "number": holds.number,
            "text": holds.body_en if language_of(request) == "en" else holds.body_zh,
            "published_at": holds.published_at.isoformat(),
            "agreed_at": since,
        }
    return JSONResponse(said)


@router.post("/widget/api/consent", dependencies=[Depends(visitor_rate)])
def agree(body: Agreed, parts: Held, given: Given) -> JSONResponse:
    """Agree to the version that was shown. 409 when another one holds by now."""
    who = agreeing(parts, given)
    with parts.get(Store).writing() as s:
        actions.give(s, parts.get(Vault), NAME, who, body.number)
    return JSONResponse({"agreed": body.number})


@router.post("/widget/api/consent/withdraw", dependencies=[Depends(visitor_rate)])
def withdraw(parts: Held, given: Given) -> JSONResponse:
    """Take it back: the conversation ends, and nothing more is processed."""
    who = writer(parts, given)
    with parts.get(Store).writing() as s:
        return JSONResponse({"withdrawn": withdrawal.withdraw(s, NAME, who)})
