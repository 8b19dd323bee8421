"""What handles each kind of job: part of the wiring, in a list that can be read at a glance."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from appliance.core.jobs.registry import Registry
from appliance.core.kit.parts import Parts
from appliance.core.masking.engine import Masker
from appliance.core.settings import Settings
from appliance.core.store.session import Store
from appliance.core.vault.vault import Vault


def handlers(
    parts: Parts, store: Store, vault: Vault, masker: Masker, settings: Settings, backed_up: Sequence[str]
) -> Registry:
    """Every kind of job and what handles it; `backed_up` is what lies beside the store and goes into a backup."""
    from appliance.ai.answering.golden import jobs as golden
    from appliance.ai.answering.ladder import Answerer
    from appliance.ai.inference.language_model import LanguageModel
    from appliance.ai.knowledge import jobs as knowledge
    from appliance.ai.knowledge.knowledge_base import KnowledgeBase
    from appliance.ai.reading.reader import Reader
    from appliance.core.backups import jobs as backups
    from appliance.doors.channels import outbound
    from appliance.doors.channels.registry import Channels
    from appliance.governance.compliance import jobs as compliance
    from appliance.governance.compliance.erase import EraseParts
    from appliance.service.attachments import jobs as attachments
    from appliance.service.handoff import replay_jobs as replays
    from appliance.service.handoff.decide import Decide
    from appliance.service.impressions import jobs as summaries
    from appliance.service.routing import tend
    from appliance.service.second_look import jobs as second_look
    from appliance.service.second_look.look import LookParts
    from appliance.service.turns import jobs as turns
    from appliance.service.turns.echoes import Echoes
    from appliance.service.turns.take_turn import TurnParts

    registry = Registry()
    compliance.register(registry, parts.get(EraseParts))
    knowledge.register(registry, parts.get(KnowledgeBase))
    golden.register(registry, store, parts.get(Answerer), parts.get(LanguageModel))
    turns.register(
        registry,
        TurnParts(
            store,
            vault,
            parts.get(Answerer),
            parts.get(Decide),
            parts.get(Reader),
            parts.get(Echoes),
        ),
    )
    tend.register(registry, store)
    summaries.register(registry, summaries.SumUpParts(store, vault, parts.get(LanguageModel)))
    replays.register(registry, store, vault, parts.get(Decide))
    attachments.register(registry, attachments.ReadParts(store, vault, masker))
    outbound.register(registry, store, vault, parts.get(Channels))
    backups.register(registry, store, vault, settings, backed_up)
    for name, handler in store.subscribers.job_handlers().items():
        registry.add(name, handler)
    pause = timedelta(minutes=settings.second_look_minutes)
    second_look.register(registry, LookParts(store, vault, masker), pause)
    return registry
