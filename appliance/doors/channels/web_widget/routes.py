"""The widget's doors: a session, messages both ways, and the live feed. What the page itself is made of is in `frame`."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, JSONResponse, Response
from pydantic import BaseModel, Field

from appliance.core.masking.text import RawText
from appliance.core.store.session import Store
from appliance.core.vault.vault import Vault
from appliance.doors.channels.adapter import InboundMessage
from appliance.doors.channels.inbound import Entrance
from appliance.doors.channels.web_widget import cites, consent, files, frame, token, views
from appliance.doors.channels.web_widget.adapter import NAME
from appliance.doors.channels.web_widget.visitors import Given, Held, reader, writer
from appliance.doors.web.csrf import same_site
from appliance.doors.web.depends import public
from appliance.doors.web.limits import visitor_rate
from appliance.doors.web.live import Signals
from appliance.doors.web.render import language_of, render
from appliance.service.conversations import closings, queries, recent
from appliance.service.conversations.actions import Received
from appliance.service.conversations.views import row_of
from appliance.service.inboxes import queries as inboxes
from appliance.service.inboxes.tables import MAIN
from appliance.service.routing import queue, wait

router = APIRouter(dependencies=[Depends(public), Depends(same_site)])
router.include_router(frame.router)
router.include_router(consent.router)
router.include_router(files.router)


class NewSession(BaseModel):
    inbox: str = Field(MAIN, max_length=32)
    lang: str = "zh"


class Written(BaseModel):
    client_id: str = Field(min_length=8, max_length=64, pattern=r"^[0-9A-Za-z-]+$")
    text: str
    lang: str = "zh"


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


@router.post("/widget/api/messages", dependencies=[Depends(visitor_rate)])
def post_message(body: Written, parts: Held, given: Given) -> JSONResponse:
    """Take one message. 200 means stored; the same client id again gives the same answer."""
    who = writer(parts, given)
    received = parts.get(Entrance).receive(
        InboundMessage(NAME, who, body.client_id, RawText(body.text), _lang(body.lang))
    )
    return _taken(received)


@router.post("/widget/api/person", dependencies=[Depends(visitor_rate)])
def ask_for_person(body: Pressed, parts: Held, given: Given) -> JSONResponse:
    """Ask for a person: in the queue by the time this answers."""
    received = parts.get(Entrance).ask_for_person(
        NAME, writer(parts, given), body.client_id, _lang(body.lang)
    )
    return _taken(received)


@router.post("/widget/api/ai", dependencies=[Depends(visitor_rate)])
def go_on_with_ai(parts: Held, given: Given) -> JSONResponse:
    """Leave the queue and go on with the AI; a person who came first stays."""
    return JSONResponse({"state": parts.get(Entrance).go_on_with_ai(NAME, writer(parts, given))})


@router.post("/widget/api/rating", dependencies=[Depends(visitor_rate)])
def rate(body: Opinion, parts: Held, given: Given) -> JSONResponse:
    """What the visitor thinks of a conversation that has ended: 1 to 5, and a word that is masked like any other."""
    parts.get(Entrance).rate(NAME, writer(parts, given), body.score, body.word)
    return JSONResponse({"rated": body.score})


def _taken(received: Received) -> JSONResponse:
    # Made here: the framework would check a plain value in a thread of its own.
    return JSONResponse(
        {"message_id": received.message_id, "seq": received.seq, "duplicate": received.duplicate}
    )


@router.get("/widget/api/messages")
def messages(
    request: Request,
    parts: Held,
    given: Given,
    after: int = 0,
) -> JSONResponse:
    """What follows the visitor's last number, and what is happening now. When `remasked` has changed, earlier messages read
    otherwise than before: ask again from the beginning. When `code` has changed, numbers begin anew."""
    lang, who = language_of(request), reader(parts, given)
    store, vault = parts.get(Store), parts.get(Vault)
    with store.reading() as s:
        row = queries.newest_of(s, NAME, who)
        agreed = consent.standing(s, who)
        if row is None:
            return JSONResponse(
                {
                    "messages": [],
                    "consent": agreed,
                    "state": "new",
                    "thinking": False,
                    "headline": "",
                    "remasked": 0,
                }
            )
        found = row_of(row)
        thread = queries.seen_by_visitor(s, vault, row, after)
        again = recent.remasked(s, found.id)
        ended = closings.last(s, found.id) if found.state == "closed" else None
        asks = ended is not None and ended.score is None and agreed != "needed"
        place = queue.place(s, found.id) if found.state == "queued" else 0
        minutes = wait.minutes(s, found.id) if place else None
        agent = found.agent_name if found.state == "human" else ""
    return JSONResponse(
        {
            "messages": [views.message(vault, view, lang) for view in thread],
            "consent": agreed,
            "state": found.state,
            "rate": asks,
            "thinking": found.awaits_ai,
            "remasked": again,
            "code": found.code,
            "headline": views.headline(found.state, lang, place=place or 0, minutes=minutes, agent=agent),
            "place": place or None,
            "wait_minutes": minutes,
        }
    )


@router.get("/widget/source/{given}", response_class=HTMLResponse, dependencies=[Depends(visitor_rate)])
def source(request: Request, parts: Held, given: str, lang: str = "") -> Response:
    """The passage that an answer rests on, marked where it stands. For whoever holds the link."""
    with parts.get(Store).reading() as s:
        found = cites.opened(s, parts.get(Vault), given)
    return render(request, "channels/source.html", lang=frame.spoken(request, lang), cited=found)


@router.get("/widget/api/stream")
async def stream(request: Request, parts: Held, given: Given) -> Response:
    """Says “there is more” for this visitor's conversation; the words come from `messages`."""
    who = await run_in_threadpool(reader, parts, given)
    return parts.get(Signals).response(request, channel_key=f"{NAME}:{who}")
