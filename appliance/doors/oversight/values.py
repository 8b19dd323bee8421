"""One masked value of a conversation: what found it, and the way to its original. The raw text never stands here unasked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from appliance.core.accounts.permissions import Permission
from appliance.core.accounts.queries import CurrentAgent
from appliance.core.approvals import actions as approvals
from appliance.core.approvals.errors import WrongRole
from appliance.core.approvals.kinds import REVEAL
from appliance.core.audit.reads import live_read
from appliance.core.entities import queries as entities
from appliance.core.entities.tables import Entity
from appliance.core.kit.errors import NotFound
from appliance.core.masking.reasons import reason
from appliance.core.masking.show import shown
from appliance.core.store.session import ReadSession, Store
from appliance.core.vault.vault import Vault
from appliance.doors.web.depends import actor_of, parts_of, require
from appliance.doors.web.language import language_of
from appliance.doors.web.reasons import masked_reason
from appliance.doors.web.render import render
from appliance.governance.compliance import reveal
from appliance.governance.compliance.reveal import Revealed
from appliance.service.conversations import queries as conversations

router = APIRouter()

READ = Permission("transcripts.read")
ASK = Permission("reveal.ask")
CHANGED = {"HX-Trigger": "approvals:changed"}


@dataclass(frozen=True)
class Value:
    """A masked value as the officer's list shows it: never the original."""

    token_id: str
    kind: str
    shown: str
    recognizer: str
    rule: str


def values(s: ReadSession, conversation_id: str, channel: str, lang: str) -> list[Value]:
    """Every value of a conversation, oldest first."""
    policy = s.store.policies.of(channel)
    return [
        Value(row.token_id, row.kind, shown(policy, row.token_id, row.display), *reason(row.found_by, lang))
        for row in entities.of_conversation(s, conversation_id)
    ]


@router.get("/oversight/c/{conversation_id}/values/{token_id}")
def value(
    request: Request, conversation_id: str, token_id: str, agent: CurrentAgent = require(READ)
) -> Response:
    """What is known of one value, and how a request for its original stands."""
    return _shown(request, conversation_id, token_id, agent)


@router.post("/oversight/c/{conversation_id}/values/{token_id}")
def ask(
    request: Request,
    conversation_id: str,
    token_id: str,
    reason: Annotated[str, Form(max_length=500)] = "",
    agent: CurrentAgent = require(ASK),
) -> Response:
    """Ask a second person for the original. The reason is masked before it is kept."""
    parts = parts_of(request)
    masked = masked_reason(parts, reason)
    with parts.get(Store).writing() as s:
        reveal.ask(s, conversation_id, token_id, by=actor_of(agent), role=agent.role.value, reason=masked)
    return _after(request, conversation_id, token_id, agent)


@router.post("/oversight/reveals/{approval_id}")
def view(request: Request, approval_id: str, agent: CurrentAgent = require(ASK)) -> Response:
    """One look at the original, recorded before it is opened. `Headers` keeps the answer out of every cache."""
    parts = parts_of(request)
    found = reveal.view(parts.get(Store), parts.get(Vault), approval_id, by=actor_of(agent))
    return _shown(request, found.conversation_id, found.token_id, agent, found)


@router.post("/oversight/reveals/{approval_id}/withdraw")
def withdraw(request: Request, approval_id: str, agent: CurrentAgent = require(ASK)) -> Response:
    """Take one's own request back."""
    with parts_of(request).get(Store).writing() as s:
        found = approvals.withdraw(s, approval_id, by=actor_of(agent))
        if found.kind != REVEAL.name or "token_id" not in found.detail:
            raise WrongRole
    return _after(request, str(found.conversation_id), str(found.detail["token_id"]), agent)


def _after(request: Request, conversation_id: str, token_id: str, agent: CurrentAgent) -> Response:
    if not request.headers.get("hx-request"):
        return RedirectResponse(f"/oversight/c/{conversation_id}/values/{token_id}", 303)
    answer = _shown(request, conversation_id, token_id, agent)
    answer.headers.update(CHANGED)
    return answer


def _shown(
    request: Request,
    conversation_id: str,
    token_id: str,
    agent: CurrentAgent,
    revealed: Revealed | None = None,
) -> Response:
    store = parts_of(request).get(Store)
    with store.reading() as s:
        conversations.conversation(s, conversation_id)
    with live_read(store, actor_of(agent), conversation_id) as s:
        conversation = conversations.conversation(s, conversation_id)
        row = s.get(Entity, (conversation_id, token_id))
        if row is None:
            raise NotFound("这个会话里没有这个值。", "There is no such value in this conversation.")
        policy = s.store.policies.of(conversation.channel)
        asked = reveal.standing(s, conversation_id, token_id, agent.id)
        message = conversations.seq_of(s, row.message_id)
        recognizer, rule = reason(row.found_by, language_of(request))
    return render(
        request,
        "oversight/_value.html" if request.headers.get("hx-request") else "oversight/value.html",
        c=conversation,
        kind=row.kind,
        token_id=token_id,
        display=shown(policy, token_id, row.display),
        recognizer=recognizer,
        rule=rule,
        message=message,
        found_at=row.created_at,
        asked=asked,
        revealed=revealed,
        seconds=revealed.seconds if revealed else 0,
    )
