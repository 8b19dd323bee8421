"""“Try it”: a question asked of the live answering path, and everything that came out. Nothing is stored."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from appliance.ai.answering.ladder import Answerer
from appliance.ai.knowledge import bases
from appliance.core.accounts.permissions import Permission
from appliance.core.accounts.queries import CurrentAgent
from appliance.core.kit.clock import monotonic
from appliance.core.kit.errors import BadInput
from appliance.core.masking.engine import Masker
from appliance.core.masking.show import shown
from appliance.core.masking.text import RawText
from appliance.core.store.session import Store
from appliance.core.vault.vault import Vault
from appliance.doors.web.catalogs import N_
from appliance.doors.web.depends import parts_of, require
from appliance.doors.web.language import language_of
from appliance.doors.web.render import render

router = APIRouter()

BASE = "main"

RUNGS = {
    "approved": (N_("已核准答案"), "next"),
    "generated": (N_("依据资料生成"), "ai"),
    "quote": (N_("原文摘录"), "ai"),
    "clarify": (N_("请访客澄清"), "wait"),
    "handoff": (N_("没有依据，转人工"), "alarm"),
}
STEPS = {
    "embed_and_retrieve": N_("检索"),
    "approved": N_("核对已核准问答"),
    "first_sentence": N_("首句"),
    "generate": N_("生成与校验"),
    "quote": N_("摘录"),
    "total": N_("合计"),
}


@router.post("/admin/knowledge/try")
def try_it(
    request: Request,
    ask: Annotated[str, Form(max_length=2000)] = "",
    agent: CurrentAgent = require(Permission("knowledge.write")),
) -> Response:
    """What a visitor would be told now. Masked first, as a visitor's words are."""
    if not ask.strip():
        raise BadInput("请输入要试的问题。", "Enter a question to try.")
    parts = parts_of(request)
    began = monotonic()
    masked = parts.get(Masker).mask(RawText(ask.strip()), hasher=parts.get(Vault).value_hash, base=BASE)
    masking = monotonic() - began
    policy = parts.get(Store).policies.of(base=BASE)
    with parts.get(Store).reading() as s:
        order = bases.for_channel(s)
    answer = parts.get(Answerer).answer(masked.text, bases=order)
    lang = language_of(request)
    seconds = {
        STEPS[name]: value for name, value in answer.seconds.items() if name in STEPS and name != "total"
    }
    return render(
        request,
        "admin/_tried.html" if request.headers.get("hx-request") else "admin/tried.html",
        question=masked.text,
        displays={found.token_id: shown(policy, found.token_id, found.display) for found in masked.entities},
        answer=answer,
        rung=RUNGS[answer.rung],
        sources=list(dict.fromkeys(source.label(lang) for source in answer.sources)),
        seconds={N_("脱敏"): masking, **seconds},
        total=masking + answer.seconds.get("total", sum(answer.seconds.values())),
        failed=answer.failed(),
    )
