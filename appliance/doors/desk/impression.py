"""顾客印象 on the card: the impression and its editing, how the mood went, and what was asked and tried before a person came, with
its editing. Fetched after the thread: reading what no turn of the AI has read may take a moment the first time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from appliance.ai.inference.language_model import LanguageModel
from appliance.ai.reading.labels import MOOD_WRONG
from appliance.ai.reading.reader import Reader
from appliance.core.accounts.permissions import may
from appliance.core.audit import chain
from appliance.core.audit.reads import live_read
from appliance.core.audit.verbs import Verb
from appliance.core.masking.engine import Masked, Masker
from appliance.core.masking.text import MaskedText, RawText
from appliance.core.store.session import Store
from appliance.core.vault.vault import Vault
from appliance.doors.channels.plain import plain
from appliance.doors.desk import moods as shown_moods
from appliance.doors.desk import views
from appliance.doors.desk.acts import DESK, LEAD
from appliance.doors.web.catalogs import gettext
from appliance.doors.web.depends import CurrentAgent, actor_of, parts_of, require
from appliance.doors.web.language import language_of
from appliance.doors.web.render import render
from appliance.service.conversations import queries, turn
from appliance.service.impressions import by_model, impression, moods, summary, told

router = APIRouter()
NEWEST = 300  # messages that a summary looks at


@router.get("/desk/c/{conversation_id}/impression")
def shown(request: Request, conversation_id: str, agent: CurrentAgent = require(DESK)) -> Response:
    """Impression, mood and summary as of now."""
    return _shown(request, conversation_id, agent)


@router.post("/desk/c/{conversation_id}/impression")
def keep(
    request: Request,
    conversation_id: str,
    text: Annotated[str, Form(max_length=2000)] = "",
    agent: CurrentAgent = require(DESK),
) -> Response:
    """The agent's own words; empty ones bring the rules' back."""
    return _kept(request, conversation_id, text, agent, impression.keep)


@router.post("/desk/c/{conversation_id}/summary")
def sum_up(
    request: Request,
    conversation_id: str,
    text: Annotated[str, Form(max_length=2000)] = "",
    agent: CurrentAgent = require(DESK),
) -> Response:
    """The agent's own words of what was asked and tried; empty ones leave the rules' facts alone."""
    return _kept(request, conversation_id, text, agent, told.keep)


@router.post("/desk/c/{conversation_id}/impression/draft")
def draft(request: Request, conversation_id: str, agent: CurrentAgent = require(DESK)) -> Response:
    """A draft for the agent to change: by the model where it can, before what the rules know. Nothing is kept by it."""
    parts, lang = parts_of(request), language_of(request)
    store = parts.get(Store)
    with live_read(store, actor_of(agent), conversation_id) as s:
        asked = turn.last_asked(s, parts.get(Vault), conversation_id)
    turns = [*asked.history, ("user", asked.question)] if asked is not None else []
    model = parts.get(LanguageModel) if parts.has(LanguageModel) else None
    said = by_model.draft(model, turns, lang, conversation_id)
    with store.writing() as s:
        chain.append(
            s,
            Verb.DRAFT_OFFERED,
            actor=actor_of(agent),
            subject=conversation_id,
            conversation=conversation_id,
            rung="impression" if said else "rules",
            sources=0,
        )
    return _shown(request, conversation_id, agent, drafted=said or "", asked_model=True)


def _kept(
    request: Request, conversation_id: str, text: str, agent: CurrentAgent, keep_: Callable[..., None]
) -> Response:
    """Keep what was typed, masked with no transaction open; nothing stays nothing."""
    parts = parts_of(request)
    vault, masked = parts.get(Vault), Masked(MaskedText.trusted(""), [], [])
    if typed := text.strip():
        masked = parts.get(Masker).mask(plain(RawText(typed)), hasher=vault.value_hash)
    with parts.get(Store).writing() as s:
        keep_(s, vault, conversation_id, masked, actor_of(agent), lead=may(agent.role, LEAD))
    return _shown(request, conversation_id, agent)


def _shown(
    request: Request,
    conversation_id: str,
    agent: CurrentAgent,
    drafted: str | None = None,
    asked_model: bool = False,
) -> Response:
    parts, lang = parts_of(request), language_of(request)
    store, vault = parts.get(Store), parts.get(Vault)
    with store.reading() as s:
        row = queries.conversation(s, conversation_id)
    if parts.has(Reader) and row.erased_at is None:
        moods.read_new(store, vault, parts.get(Reader), row.contact_id)
    with live_read(store, actor_of(agent), conversation_id) as s:
        row = queries.conversation(s, conversation_id)
        points = moods.over_time(s, row.contact_id)
        known = impression.facts(s, conversation_id, points, "zh" if lang == "zh" else "en")
        own = impression.kept(s, vault, row.contact_id)
        facts = summary.summary(
            queries.thread(s, vault, conversation_id, max(0, row.staff_seq - NEWEST), NEWEST),
            row.asked_seq,
            row.answered_seq,
        )
        words = told.kept(s, vault, conversation_id, facts.begins)
    rules = impression.by_rules(known, lang)
    say = gettext(lang)
    model = parts.get(LanguageModel) if parts.has(LanguageModel) else None
    return render(
        request,
        "desk/_impression.html",
        c=row,
        may_edit=row.erased_at is None and (row.agent_id == agent.id or may(agent.role, LEAD)),
        own=own,
        rules=rules,
        drafted=drafted,
        asked_model=asked_model,
        draft_text=f"{drafted}{'' if lang == 'zh' else ' '}{rules}" if drafted else rules,
        can_draft=model is not None and ("zh" if lang == "zh" else "en") in model.writes,
        longest=impression.LONGEST,
        bars=shown_moods.bars(points, conversation_id, lang),
        way=shown_moods.way(points, conversation_id, lang),
        care=shown_moods.caring(points[-1].felt if points else None, lang),
        wrong=round(100 * MOOD_WRONG),
        told=facts,
        words=words,
        longest_summary=told.LONGEST,
        rungs=[(say(views.RUNGS.get(rung, rung)), count) for rung, count in facts.answers.items()],
        tried_sources=[label if lang == "zh" else english for label, english in facts.sources],
    )
