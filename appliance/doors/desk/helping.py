"""What helps an agent answer: what fits the word being typed, a draft by the AI, the knowledge beside the thread, and an
answer of theirs proposed for the knowledge. Nothing here is sent to anybody.
"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from appliance.ai.answering.ladder import Answerer
from appliance.ai.knowledge import bases
from appliance.ai.knowledge.cited import cited
from appliance.ai.knowledge.knowledge_base import KnowledgeBase
from appliance.core.audit import chain
from appliance.core.audit.reads import live_read
from appliance.core.audit.verbs import Verb
from appliance.core.entities import queries as entities
from appliance.core.kit.clock import monotonic
from appliance.core.kit.errors import BadInput, NotFound
from appliance.core.masking import show
from appliance.core.masking.engine import Masker
from appliance.core.masking.text import RawText
from appliance.core.store.session import Store
from appliance.core.vault.vault import Vault
from appliance.doors.channels.plain import plain
from appliance.doors.desk import people, replies, views
from appliance.doors.desk.acts import DESK
from appliance.doors.web.catalogs import gettext
from appliance.doors.web.depends import CurrentAgent, actor_of, parts_of, require
from appliance.doors.web.language import language_of
from appliance.doors.web.render import render
from appliance.doors.web.team_names import team_label
from appliance.service.conversations import queries, turn
from appliance.service.proposals.from_answer import propose_from_answer
from appliance.service.quick_replies import variables
from appliance.service.quick_replies.queries import of_agent
from appliance.service.turns.parts import source_of

router = APIRouter()
PATIENCE = 30.0  # seconds an agent waits for a draft
HITS = 6
LONGEST_SEARCH = 200


@router.get("/desk/c/{conversation_id}/suggest/{what}")
def suggest(
    request: Request, conversation_id: str, what: str, q: str = "", agent: CurrentAgent = require(DESK)
) -> Response:
    """Quick replies (what: replies), filled in for this conversation, or colleagues (people), that fit what is typed."""
    lang = language_of(request)
    with parts_of(request).get(Store).reading() as s:
        if what == "people":
            found = [
                {"label": one.name, "hint": team_label(one.team, lang), "text": f"@{one.name} "}
                for one in people.colleagues(s, without=agent.id)
                if q.lower() in one.name.lower()
            ]
        elif what == "replies":
            values = replies.values(s, conversation_id, agent, lang)
            found = [
                {
                    "label": one.name,
                    "hint": replies.hint(s, one, lang),
                    "text": variables.fill(one.body, values),
                    "macro": one.id if one.steps else "",
                }
                for one in of_agent(s, agent.id, q[:24], limit=40)
            ]
        else:
            raise NotFound("没有这种提示。", "There is nothing of this kind to suggest.")
    return JSONResponse(found[:8])


@router.post("/desk/c/{conversation_id}/draft")
def draft(request: Request, conversation_id: str, agent: CurrentAgent = require(DESK)) -> Response:
    """What the AI would answer to the visitor's last words, with its sources. The agent takes it, changes it, or leaves it."""
    parts, lang = parts_of(request), language_of(request)
    store, vault = parts.get(Store), parts.get(Vault)
    with store.reading() as s:
        queries.conversation(s, conversation_id)
    with live_read(store, actor_of(agent), conversation_id) as s:
        asked = turn.last_asked(s, vault, conversation_id)
        row = queries.conversation(s, conversation_id)
        displays = entities.displays(s, {row.id: row.channel})[row.id]
        names = bases.for_channel(s, row.channel)
    if asked is None:
        raise BadInput("访客还没有提问。", "The visitor has asked nothing yet.")
    until = monotonic() + PATIENCE
    answer = parts.get(Answerer).answer(
        asked.question,
        history=asked.history,
        lang=asked.lang,
        cancelled=lambda: monotonic() > until,
        bases=names,
    )
    with store.writing() as w:
        chain.append(
            w,
            Verb.DRAFT_OFFERED,
            actor=actor_of(agent),
            subject=conversation_id,
            conversation=conversation_id,
            rung=answer.rung,
            sources=len(answer.sources),
        )
    return render(
        request,
        "desk/_draft.html",
        answer=answer,
        grounded=answer.rung in ("approved", "generated", "quote"),
        rung=gettext(lang)(views.RUNGS.get(answer.rung, "")),
        text=show.plain(answer.text, displays, asked.lang),
        sources=_cites([source_of(one) for one in answer.sources], conversation_id, lang),
    )


@router.get("/desk/c/{conversation_id}/knowledge")
def knowledge(
    request: Request, conversation_id: str, q: str = "", agent: CurrentAgent = require(DESK)
) -> Response:
    """The knowledge searched beside the thread: what staff may read, each passage with its place."""
    parts, lang = parts_of(request), language_of(request)
    words = q.strip()[:LONGEST_SEARCH]
    hits: list[Any] = []
    if words:
        masked = parts.get(Masker).mask(plain(RawText(words)), hasher=parts.get(Vault).value_hash)
        with parts.get(Store).reading() as s:
            names = bases.for_channel(s, queries.conversation(s, conversation_id).channel)
        # A channel answers from what visitors may read; its agents may look into the staff's own besides.
        found = parts.get(KnowledgeBase).search(masked.text, HITS, bases=names, audience="staff")
        hits = [(hit, _cites([source_of(hit.source)], conversation_id, lang)[0]) for hit in found.hits]
    return render(request, "desk/_knowledge.html", conversation_id=conversation_id, q=words, hits=hits)


@router.get("/desk/c/{conversation_id}/passage")
def passage(
    request: Request,
    conversation_id: str,
    passage: str = "",
    pair: str = "",
    agent: CurrentAgent = require(DESK),
) -> Response:
    """A passage or pair that a draft or a search named, marked where it stands."""
    with parts_of(request).get(Store).reading() as s:
        found = cited(s, passage[:26] or None, pair[:26] or None)
    return render(
        request,
        "desk/_source.html" if request.headers.get("hx-request") else "desk/source.html",
        cited=found,
        conversation_id=conversation_id,
        document="",
    )


@router.post("/desk/c/{conversation_id}/propose/{seq}")
def propose(
    request: Request, conversation_id: str, seq: int, agent: CurrentAgent = require(DESK)
) -> Response:
    """An agent's answer becomes a draft of a qa pair, which somebody reviews before it is published."""
    parts = parts_of(request)
    with parts.get(Store).reading() as s:
        message_id = queries.id_of(s, conversation_id, seq)
    propose_from_answer(
        parts.get(KnowledgeBase), parts.get(Vault), conversation_id, message_id, actor=actor_of(agent)
    )
    return render(request, "desk/_proposed.html")


def _cites(sources: list[dict[str, Any]], conversation_id: str, lang: str) -> list[views.Cite]:
    """Sources by name, each once, with the address that opens it."""
    found: dict[str, views.Cite] = {}
    for one in sources:
        label = str(one["label" if lang == "zh" else "label_en"])
        key, value = ("passage", one["passage_id"]) if one["passage_id"] else ("pair", one["qa_id"])
        href = f"/desk/c/{conversation_id}/passage?{key}={value}" if value else ""
        found.setdefault(label, views.Cite(label, href))
    return list(found.values())
