"""One request for erasure: decided by a second person, followed while it runs, and its certificate.

Administrators decide here too; they see counts and codes, never a transcript.
"""

from __future__ import annotations

import json
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from appliance.core.accounts.permissions import Permission, may
from appliance.core.accounts.queries import CurrentAgent
from appliance.core.approvals import kinds
from appliance.core.kit.errors import BadInput, NotFound
from appliance.core.kit.ids import is_id
from appliance.core.store.session import Store
from appliance.core.vault.vault import Vault
from appliance.doors.oversight.subject_words import GROUNDS, STANDINGS, STATES, STEPS
from appliance.doors.web.depends import actor_of, parts_of, require
from appliance.doors.web.render import render
from appliance.governance.compliance import certificate as certificates
from appliance.governance.compliance import erase, holdings, requests
from appliance.governance.compliance.errors import NoErasure
from appliance.governance.compliance.requests import Asked

router = APIRouter()

DECIDE = Permission("approvals.decide")


@router.get("/oversight/contacts/erasures/{erasure_id}")
def erasure(request: Request, erasure_id: str, agent: CurrentAgent = require(DECIDE)) -> Response:
    """The request, and what may be done with it now."""
    return _page(request, erasure_id, agent)


@router.post("/oversight/contacts/erasures/{erasure_id}/approve")
def approve(
    request: Request,
    erasure_id: str,
    sure: Annotated[str, Form(max_length=1)] = "",
    agent: CurrentAgent = require(DECIDE),
) -> Response:
    """Allow it: what cannot be undone begins. Asks for a mark that the person means it."""
    if not sure:
        raise BadInput(
            "删除不可恢复；请勾选确认后再批准。", "This cannot be undone; tick the box first, then approve."
        )
    with parts_of(request).get(Store).writing() as s:
        requests.approve(s, erasure_id, by=actor_of(agent), role=agent.role.value)
    return _back(erasure_id)


@router.post("/oversight/contacts/erasures/{erasure_id}/refuse")
def refuse(request: Request, erasure_id: str, agent: CurrentAgent = require(DECIDE)) -> Response:
    """Do not allow it."""
    with parts_of(request).get(Store).writing() as s:
        requests.refuse(s, erasure_id, by=actor_of(agent), role=agent.role.value)
    return _back(erasure_id)


@router.post("/oversight/contacts/erasures/{erasure_id}/withdraw")
def withdraw(request: Request, erasure_id: str, agent: CurrentAgent = require(DECIDE)) -> Response:
    """Take one's own request back."""
    with parts_of(request).get(Store).writing() as s:
        requests.withdraw(s, erasure_id, by=actor_of(agent))
    return _back(erasure_id)


@router.post("/oversight/contacts/erasures/{erasure_id}/go-on")
def go_on(request: Request, erasure_id: str, agent: CurrentAgent = require(DECIDE)) -> Response:
    """Try the steps that are left once more, now."""
    with parts_of(request).get(Store).writing() as s:
        if requests.one(s, erasure_id).state == "running":
            erase.go_on(s, erasure_id)
    return _back(erasure_id)


@router.get("/oversight/contacts/erasures/{erasure_id}/certificate")
def certificate(request: Request, erasure_id: str, agent: CurrentAgent = require(DECIDE)) -> Response:
    """The certificate, to read and to print. Its signature is checked now."""
    asked = _certified(request, erasure_id)
    text = asked.row.certificate
    key = certificates.public_key(parts_of(request).get(Vault))
    return render(
        request,
        "oversight/certificate.html",
        asked=asked,
        said=certificates.body_of(text),
        signature=certificates.signature_of(text),
        public_key=key,
        holds=certificates.holds(text, key),
        grounds=GROUNDS,
        steps=STEPS,
        standings=STANDINGS,
    )


@router.get("/oversight/contacts/erasures/{erasure_id}/certificate.json")
def exported(request: Request, erasure_id: str, agent: CurrentAgent = require(DECIDE)) -> Response:
    """The signed text as a file, to be checked elsewhere with the public key."""
    asked = _certified(request, erasure_id)
    text = json.dumps(json.loads(asked.row.certificate), ensure_ascii=False, indent=1)
    name = f'attachment; filename="erasure-{asked.row.id}.json"'
    return Response(text, media_type="application/json", headers={"Content-Disposition": name})


def _page(request: Request, erasure_id: str, agent: CurrentAgent) -> Response:
    with parts_of(request).get(Store).reading() as s:
        asked = requests.one(s, _known(erasure_id))
        held = holdings.holdings(s, asked.row.contact_id)
    fragment = bool(request.headers.get("hx-request"))
    return render(
        request,
        "oversight/_erasure.html" if fragment else "oversight/erasure.html",
        asked=asked,
        held=held,
        states=STATES,
        grounds=GROUNDS,
        steps=STEPS,
        standings=STANDINGS,
        mine=asked.row.asked_by == agent.id,
        decides=agent.role.value in kinds.ERASE.decides,
        reads=may(agent.role, "subjects.manage"),
    )


def _certified(request: Request, erasure_id: str) -> Asked:
    with parts_of(request).get(Store).reading() as s:
        asked = requests.one(s, _known(erasure_id))
    if not asked.row.certificate:
        raise NotFound("这个申请还没有证书。", "This request has no certificate yet.")
    return asked


def _known(erasure_id: str) -> str:
    if not is_id(erasure_id):
        raise NoErasure
    return erasure_id


def _back(erasure_id: str) -> Response:
    return RedirectResponse(f"/oversight/contacts/erasures/{_known(erasure_id)}", 303)
