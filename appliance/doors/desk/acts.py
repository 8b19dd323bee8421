"""What is done at the desk: write, take, pass on, put aside, tag, end. Who comes second reads who was first (409)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from appliance.core.accounts.permissions import Permission, may
from appliance.core.kit import clock
from appliance.core.kit.actors import Actor
from appliance.core.kit.errors import BadInput, Conflict, NotFound, NotPermitted
from appliance.core.masking.engine import Masked, Masker
from appliance.core.masking.text import RawText
from appliance.core.store.session import ReadSession, Store, WriteSession
from appliance.core.vault.vault import Vault
from appliance.doors.channels.plain import plain, says_nothing
from appliance.doors.desk import people
from appliance.doors.web.depends import CurrentAgent, actor_of, parts_of, require
from appliance.doors.web.render import render
from appliance.service.conversations import actions as conversations
from appliance.service.conversations import closings, marks, queries, recent
from appliance.service.routing import actions as routing

router = APIRouter()
DESK = Permission("desk.use")
LEAD = Permission("desk.lead")
LONGEST = 4000
CHANGED = {"HX-Trigger": "desk:changed"}
DROPPED = {"X-Kefu-Dropped": "secret"}

Move = Callable[[WriteSession, str, Actor], Any]
MOVES: dict[str, Move] = {
    "claim": routing.claim,
    "give-back": routing.give_back,
    "close": routing.close,
    "reopen": routing.reopen,
}


@router.post("/desk/c/{conversation_id}/messages")
def write(
    request: Request,
    conversation_id: str,
    text: Annotated[str, Form()] = "",
    client_id: Annotated[str, Form(max_length=64)] = "",
    note: Annotated[str, Form(max_length=1)] = "",
    whisper: Annotated[str, Form(max_length=1)] = "",
    read_to: Annotated[int | None, Form()] = None,
    agent: CurrentAgent = require(DESK),
) -> Response:
    """Write to the visitor, or a note among colleagues. 204 means stored; the same client id again changes nothing.

    A password or code in it is thrown away before anything is written, as a visitor's is; the answer's header says so. With
    `read_to`, a reply is not sent when the visitor has written since that number.
    """
    store, vault = parts_of(request).get(Store), parts_of(request).get(Vault)
    with store.reading() as s:
        called = people.called(s, text) if note else []
        to = _whisper_to(s, conversation_id, agent) if note and whisper else None
    masked = mask(
        request, conversation_id, text, agent, {one.name for one in [*called, *([to] if to else [])]}
    )
    with store.writing() as s:
        if note:
            conversations.post_note(
                s, vault, conversation_id, actor_of(agent), masked, client_id, mentions=called, whisper_to=to
            )
        else:
            conversations.post_agent_message(
                s, vault, conversation_id, actor_of(agent), masked, client_id, read_to=read_to
            )
    return _done(masked)


@router.get("/desk/c/{conversation_id}/transfer")
def to_whom(request: Request, conversation_id: str, agent: CurrentAgent = require(DESK)) -> Response:
    """Colleagues to pass a conversation on to, those with room first."""
    with parts_of(request).get(Store).reading() as s:
        queries.conversation(s, conversation_id)
        found, teams = people.colleagues(s, without=agent.id), people.teams(s)
    return render(
        request, "desk/_transfer.html", conversation_id=conversation_id, colleagues=found, teams=teams
    )


@router.post("/desk/c/{conversation_id}/transfer")
def transfer(
    request: Request,
    conversation_id: str,
    to: Annotated[str, Form(max_length=40)],
    text: Annotated[str, Form()] = "",
    client_id: Annotated[str, Form(max_length=64)] = "",
    agent: CurrentAgent = require(DESK),
) -> Response:
    """Pass a conversation on to a colleague, to a team ("team:" and its id) or back to the queue ("queue"), with a note that
    only colleagues read."""
    store, vault = parts_of(request).get(Store), parts_of(request).get(Vault)
    masked = mask(request, conversation_id, text, agent) if text.strip() else None
    with store.writing() as s:
        if to.startswith("team:"):
            routing.transfer_to_team(s, conversation_id, actor_of(agent), to.removeprefix("team:"))
        else:
            routing.transfer(s, conversation_id, actor_of(agent), None if to == "queue" else to)
        if masked is not None:
            mentions = [people.actor(s, to)] if to != "queue" and not to.startswith("team:") else []
            key = client_id or f"transfer-{conversation_id}-{queries.version(s, conversation_id)[1]}"
            conversations.post_note(
                s, vault, conversation_id, actor_of(agent), masked, key, mentions=mentions
            )
    return _done(masked)


@router.post("/desk/c/{conversation_id}/tags")
def tag(
    request: Request,
    conversation_id: str,
    name: Annotated[str, Form(max_length=60)],
    off: Annotated[str, Form(max_length=1)] = "",
    agent: CurrentAgent = require(DESK),
) -> Response:
    """Put a tag on, or take it off."""
    parts = parts_of(request)
    masked = parts.get(Masker).mask(plain(RawText(name.strip())), hasher=parts.get(Vault).value_hash)
    with parts.get(Store).writing() as s:
        conversations.tag(s, conversation_id, masked, actor=actor_of(agent), on=not off)
    return _done()


@router.post("/desk/c/{conversation_id}/snooze/{how}")
def snooze(request: Request, conversation_id: str, how: str, agent: CurrentAgent = require(DESK)) -> Response:
    """Put aside for a quarter of an hour, an hour, or until nine o'clock tomorrow."""
    until = marks.later(how, clock.now())
    with parts_of(request).get(Store).writing() as s:
        conversations.snooze(s, conversation_id, actor_of(agent), until)
    return _done()


@router.post("/desk/c/{conversation_id}/close/{reason}")
def close(
    request: Request, conversation_id: str, reason: str, agent: CurrentAgent = require(DESK)
) -> Response:
    """End a conversation for a reason other than that it is resolved."""
    closings.check(reason)
    with parts_of(request).get(Store).writing() as s:
        routing.close(s, conversation_id, actor_of(agent), reason)
    return _done()


@router.post("/desk/c/{conversation_id}/{move}")
def act(request: Request, conversation_id: str, move: str, agent: CurrentAgent = require(DESK)) -> Response:
    """Claim, give back, close or reopen. Who comes second reads who was first (409)."""
    if move not in MOVES:
        raise NotFound("没有这个操作。", "There is no such action.")
    with parts_of(request).get(Store).writing() as s:
        MOVES[move](s, conversation_id, actor_of(agent))
    return _done()


def mask(
    request: Request, conversation_id: str, text: str, agent: CurrentAgent, names: set[str] | None = None
) -> Masked:
    """What an agent wrote, masked as a visitor's words are, with the turns before it. `names` are colleagues' who stay.

    Raises `BadInput` for an empty or too long text, `NoConversation`.
    """
    if not text.strip():
        raise BadInput("消息是空的，请写点内容再发送。", "The message is empty; write something first.")
    if len(text) > LONGEST:
        raise BadInput(
            f"消息超过 {LONGEST} 字，请分几条发送。",
            f"The message is longer than {LONGEST} characters; send it in parts.",
        )
    parts = parts_of(request)
    vault = parts.get(Vault)
    words = plain(RawText(text.strip()))
    if says_nothing(words):
        raise BadInput("消息是空的，请写点内容再发送。", "The message is empty; write something first.")
    with parts.get(Store).reading() as s:
        channel = queries.conversation(s, conversation_id).channel
        before = [said.turn for said in recent.in_conversation(s, vault, conversation_id)]
    # An agent introduces herself by the name the visitor sees anyway.
    own = {agent.name, *(names or ())}
    return parts.get(Masker).mask(
        words, hasher=vault.value_hash, context=before, own_names=own, channel=channel
    )


def _whisper_to(s: ReadSession, conversation_id: str, agent: CurrentAgent) -> Actor:
    """The agent in charge, to whom a lead whispers."""
    if not may(agent.role, LEAD):
        raise NotPermitted("只有班组长可以发悄悄话。", "Only a team lead can whisper.")
    row = queries.conversation(s, conversation_id)
    if row.agent_id is None or row.state != "human":
        raise Conflict(
            "这个会话现在没有接待人，请改写内部备注。",
            "Nobody is in charge of this conversation now; write a note instead.",
        )
    return Actor("agent", row.agent_id, row.agent_name)


def _done(masked: Masked | None = None) -> Response:
    dropped = DROPPED if masked is not None and masked.dropped else {}
    return Response(status_code=204, headers={**CHANGED, **dropped})
