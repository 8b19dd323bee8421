"""Promise: once a person has claimed a conversation, no AI text follows, by commit order."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, select

from appliance.core.audit.tables import AuditEvent
from appliance.core.audit.verify import verify
from appliance.core.events.tables import OutboxRow
from appliance.core.jobs.tables import Job
from appliance.core.kit.actors import Actor
from appliance.core.store.session import Store
from appliance.core.vault.vault import Vault
from appliance.service.conversations.tables import Conversation, Message
from appliance.service.routing import actions as routing
from tests.guarantees.turn_worker import THREADS, WIDE_OPEN, Paced, make_runner
from tests.service.scene import Scene, hire, subscriptions

ROOT = Path(__file__).resolve().parents[2]
INTERLEAVINGS = int(os.environ.get("INTERLEAVINGS", "200"))
SEED = int(os.environ.get("SEED", "20261122"))
PATIENCE = 120.0  # seconds; only a hang is that slow


class Worker:
    """The AI's side: `allow` lets it write, `news` is set after each turn."""

    def __init__(self, allow: Callable[[str, int], None], news: threading.Event) -> None:
        self.allow = allow
        self.news = news
        self.alive: Callable[[], bool] = lambda: True


@contextmanager
def same_process(scene: Scene) -> Iterator[Worker]:
    paced, news = Paced(), threading.Event()
    runner = make_runner(scene.store, scene.vault, paced, news.set)
    runner.start()
    yield Worker(paced.allow, news)
    assert runner.stop()


@contextmanager
def own_process(scene: Scene) -> Iterator[Worker]:
    data_dir = scene.vault.folder.parent
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.guarantees.turn_worker", str(data_dir)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    stdin, stdout = process.stdin, process.stdout
    assert stdin is not None
    assert stdout is not None
    news, line = threading.Event(), threading.Lock()

    def allow(tag: str, number: int) -> None:
        with line:
            stdin.write(f"{tag} {number}\n")
            stdin.flush()

    def listen() -> None:
        for _ in stdout:
            news.set()
        news.set()

    stdin.write(scene.vault.hand_over().hex() + "\n")
    stdin.flush()
    assert stdout.readline() == "ready\n"
    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    worker = Worker(allow, news)
    worker.alive = lambda: process.poll() is None
    try:
        yield worker
    finally:
        stdin.close()
        assert process.wait(30) == 0
        listener.join()
        stdout.close()


def spin(chance: random.Random) -> None:
    """A short wait of random length that gives the processor to nobody on purpose."""
    for _ in range(chance.choice((0, 100, 3_000, 30_000))):
        pass


def interleave(scene: Scene, worker: Worker, agent: Actor, number: int) -> None:
    """One conversation: messages, sentences and a claim in random order, then perhaps a life after it."""
    chance = random.Random(SEED * 1_000_003 + number)
    tag, sentences = str(number), chance.randint(1, 4)
    got = scene.write(f"问题 #{tag}:{sentences}", who=f"v{number}", client_id="first").conversation_id
    steps = ["allow"] * chance.randint(0, sentences) + ["claim"] + ["write"] * chance.choice((0, 0, 1))
    chance.shuffle(steps)
    if chance.random() < 0.5:
        # Let the AI have begun, so that the claim falls into the middle of a reply.
        worker.allow(tag, 1)
        await_(worker, lambda: scene.row(got).last_author_kind == "ai")
    for step in steps:
        spin(chance)
        if step == "allow":
            worker.allow(tag, 1)
        elif step == "write":
            scene.write(f"还有 #{tag}:{sentences}", who=f"v{number}", client_id="second")
        else:
            with scene.store.writing() as s:
                routing.claim(s, got, agent)
    worker.allow(tag, WIDE_OPEN)
    if chance.random() < 0.5:
        scene.write(f"在吗 #{tag}:1", who=f"v{number}", client_id="third")
        with scene.store.writing() as s:
            routing.give_back(s, got, agent)
        await_(worker, lambda: not scene.row(got).awaits_ai)


def await_(worker: Worker, fulfilled: Callable[[], bool]) -> None:
    """Until a condition holds; looks again after each turn of the worker, and now and then besides."""
    until = time.monotonic() + PATIENCE
    while not fulfilled():
        assert worker.alive(), "the worker has ended"
        assert time.monotonic() < until, "the condition never came true"
        worker.news.wait(0.05)
        worker.news.clear()


def at_rest(store: Store) -> bool:
    with store.reading() as s:
        return not s.scalar(select(func.count()).select_from(Job).where(Job.state.in_(("queued", "running"))))


def spoke_after_claim(kinds: list[tuple[str, str]]) -> list[str]:
    """The conversations in which an AI entry follows a claim with no handing back between, in the given order."""
    silent, guilty = set(), []
    for conversation_id, what in kinds:
        if what == "claimed":
            silent.add(conversation_id)
        elif what == "given_back":
            silent.discard(conversation_id)
        elif what == "ai" and conversation_id in silent:
            guilty.append(conversation_id)
    return guilty


@pytest.mark.parametrize("where", [same_process, own_process])
def test_no_ai_text_follows_a_claim(store: Store, vault: Vault, where) -> None:
    store.subscribers = subscriptions()
    scene = Scene(store, vault)
    agent = hire(store, "林悦", capacity=10**6)
    with where(scene) as worker, ThreadPoolExecutor(THREADS) as drivers:
        each = [drivers.submit(interleave, scene, worker, agent, n) for n in range(INTERLEAVINGS)]
        for future in each:
            future.result()
        await_(worker, lambda: at_rest(store))

    with store.reading() as s:
        messages = s.scalars(select(Message).order_by(Message.ordinal)).all()
        rows = s.scalars(select(OutboxRow).order_by(OutboxRow.seq)).all()
        given_back = s.scalars(
            select(AuditEvent.conversation_id).where(AuditEvent.verb == "conversation.given_back")
        )
        answered = {m.conversation_id for m in messages if m.author_kind == "ai"}
        dropped = s.scalars(select(AuditEvent).where(AuditEvent.verb == "draft.dropped")).all()
        open_ends = s.scalars(
            select(Conversation.id).where(
                Conversation.state == "ai", Conversation.asked_seq > Conversation.answered_seq
            )
        ).all()
        chain = verify(s, vault.audit_key())
        assert set(given_back) <= answered  # after being given back the AI speaks again
    said = [(m.conversation_id, m.meta.get("event") or m.author_kind) for m in messages]
    named = {"Claimed": "claimed", "GivenBack": "given_back", "ReplyPosted": "ai"}
    announced = [(str(row.conversation_id), named[row.kind]) for row in rows if row.kind in named]
    assert spoke_after_claim(said) == []
    assert spoke_after_claim(announced) == []
    assert sum(what == "claimed" for _, what in said) == INTERLEAVINGS
    assert open_ends == []
    assert chain.ok, chain.why
    if INTERLEAVINGS >= 50:
        # The race was real: claims fell before, into and after replies.
        cut_short = {event.conversation_id for event in dropped if event.details["reason"] == "claimed"}
        assert cut_short & answered
        assert len(cut_short) > INTERLEAVINGS // 10


def test_the_judge_can_tell() -> None:
    assert spoke_after_claim([("c", "ai"), ("c", "claimed"), ("c", "ai")]) == ["c"]
    assert spoke_after_claim([("c", "claimed"), ("c", "given_back"), ("c", "ai"), ("d", "ai")]) == []
