"""The one place that reads settings, chooses each swappable part and lists who hears which event.

`Appliance` is the `Box` with everything in it: open, it has store, knowledge, model, queue and feeds; what loads slowly
loads in the background while approved answers, quotes and handoff already work.
"""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING

import appliance.rows  # noqa: F401 - so that Base.metadata is whole
from appliance.box import Box
from appliance.core.audit import chain, from_journal, rollback
from appliance.core.audit.anchor import Anchoring
from appliance.core.audit.standing import Standing
from appliance.core.audit.verbs import Verb
from appliance.core.entities.watch import PolicyWatch
from appliance.core.jobs.registry import Registry
from appliance.core.kit import logs
from appliance.core.kit.actors import SYSTEM
from appliance.core.kit.errors import ApplianceError
from appliance.core.store.base import Base
from appliance.core.store.engine import open_store
from appliance.core.store.migrations import migrate
from appliance.core.store.neighbours import Neighbours
from appliance.core.store.search_index import SearchIndex
from appliance.core.store.session import Store
from appliance.core.vault import changes
from appliance.subscriptions import subscriptions

if TYPE_CHECKING:
    from appliance.ai.inference.language_model import ModelStatus
    from appliance.ai.knowledge.knowledge_base import KnowledgeBase

log = logs.get_logger("wiring")

# What lies in the data folder beside the store, belongs to it and cannot be made again from it.
BACKED_UP = ("uploads", "models/active.json", "models/trust")


class Appliance(Box):
    """The whole house: the box and what is in it."""

    @property
    def knowledge(self) -> KnowledgeBase:
        from appliance.ai.knowledge.knowledge_base import KnowledgeBase

        return self.parts.get(KnowledgeBase)

    def _open(self, first: bool) -> None:
        from appliance.governance.compliance.erase import EraseParts
        from appliance.governance.compliance.opening import finish_erasures
        from appliance.service.turns.echoes import Echoes

        settings = self.settings
        standing = Standing(settings.store_path, settings.anchor_paths, self.vault.anchor_key())
        if first:
            standing.check(self.vault.store_key(), self.vault.audit_key())
        store = open_store(settings.store_path, self.vault.store_key())
        self._closers += [standing.closed, store.close]
        with store.reading() as read:
            rollback.check(read, settings.anchor_paths, self.vault.audit_key())
        if first:
            standing.opened()
        store.ballast.size = settings.ballast_mb << 20
        store.ballast.ensure()
        migrate(store, Base.metadata)
        store.audit_key = self.vault.audit_key()
        index = SearchIndex(self.settings.search_path, self.vault.search_key())
        echoes = Echoes(self.vault, self._tell_beside)
        store.subscribers = subscriptions(store, self.vault, index, echoes)
        self.parts.provide(Echoes, echoes)
        neighbours = Neighbours(self.data_dir / "run" / "neighbours", store.heard)
        store.on_commit(neighbours.tell)
        store.ask_others = neighbours.ask
        neighbours.start()
        self._closers.append(neighbours.close)
        watch = PolicyWatch(store, self.masker.adopt)
        self._closers.append(watch.stop)
        watch.start()
        self.parts.provide(PolicyWatch, watch)
        anchoring = Anchoring.of(store, settings)
        anchoring.start()
        self._closers += [index.close, anchoring.stop]
        with store.writing(essential=True) as s:
            from_journal.take_in(s, self.vault.folder)
        self._furnish(store, first)
        self.parts.provide(Anchoring, anchoring)
        days, embedder = settings.keyring_copy_days, self.knowledge.embedder
        self.parts.provide(EraseParts, finish_erasures(store, self.vault, index, embedder, days))
        self.parts.provide(SearchIndex, index)
        self.parts.provide(Store, store)

    def _furnish(self, store: Store, first: bool) -> None:
        """Make the parts that stand on the store. None of them loads anything slow here."""
        from appliance.ai.answering.golden import gate as golden
        from appliance.ai.answering.ladder import Answerer
        from appliance.ai.answering.lately import QuickAnswerer
        from appliance.ai.answering.warming import Warming
        from appliance.ai.inference import choose
        from appliance.ai.inference.language_model import LanguageModel
        from appliance.ai.inference.shallow import ShallowEmbedder
        from appliance.ai.knowledge.index.chroma import ChromaVectors
        from appliance.ai.knowledge.knowledge_base import KnowledgeBase
        from appliance.ai.knowledge.screen import Screen
        from appliance.ai.reading.likeness import Likeness
        from appliance.ai.reading.reader import Reader
        from appliance.core.accounts import queries as accounts
        from appliance.doors.channels.inbound import Entrance
        from appliance.doors.channels.loopback.adapter import Loopback
        from appliance.doors.channels.registry import Channels
        from appliance.doors.channels.web_widget.adapter import WebWidget
        from appliance.doors.web.live import Signals
        from appliance.service.conversations import queries as conversations
        from appliance.service.handoff.live import Decide, LiveDecide

        embedder = choose.embedder(self.settings)
        vectors = ChromaVectors(self.settings.vectors_path, embedder.dim)
        knowledge = KnowledgeBase(
            store,
            vectors,
            embedder,
            self.data_dir / "uploads",
            screen=Screen(self.masker),
            reranker=choose.reranker(self.settings),
        )
        self._closers.append(knowledge.close)
        model, self.engine = choose.language_model(
            self.settings, self.data_dir / "logs", on_change=self._note_engine
        )
        if self.engine is not None:
            self._closers.append(self.engine.stop)
        parts = self.parts
        parts.provide(KnowledgeBase, knowledge)
        parts.provide(LanguageModel, model)
        answerer = QuickAnswerer(knowledge, model, segmenter=self.masker.tagger, personal=self.masker.values)
        knowledge.before_publish.append((golden.NAME, golden.golden_sets(self.masker.tagger)))
        parts.provide(Answerer, answerer)
        reader = Reader(ShallowEmbedder())
        parts.provide(Reader, reader)
        warming = Warming(knowledge, answerer, before=[self.masker.warm_up, reader.warm_up])
        self._closers.append(warming.stop)
        parts.provide(Warming, warming)
        parts.provide(Decide, LiveDecide(store, reader, Likeness(embedder)))
        parts.provide(Entrance, Entrance(store, self.vault, self.masker))
        parts.provide(Channels, Channels(WebWidget(), Loopback()))
        idle = timedelta(minutes=self.settings.session_idle_minutes)
        signals = Signals(
            store,
            whose=conversations.whose,
            sign_in_alive=lambda s, token: accounts.by_token(s, token, idle=idle) is not None,
            own_at_once=first,
        )
        self._closers.append(signals.stop)
        parts.provide(Signals, signals)

    def _tell_beside(self, echo: str) -> None:
        """Where messages are taken beside, what is answered here is known there."""
        if self.beside is not None:
            self.beside.tell(echo)

    def hear_beside(self, echo: str) -> None:
        """What was just answered in the process that we are served beside."""
        from appliance.service.turns.echoes import Echoes

        if self.parts.has(Echoes):
            self.parts.get(Echoes).hear(echo)

    def _note_engine(self, status: ModelStatus) -> None:
        """The engine came or went: that is on the record, since it decides how visitors are answered."""
        store = self.parts.get(Store) if self.parts.has(Store) else None
        if store is not None:
            with store.writing() as s:
                chain.append(
                    s, Verb.ENGINE_STATE, actor=SYSTEM, subject=status.model or "engine", state=status.state
                )

    def model_status(self) -> ModelStatus:
        """How the language model is now."""
        from appliance.ai.inference.language_model import LanguageModel

        return self.parts.get(LanguageModel).status()

    def start(self) -> None:
        """Begin what runs behind the page: knowledge, masking, engine, worker. Returns at once."""
        from appliance.ai.answering.warming import Warming
        from appliance.doors.web.live import Signals

        with self._change:
            if self.worker is not None or not self.parts.has(Store):
                return
            self.parts.get(Signals).start()
            threading.Thread(target=self.masker.warm_up, name="masking", daemon=True).start()
            if self._lock_file is not None:
                threading.Thread(target=self._finish_rotation, name="rotation", daemon=True).start()
            if self.beside is not None:
                self.beside.opened()
            if not self.settings.worker_inside:
                return  # knowledge, model and jobs are the other process's: only one may hold the vectors
            self.parts.get(Warming).start()
            self.knowledge.start()
            if self.make_worker is not None:
                self.worker = self.make_worker(self.parts, self.registry())
                self.worker.start()
            if self.engine is not None:
                self.engine.start()

    def registry(self) -> Registry:
        """Every kind of job and what handles it."""
        from appliance.handlers import handlers

        return handlers(self.parts, self.store, self.vault, self.masker, self.settings, BACKED_UP)

    def _finish_rotation(self) -> None:
        """Go on with a rotation that was interrupted."""
        from appliance.service.conversations import key_rotation

        try:
            if changes.finish(self.vault) + key_rotation.finish(self.store, self.vault):
                self.note_vault()
        except ApplianceError as problem:
            log.error("rotation not finished", reason=problem.en)

    def _withdraw(self) -> None:
        """Take away from the doors what stands on an open store."""
        from appliance.ai.answering.ladder import Answerer
        from appliance.ai.answering.warming import Warming
        from appliance.ai.inference.language_model import LanguageModel
        from appliance.ai.knowledge.knowledge_base import KnowledgeBase
        from appliance.ai.reading.reader import Reader
        from appliance.doors.channels.inbound import Entrance
        from appliance.doors.web.live import Signals
        from appliance.governance.compliance.erase import EraseParts
        from appliance.service.handoff.decide import Decide
        from appliance.service.turns.echoes import Echoes

        if self.parts.has(Store):
            self.store.audit_key = None  # no audit key, no act: what is under way ends here
        if self.parts.has(Signals):
            self.parts.get(Signals).stop()  # open feeds say `bye`
        for part in (
            Store, PolicyWatch, EraseParts, SearchIndex, Anchoring, Answerer, Decide, Reader, KnowledgeBase, LanguageModel,
            Entrance, Signals, Warming, Echoes,
        ):  # fmt: skip
            self.parts.withdraw(part)
