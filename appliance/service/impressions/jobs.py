"""The model's draft of a summary, asked for in the act that hands over and made behind it: nobody waits for it. One at a time, so
that a slow model holds up no other work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from appliance.ai.inference.language_model import LanguageModel
from appliance.core.jobs.queue import enqueue
from appliance.core.jobs.registry import JobContext, Registry
from appliance.core.kit.logs import get_logger
from appliance.core.store.session import Store, WriteSession
from appliance.core.vault.errors import KeyForgotten
from appliance.core.vault.vault import Vault
from appliance.service.conversations import turn
from appliance.service.conversations.errors import AlreadyErased, AlreadyMerged
from appliance.service.conversations.events import HandedOff
from appliance.service.impressions import by_model, told

KIND: Final = "impressions.summary"

log = get_logger("impressions")


@dataclass(frozen=True)
class SumUpParts:
    """What a draft needs; wiring makes one."""

    store: Store
    vault: Vault
    model: LanguageModel | None


def on_handed_off(s: WriteSession, event: HandedOff) -> None:
    """`within`: ask for a draft."""
    enqueue(
        s,
        KIND,
        {"conversation_id": event.conversation_id, "seq": event.seq},
        lane=KIND,
        key=f"{KIND}:{event.conversation_id}",
        max_attempts=1,
    )


def register(registry: Registry, parts: SumUpParts) -> None:
    """Give the runner the handler."""

    def handle(job: JobContext) -> None:
        sum_up(parts, str(job.payload["conversation_id"]), int(job.payload["seq"]))

    registry.add(KIND, handle)


def sum_up(parts: SumUpParts, conversation_id: str, seq: int) -> bool:
    """Draft and keep; False where there is no model that can, it was too slow, or what it wrote cannot be used."""
    if parts.model is None or parts.model.status().state != "ready":
        return False
    with parts.store.reading() as s:
        try:
            asked = turn.last_asked(s, parts.vault, conversation_id)
        except KeyForgotten:
            return False
    if asked is None:
        return False
    turns = [*asked.history, ("user", asked.question)]
    words = by_model.draft(parts.model, turns, asked.lang, conversation_id, by_model.SUMMARY)
    if words is None:
        return False
    try:
        with parts.store.writing() as s:
            return told.keep_draft(s, parts.vault, conversation_id, words, seq)
    except (AlreadyErased, AlreadyMerged):
        log.info("summary too late", conversation=conversation_id)
        return False
