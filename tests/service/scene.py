"""A service floor for tests: visitors write, agents are hired, the AI says what the script says."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import appliance.core.accounts.tables
import appliance.core.approvals.tables
import appliance.core.audit.tables
import appliance.core.entities.tables
import appliance.core.events.tables
import appliance.core.jobs.tables
import appliance.service.contacts.tables
import appliance.service.conversations.tables
import appliance.service.handoff.tables
import appliance.service.routing.tables  # noqa: F401
from appliance.ai.answering.answer import Answer
from appliance.core.accounts.events import SignedOut
from appliance.core.accounts.tables import DEFAULT_TEAM, Agent, Team
from appliance.core.audit.tables import AuditEvent
from appliance.core.events.subscribers import Subscribers
from appliance.core.kit import clock
from appliance.core.kit.actors import Actor
from appliance.core.masking.engine import Found, Masked
from appliance.core.masking.text import MaskedText, RawText
from appliance.core.store.session import Store
from appliance.core.vault.vault import Vault
from appliance.service.conversations import actions, queries
from appliance.service.conversations.actions import HandoffReason, Intake, Received
from appliance.service.conversations.events import (
    Closed,
    ComesToWait,
    Erased,
    GivenBack,
    HandedOff,
    Joined,
    Merged,
    MessageReceived,
    Reopened,
    TakenBack,
    Transferred,
)
from appliance.service.conversations.turn import Turn
from appliance.service.conversations.views import MessageView
from appliance.service.impressions import hearing as impressions
from appliance.service.routing import balance, hearing
from appliance.service.turns import jobs as turn_jobs
from appliance.service.turns.parts import TurnParts
from tests import blank

ASKED = HandoffReason("asks_for_person", "访客要求人工", "The visitor asks for a person", "转人工")
MOBILE = "13800138000"


def masked(text: str, *, entities: Sequence[Found] = (), dropped: Sequence[str] = ()) -> Masked:
    """A text as masking would hand it over."""
    return Masked(MaskedText.trusted(text), list(entities), list(dropped))


def mobile(vault: Vault, value: str = MOBILE) -> Found:
    """A mobile number that masking took out."""
    token = vault.value_hash("MOBILE", value)
    return Found(
        f"MOBILE:{token}", "MOBILE", RawText(value), f"{value[:3]}****{value[-4:]}", "cn_mobile", 1.0
    )


def hire(store: Store, name: str, capacity: int = 6, state: str = "active") -> Actor:
    """An agent with an account."""
    agent_id = f"agent-{name}"
    with store.writing() as s:
        if s.get(Team, DEFAULT_TEAM) is None:
            s.add(Team(id=DEFAULT_TEAM, name="客服"))
            s.flush()
        s.add(
            Agent(
                id=agent_id,
                login=agent_id,
                name=name,
                role="agent",
                password_hash="-",
                state=state,
                capacity=capacity,
                lang="zh",
                team_id=DEFAULT_TEAM,
                created_at=clock.now(),
            )
        )
    return Actor("agent", agent_id, name)


@dataclass
class Scene:
    """The store and what happens on it, in short words."""

    store: Store
    vault: Vault
    numbers: Iterator[int] = field(default_factory=count)

    def write(
        self, text: str = "年费多少", who: str = "mei", client_id: str | None = None, **more: Any
    ) -> Received:
        """A visitor writes."""
        lang = more.pop("lang", None)
        inbound = Intake("web_widget", who, client_id or f"m{next(self.numbers)}", masked(text, **more), lang)
        with self.store.writing() as s:
            return actions.receive_message(s, self.vault, inbound)

    def ask_for_person(self, conversation_id: str) -> bool:
        """The conversation goes into the queue."""
        actor = Actor("visitor", "someone")
        with self.store.writing() as s:
            return actions.hand_off(s, conversation_id, actor=actor, reasons=[ASKED])

    def say(
        self, conversation_id: str, agent: Actor, text: str, client_id: str | None = None
    ) -> actions.Written:
        """An agent writes to the visitor."""
        with self.store.writing() as s:
            return actions.post_agent_message(
                s, self.vault, conversation_id, agent, masked(text), client_id or f"a{next(self.numbers)}"
            )

    def row(self, conversation_id: str) -> Any:
        """The conversation now."""
        with self.store.reading() as s:
            return queries.conversation(s, conversation_id)

    def thread(self, conversation_id: str) -> list[MessageView]:
        """What staff see."""
        with self.store.reading() as s:
            return queries.thread(s, self.vault, conversation_id)

    def visitor_thread(self, conversation_id: str, after: int = 0) -> list[MessageView]:
        """What the visitor sees."""
        with self.store.reading() as s:
            return queries.visitor_thread(s, self.vault, conversation_id, after)

    def verbs(self, conversation_id: str | None = None) -> list[str]:
        """The audit trail's verbs, oldest first."""
        with self.store.reading() as s:
            rows = s.query(AuditEvent).order_by(AuditEvent.seq).all()
        return [row.verb for row in rows if conversation_id in (None, row.conversation_id)]

    def audit(self, verb: str) -> list[AuditEvent]:
        """The audit events of one verb, oldest first."""
        with self.store.reading() as s:
            return s.query(AuditEvent).filter_by(verb=verb).order_by(AuditEvent.seq).all()


def said(text: str, rung: str = "generated") -> Any:
    """A sentence as the ladder hands it on."""
    return SimpleNamespace(text=MaskedText.trusted(text), source=None, rung=rung)


def answer(text: str, rung: str = "approved", **more: Any) -> Answer:
    """An answer of the ladder."""
    return Answer(MaskedText.trusted(text), rung, "zh", **more)  # type: ignore[arg-type]


class Script:
    """An answerer that does what it is told; `asked` is what it was asked, in order."""

    def __init__(self, play: Callable[..., Answer] | str) -> None:
        self.play = play
        self.asked: list[str] = []

    def answer(self, question: MaskedText, **more: Any) -> Answer:
        self.asked.append(str(question))
        if isinstance(self.play, str):
            more["on_sentence"](said(self.play, "approved"))
            return answer(self.play)
        return self.play(question, **more)


class Rules:
    """Handoff rules for tests: by words in the question, by rung of the draft."""

    def __init__(self, words: Sequence[str] = ("转人工",), rungs: Sequence[str] = ()) -> None:
        self.words, self.rungs = words, rungs

    def on_question(self, turn: Turn) -> HandoffReason | None:
        return ASKED if any(word in str(turn.question) for word in self.words) else None

    def by_words_alone(self, book: int) -> bool:
        return True

    def on_draft(self, turn: Turn, answer: Answer) -> HandoffReason | None:
        return HandoffReason("rejected", "答案被拒", "Rejected") if answer.rung in self.rungs else None


def turn_parts(scene: Scene, play: Callable[..., Answer] | str, rules: Any = None) -> TurnParts:
    """A turn's parts with a scripted answerer."""
    return TurnParts(scene.store, scene.vault, Script(play), rules or Rules())


@contextmanager
def apart() -> Iterator[Scene]:
    """A scene in a folder of its own, gone afterwards: for state machines, which begin again and again."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        data.mkdir(mode=0o700)
        vault = blank.vault(data)
        vault.unseal(blank.UNSEAL_KEY)
        store = blank.store(data / "store" / "appliance.db", vault.store_key())
        store.audit_key = vault.audit_key()
        yield Scene(store, vault)
        store.close()
        vault.seal()


def subscriptions(vault: Vault | None = None) -> Subscribers:
    """What the service floor itself subscribes to."""
    return Subscribers(
        within={
            MessageReceived: [balance.on_message_received, turn_jobs.on_message_received],
            GivenBack: [turn_jobs.on_given_back, hearing.on_given_back],
            TakenBack: [turn_jobs.on_taken_back],
            Reopened: [hearing.on_reopened],
            ComesToWait: [hearing.on_comes_to_wait],
            HandedOff: [hearing.on_handed_off],
            Transferred: [hearing.on_transferred],
            Closed: [hearing.on_closed],
            SignedOut: [hearing.on_signed_out],
            Erased: [impressions.on_erased],
            Merged: [impressions.on_merged],
            Joined: [lambda s, event: impressions.on_joined(s, vault, event)] if vault else [],
        }
    )
