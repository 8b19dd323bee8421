"""The widget's doors: a session, messages both ways, and the live feed. What the page itself is made of is in `frame`."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from pydantic import BaseModel, Field

from appliance.core.kit.errors import ApplianceError
from appliance.core.kit.parts import Parts
from appliance.core.masking.text import RawText
from appliance.core.store.session import ReadSession, Store
from appliance.core.vault.vault import Vault
from appliance.doors.channels.adapter import InboundMessage
from appliance.doors.channels.inbound import Entrance
from appliance.doors.channels.web_widget import cites, consent, files, frame, token, window
from appliance.doors.channels.web_widget.adapter import NAME
from appliance.doors.channels.web_widget.visitors import (
    Credentials,
    Given,
    Held,
    credentials_of,
    reader,
    reads_as,
    writer,
)
from appliance.doors.web.csrf import same_site
from appliance.doors.web.depends import parts_of, public
from appliance.doors.web.error_pages import misread
from appliance.doors.web.limits import visitor_rate
from appliance.doors.web.live import Signals
from appliance.doors.web.render import language_of, render
from appliance.doors.web.straight import body_of, in_thread, in_turn, straight
from appliance.service.conversations.actions import Received
from appliance.service.inboxes import queries as inboxes
from appliance.service.inboxes.tables import MAIN

router = APIRouter(dependencies=[Depends(public), Depends(same_site)])
router.include_router(frame.router)
router.include_router(frame.pictures)
router.include_router(consent.router)
router.include_router(files.router)


LONGEST_NUMBER = 12  # digits of a message's number
FEW = 12  # messages that a window may be behind to be told in the act that takes its own


class NewSession(BaseModel):
    inbox: str = Field(MAIN, max_length=32)
    lang: str = "zh"


class Written(BaseModel):
    client_id: str = Field(min_length=8, max_length=64, pattern=r"^[0-9A-Za-z-]+$")
    text: str
    lang: str = "zh"
    after: int | None = Field(None, ge=0, lt=10**LONGEST_NUMBER)


class Pressed(BaseModel):
    client_id: str = Field(min_length=8, max_length=64, pattern=r"^[0-9A-Za-z-]+$")
    lang: str = "zh"


class Opinion(BaseModel):
    score: int = Field(ge=1, le=5)
    word: str = ""


def _lang(value: str) -> str:
    return "en" if value.lower().startswith("en") else "zh"


@router.post("/widget/api/session")
def session(body: NewSession, parts: Held) -> dict[str, str]:
    """A token for a visitor who has none; it holds in this inbox only."""
    with parts.get(Store).reading() as s:
        inbox = inboxes.inbox(s, body.inbox)
    return {"token": token.issue(parts.get(Vault), inbox.name)}


@straight(router, "POST", "/widget/api/messages", public, same_site, visitor_rate)
async def post_message(request: Request) -> Response:
    """Take one message. 200 means stored; the same client id again gives the same answer.

    With `after` the answer has `now`: what `messages` would say after that number, so that the window need not ask."""
    body, given = await body_of(request, Written), credentials_of(request)
    return JSONResponse(await in_turn(_take, parts_of(request), given, body, language_of(request)))


def _take(parts: Parts, given: Credentials, body: Written, lang: str) -> dict[str, Any]:
    who, vault, after = writer(parts, given), parts.get(Vault), body.after
    now: dict[str, Any] = {}

    def look(s: ReadSession, received: Received) -> None:
        # A window that is far behind reads for long: not while others wait to write.
        if after is not None and received.seq - after <= FEW:
            with suppress(Exception):  # the message is taken, whatever can be read just now
                now.update(window.seen(s, vault, who, after, lang))

    received = parts.get(Entrance).receive(
        InboundMessage(NAME, who, body.client_id, RawText(body.text), _lang(body.lang)), look
    )
    if after is not None and not now:
        with suppress(ApplianceError), parts.get(Store).reading() as s:
            now = window.seen(s, vault, who, after, lang)
    return {**_taken(received), **({"now": now} if now else {})}


@router.post("/widget/api/person", dependencies=[Depends(visitor_rate)])
def ask_for_person(body: Pressed, parts: Held, given: Given) -> JSONResponse:
    """Ask for a person: in the queue by the time this answers."""
    who = writer(parts, given)
    received = parts.get(Entrance).ask_for_person(NAME, who, body.client_id, _lang(body.lang))
    return JSONResponse(_taken(received))


@router.post("/widget/api/ai", dependencies=[Depends(visitor_rate)])
def go_on_with_ai(parts: Held, given: Given) -> JSONResponse:
    """Leave the queue and go on with the AI; a person who came first stays."""
    return JSONResponse({"state": parts.get(Entrance).go_on_with_ai(NAME, writer(parts, given))})


@router.post("/widget/api/rating", dependencies=[Depends(visitor_rate)])
def rate(body: Opinion, parts: Held, given: Given) -> JSONResponse:
    """What the visitor thinks of a conversation that has ended: 1 to 5, and a word that is masked like any other."""
    parts.get(Entrance).rate(NAME, writer(parts, given), body.score, body.word)
    return JSONResponse({"rated": body.score})


def _taken(received: Received) -> dict[str, Any]:
    return {"message_id": received.message_id, "seq": received.seq, "duplicate": received.duplicate}


@straight(router, "GET", "/widget/api/messages", public, same_site)
async def messages(request: Request) -> Response:
    """What follows the visitor's last number, and what is happening now (`window.seen`)."""
    given, after = credentials_of(request), request.query_params.get("after", "0")
    if not after.isascii() or not after.isdigit() or len(after) > LONGEST_NUMBER:
        raise misread(["after"])
    return JSONResponse(await in_thread(_look, parts_of(request), given, int(after), language_of(request)))


def _look(parts: Parts, given: Credentials, after: int, lang: str) -> dict[str, Any]:
    vault = parts.get(Vault)
    with parts.get(Store).reading() as s:
        return window.seen(s, vault, reads_as(s, vault, given), after, lang)


@router.get("/widget/source/{given}", response_class=HTMLResponse, dependencies=[Depends(visitor_rate)])
def source(request: Request, parts: Held, given: str, lang: str = "") -> Response:
    """The passage that an answer rests on, marked where it stands. For whoever holds the link."""
    with parts.get(Store).reading() as s:
        found = cites.opened(s, parts.get(Vault), given)
    return render(request, "channels/source.html", lang=frame.spoken(request, lang), cited=found)


@straight(router, "GET", "/widget/api/stream", public, same_site)
async def stream(request: Request) -> Response:
    """Says “there is more” for this visitor's conversation; the words come from `messages`."""
    parts, given = parts_of(request), credentials_of(request)
    who = await in_thread(reader, parts, given)
    return parts.get(Signals).response(request, channel_key=f"{NAME}:{who}")
