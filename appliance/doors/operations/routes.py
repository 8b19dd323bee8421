"""The operator's one page and its live part."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from appliance.ai.bundles import shelf
from appliance.ai.inference.language_model import LanguageModel
from appliance.ai.knowledge import queries as knowledge
from appliance.ai.knowledge.knowledge_base import KnowledgeBase
from appliance.core.accounts.permissions import Permission
from appliance.core.accounts.queries import CurrentAgent
from appliance.core.kit.clock import now
from appliance.core.kit.parts import Parts
from appliance.core.settings import Settings
from appliance.core.store.session import Store
from appliance.doors.channels.apart import Apart
from appliance.doors.operations import health
from appliance.doors.operations import keeping as kept
from appliance.doors.web.depends import parts_of, require
from appliance.doors.web.render import render

router = APIRouter()

HEALTH = Permission("health.read")


def _status(parts: Parts) -> dict[str, Any]:
    settings = parts.get(Settings)
    with parts.get(Store).reading() as s:
        counted, jobs = knowledge.counts(s), health.jobs(s)
    model = parts.get(LanguageModel)
    bundles = shelf.installed(settings)
    return {
        "model": model.status(),
        "writes": sorted(model.writes),
        "bundle": shelf.active(settings),
        "bundles": bundles,
        "sizes": {each.bundle_id: health.size_of(each.path) for each in bundles},
        "index": parts.get(KnowledgeBase).status(),
        "disk": health.disk(settings.data_dir),
        "keeping": kept.keeping(parts),
        "keeping_states": kept.STATES,
        "counts": counted,
        "jobs": jobs,
        "apart": parts.get(Apart) if parts.has(Apart) else None,
        "apart_states": health.APART_STATES,
        "external": bool(settings.llm_url),
        "at": now(),
        "states": health.STATES,
        "index_states": health.INDEX_STATES,
    }


@router.get("/operations")
def operations(request: Request, agent: CurrentAgent = require(HEALTH)) -> Response:
    """Engine, bundle, disk, queue of jobs: one screen."""
    return render(request, "operations/page.html", **_status(parts_of(request)))


@router.get("/operations/status")
def status(request: Request, agent: CurrentAgent = require(HEALTH)) -> Response:
    """The same facts, fetched again every few seconds."""
    return render(request, "operations/_status.html", **_status(parts_of(request)))
