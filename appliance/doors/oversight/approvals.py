"""What waits for a second person, for those who may decide it: officers and administrators, each what their role decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, RedirectResponse, Response

from appliance.ai.knowledge import publishing
from appliance.core.accounts.permissions import Permission, may
from appliance.core.accounts.queries import CurrentAgent
from appliance.core.approvals import actions, kinds, queries
from appliance.core.approvals.states import State
from appliance.core.approvals.tables import Approval
from appliance.core.kit.errors import BadInput, NotFound
from appliance.core.masking.text import MaskedText
from appliance.core.store.session import ReadSession, Store
from appliance.doors.web.catalogs import N_
from appliance.doors.web.depends import actor_of, parts_of, require
from appliance.doors.web.language import language_of
from appliance.doors.web.render import render
from appliance.service.conversations import queries as conversations

router = APIRouter()

DECIDE = Permission("approvals.decide")
CHANGED = {"HX-Trigger": "approvals:changed"}
STATES = {
    State.PENDING: (N_("等待审批"), "wait"),
    State.APPROVED: (N_("已批准"), "next"),
    State.REFUSED: (N_("已拒绝"), "alarm"),
    State.WITHDRAWN: (N_("已撤回"), ""),
    State.USED: (N_("已使用"), ""),
    State.EXPIRED: (N_("已过期"), ""),
}
# Where a kind that is done at once is looked at and decided.
PLACES = {
    kinds.MASKING_POLICY.name: "/admin/masking",
    kinds.PUBLIC_LIST.name: "/admin/masking/public",
    kinds.HANDOFF_RULES.name: "/admin/handoff",
}

PUBLISHING = frozenset({kinds.KNOWLEDGE_PUBLISH.name, kinds.KNOWLEDGE_OVERRIDE.name})


@dataclass(frozen=True)
class Card:
    """One request as the page shows it. `place`: decided there, with everything in view; "": here."""

    row: Approval
    title: str
    state: State
    reason: MaskedText
    entity: str
    code: str
    place: str


@router.get("/approvals")
def page(request: Request, agent: CurrentAgent = require(DECIDE)) -> Response:
    """Everything of this door on one page."""
    return _page(request, agent)


@router.get("/approvals/count")
def count(request: Request, agent: CurrentAgent = require(DECIDE)) -> Response:
    """The number beside the entry of the rail; nothing for none."""
    with parts_of(request).get(Store).reading() as s:
        waiting = queries.count_to_decide(s, agent.role.value, agent.id)
    return PlainTextResponse(str(waiting) if waiting else "")


@router.post("/approvals/{approval_id}/{step}")
def decide(request: Request, approval_id: str, step: str, agent: CurrentAgent = require(DECIDE)) -> Response:
    """Approve, refuse, or take back one's own."""
    by, role = actor_of(agent), agent.role.value
    with parts_of(request).get(Store).writing() as s:
        if step == "approve":
            if kinds.named(queries.approval(s, approval_id).kind).at_once:
                raise BadInput(
                    "这项更改请在它自己的页面上查看后审批。",
                    "Look at this change on its own page and approve it there.",
                )
            actions.approve(s, approval_id, by=by, role=role)
        elif queries.approval(s, approval_id).kind in PUBLISHING and step in ("refuse", "withdraw"):
            subject = queries.approval(s, approval_id).subject
            if step == "refuse":
                publishing.refuse(s, subject, by=by, role=role)
            else:
                publishing.take_back(s, subject, by=by)
        elif step == "refuse":
            actions.refuse(s, approval_id, by=by, role=role)
        elif step == "withdraw":
            actions.withdraw(s, approval_id, by=by)
        else:
            raise NotFound("没有这个操作。", "There is no such action.")
    if not request.headers.get("hx-request"):
        return RedirectResponse("/approvals", 303)
    answer = _page(request, agent)
    answer.headers.update(CHANGED)
    return answer


def _page(request: Request, agent: CurrentAgent) -> Response:
    lang = language_of(request)
    with parts_of(request).get(Store).reading() as s:
        shown: dict[str, Any] = {
            "waiting": [_card(s, row, lang) for row in queries.to_decide(s, agent.role.value, agent.id)],
            "mine": [_card(s, row, lang) for row in queries.asked_by(s, agent.id)],
            "decided": [
                _card(s, row, lang) for row in queries.decided(s, kinds.decided_by(agent.role.value))
            ],
        }
    return render(
        request,
        "oversight/_approvals.html" if request.headers.get("hx-request") else "oversight/approvals.html",
        states=STATES,
        reads=may(agent.role, "transcripts.read"),
        **shown,
    )


def _place(row: Approval) -> str:
    if row.kind == kinds.ERASE.name:
        return f"/oversight/contacts/erasures/{row.detail['erasure']}" if row.detail else ""
    if row.kind in PUBLISHING:
        return f"/admin/publications/{row.subject}"
    return PLACES.get(row.kind, "")


def _card(s: ReadSession, row: Approval, lang: str) -> Card:
    kind = kinds.named(row.kind)
    code = conversations.code_of(s, row.conversation_id) if row.conversation_id else ""
    return Card(
        row,
        kind.said(lang),
        queries.state_of(row),
        MaskedText.trusted(row.reason),
        str(row.detail.get("entity", "")),
        code,
        _place(row),
    )
