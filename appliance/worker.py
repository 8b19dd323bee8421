"""The background process: runs jobs, keeps the search file and the clockwork going. `serve` runs one inside."""

from __future__ import annotations

import threading

from appliance.core.audit import chain
from appliance.core.audit.verbs import Verb
from appliance.core.backups import jobs as backups
from appliance.core.jobs.registry import Registry
from appliance.core.jobs.runner import Runner
from appliance.core.jobs.schedule import Schedule
from appliance.core.kit import logs
from appliance.core.kit.actors import SYSTEM
from appliance.core.kit.errors import ApplianceError
from appliance.core.kit.parts import Parts
from appliance.core.store.search_index import SearchIndex
from appliance.core.store.session import Store
from appliance.core.vault.vault import Vault
from appliance.service.routing import tend
from appliance.service.second_look import jobs as second_look

log = logs.get_logger("worker")

THREADS = 8  # turns wait for the model most of their time, and approved answers must not wait for those
SEARCH_PAUSE = 0.5  # seconds between two looks for new text to index
SEARCH_ANYWAY = 30  # looks after which it is done even if nobody has said that they committed


class Worker:
    """Jobs and upkeep over one store. `stop` returns when no job of ours runs any more."""

    def __init__(self, parts: Parts, registry: Registry) -> None:
        self.parts = parts
        schedule = Schedule()
        schedule.every(backups.LOOK_EVERY, backups.KIND)
        schedule.every(second_look.EVERY, second_look.SWEEP)
        schedule.every(tend.EVERY, tend.TEND)
        self.runner = Runner(parts.get(Store), registry, threads=THREADS, schedule=schedule)
        self._stopping = threading.Event()
        self._upkeep = threading.Thread(target=self._keep_searchable, name="search", daemon=True)

    def start(self) -> None:
        """Begin; unfinished imports and replays of the last run are taken up again."""
        from appliance.ai.knowledge.jobs import resume_imports
        from appliance.ai.knowledge.knowledge_base import KnowledgeBase
        from appliance.service.handoff import replay_jobs

        resume_imports(self.parts.get(KnowledgeBase))
        with self.parts.get(Store).writing() as s:
            replay_jobs.resume(s)
        self.runner.start()
        self._upkeep.start()

    def stop(self) -> None:
        self._stopping.set()
        self.runner.stop(timeout=10)
        self._upkeep.join(timeout=10)

    def _keep_searchable(self) -> None:
        """Bring the search file up to the last message whenever something was committed."""
        from appliance.service.conversations.search import catch_up

        store, vault, index = self.parts.get(Store), self.parts.get(Vault), self.parts.get(SearchIndex)
        seen, short, looks = (-1, -1), False, 0
        while not self._stopping.is_set():
            store.ballast.tend()
            if store.ballast.short != short:
                short = _note_disk(store)
            looks += 1
            if (now := (store.commits, store.others)) != seen or looks >= SEARCH_ANYWAY:
                seen, looks = now, 0
                try:
                    catch_up(store, vault, index)
                except Exception:
                    log.exception("the search file did not catch up")
            self._stopping.wait(SEARCH_PAUSE)


def _note_disk(store: Store) -> bool:
    """Record that the disk became full, or that there is room again; gives the state recorded."""
    short = store.ballast.short
    try:
        with store.writing(essential=True) as s:
            chain.append(s, Verb.STORE_STATE, actor=SYSTEM, subject="store", disk="full" if short else "room")
    except ApplianceError as problem:
        log.error("the state of the disk is not in the chain", reason=problem.en)
        return not short  # to be tried again
    return short
