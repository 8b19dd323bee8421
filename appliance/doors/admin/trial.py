"""“Try it”: a question asked of the live answering path, and everything that came out. Nothing is stored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from appliance.ai.answering.ladder import Answerer
from appliance.ai.knowledge import bases
from appliance.ai.knowledge.hits import Hit
from appliance.ai.knowledge.tables import MAIN, KnowledgeBaseRow
from appliance.core.accounts.permissions import Permission
from appliance.core.accounts.queries import CurrentAgent
from appliance.core.kit.clock import monotonic
from appliance.core.kit.errors import BadInput
from appliance.core.masking.engine import Masker
from appliance.core.masking.show import shown
from appliance.core.masking.text import MaskedText, RawText
from appliance.core.store.session import Store
from appliance.core.vault.vault import Vault
from appliance.doors.web.catalogs import N_
from appliance.doors.web.depends import parts_of, require
from appliance.doors.web.language import language_of
from appliance.doors.web.render import render

router = APIRouter()

RUNGS = {
    "approved": (N_("已核准答案"), "next"),
    "generated": (N_("依据资料生成"), "ai"),
    "quote": (N_("原文摘录"), "ai"),
    "clarify": (N_("请访客澄清"), "wait"),
    "handoff": (N_("没有依据，可转人工"), "alarm"),
}
STEPS = {
    "embed_and_retrieve": N_("检索"),
    "weigh": N_("核对依据"),
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
    base: Annotated[str, Form(max_length=60)] = "",
    agent: CurrentAgent = require(Permission("knowledge.write")),
) -> Response:
    """What a visitor of this base would be told now; without one, of the list that every channel uses. Masked first, as a
    visitor's words are. A base for staff answers as it answers staff.
    """
    if not ask.strip():
        raise BadInput("请输入要试的问题。", "Enter a question to try.")
    with parts_of(request).get(Store).reading() as s:
        asked = bases.base(s, base) if base else None
        order = [asked.name] if asked else bases.for_channel(s)
    shown_ = asked_now(request, ask, asked, order)
    return render(
        request, "admin/_tried.html" if request.headers.get("hx-request") else "admin/tried.html", **shown_
    )


def asked_now(
    request: Request,
    words: str,
    base: KnowledgeBaseRow | None,
    order: Sequence[str],
    history: Sequence[tuple[str, MaskedText]] = (),
) -> dict[str, Any]:
    """What `_tried.html` shows of a question put to the live path; nothing of it is kept."""
    parts, lang = parts_of(request), language_of(request)
    named = base.name if base else MAIN
    began = monotonic()
    masked = parts.get(Masker).mask(RawText(words.strip()), hasher=parts.get(Vault).value_hash, base=named)
    masking = monotonic() - began
    policy = parts.get(Store).policies.of(base=named)
    audience: bases.Audience = "staff" if base and base.audience == "staff" else "visitor"
    answer = parts.get(Answerer).answer(masked.text, history=history, bases=order, audience=audience)
    seconds = {
        STEPS[name]: value for name, value in answer.seconds.items() if name in STEPS and name != "total"
    }
    return {
        "question": masked.text,
        "displays": {
            found.token_id: shown(policy, found.token_id, found.display) for found in masked.entities
        },
        "answer": answer,
        "base": base,
        "hits": [_hit(hit, answer.used, lang) for hit in answer.found],
        "rung": RUNGS[answer.rung],
        "sources": list(dict.fromkeys(source.label(lang) for source in answer.sources)),
        "seconds": {N_("脱敏"): masking, **seconds},
        "total": masking + answer.seconds.get("total", sum(answer.seconds.values())),
        "checks": answer.checks,
    }


def _hit(hit: Hit, used: Sequence[Hit], lang: str) -> dict[str, Any]:
    """A text that was found, as the list under the answer shows it."""
    target = (hit.passage_id, hit.qa_id)
    return {
        "label": hit.source.label(lang),
        "words": hit.question or hit.text,
        "score": hit.score,
        "used": any(target == (one.passage_id, one.qa_id) for one in used),
        "place": f"/admin/knowledge/documents/{hit.source.document_id}#p-{hit.passage_id}"
        if hit.passage_id
        else "",
    }
