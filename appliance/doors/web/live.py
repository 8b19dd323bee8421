"""Live signals: "there is more in this conversation", never the words themselves.

One thread reads the outbox (woken by commits of this process, else every 0.2 s for those of others) and hands signals
to the open feeds; a feed is an async generator that touches no store. A page that gets a signal fetches what follows
its last number by a normal, permitted route, so a lost signal costs time, never a message; after every (re)connect the
feed says `hello` and the page catches up.

    hello                                      at the start, and after the feed fell behind
    conversation  {"id", "kind", "seq"}        something happened in a conversation (agents); {"seq"} for visitors
    lists                                      at most once a second: refresh what you list (agents)
    beat                                       every 15 s, so that silence means a dead connection
    bye                                        the sign-in ended or the vault was sealed
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import threading
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request
from sse_starlette.sse import EventSourceResponse

from appliance.core.events import queries as outbox
from appliance.core.kit import logs
from appliance.core.kit.clock import monotonic
from appliance.core.store.session import ReadSession, Store

log = logs.get_logger("doors.live")

EVERY = 0.2  # seconds between looks at the outbox
HEARTBEAT = 15.0  # seconds
LIST_PAUSE = 1.0  # seconds between two `lists`
OWN_WORDS = frozenset({"MessageReceived"})
OWN_PAUSE = 0.25
"""Seconds that a visitor's other windows wait for the visitor's own words: mostly the reply comes first, and one fetch brings
both. The window that sent them fetches by itself."""
CHECK_EVERY = 15.0  # seconds between looks at the sign-ins of open feeds
BEHIND = 500  # waiting signals after which a feed starts over with `hello`


@dataclass(frozen=True)
class Signal:
    """Something was committed. `channel_key` is `<channel>:<visitor>` where it is known."""

    seq: int
    kind: str
    conversation_id: str | None
    number: int | None
    channel_key: str | None


@dataclass(eq=False)
class Feed:
    """One open connection."""

    loop: asyncio.AbstractEventLoop
    channel_key: str | None = None
    token: str = ""
    waiting: asyncio.Queue[Signal | None] = field(default_factory=asyncio.Queue)
    behind: bool = False

    def wants(self, signal: Signal) -> bool:
        """Visitors hear of their own conversation; agents of all (ids only; what they fetch is checked)."""
        return self.channel_key is None or self.channel_key == signal.channel_key

    def tell(self, signal: Signal | None) -> None:
        """Hand over from the polling thread. None ends the feed."""
        with contextlib.suppress(RuntimeError):  # the loop may be closing
            self.loop.call_soon_threadsafe(self._take, signal)

    def _take(self, signal: Signal | None) -> None:
        if signal is not None and self.waiting.qsize() >= BEHIND:
            self.behind = True
            return
        self.waiting.put_nowait(signal)


class Signals:
    """The hub. `start()` after unseal, `stop()` at seal: it ends all feeds."""

    def __init__(
        self,
        store: Store,
        *,
        channel_of: Callable[[ReadSession, str], str | None] | None = None,
        sign_in_alive: Callable[[ReadSession, str], bool] | None = None,
    ) -> None:
        self._store = store
        self._channel_of = channel_of
        self._alive = sign_in_alive
        self._feeds: set[Feed] = set()
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._channels: OrderedDict[str, str | None] = OrderedDict()
        self._head = 0

    def start(self) -> None:
        """Begin with what is committed from now on."""
        with self._store.reading() as s:
            self._head = outbox.head(s)
        self._store.on_commit(self._wake.set)
        self._thread = threading.Thread(target=self._run, name="live", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End all feeds with `bye` and the thread; idempotent."""
        self._stopping.set()
        self._wake.set()
        with self._lock:
            feeds = list(self._feeds)
        for feed in feeds:
            feed.tell(None)
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(timeout=5)

    @property
    def open_feeds(self) -> int:
        """How many connections are open."""
        return len(self._feeds)

    def response(self, request: Request, channel_key: str | None = None) -> EventSourceResponse:
        """The feed as an answer: an agent's, or with `channel_key` a visitor's."""
        token = "" if channel_key is not None else str(getattr(request.state, "token", ""))
        feed = Feed(asyncio.get_running_loop(), channel_key, token)
        return EventSourceResponse(
            self.stream(feed), ping=3600, headers={"X-Accel-Buffering": "no", "Cache-Control": "no-store"}
        )

    async def stream(self, feed: Feed) -> AsyncIterator[dict[str, Any]]:
        """What one feed says, until its sign-in ends, the vault is sealed or the reader leaves."""
        visitor = feed.channel_key is not None
        with self._lock:
            self._feeds.add(feed)
        try:
            yield _said("hello")
            beat = monotonic() + HEARTBEAT
            lists_due: float | None = None
            lists_before = 0.0
            own: Signal | None = None  # the visitor's own message, not told yet
            own_due = 0.0
            while not self._stopping.is_set():
                until = min(beat, lists_due) if lists_due is not None else beat
                if own is not None:
                    until = min(until, own_due)
                try:
                    signal = await asyncio.wait_for(feed.waiting.get(), max(0.0, until - monotonic()))
                except TimeoutError:
                    at = monotonic()
                    if own is not None and at >= own_due:
                        yield _said("conversation", {"seq": own.number}, own.seq)
                        own = None
                    if lists_due is not None and at >= lists_due:
                        lists_due, lists_before = None, at
                        yield _said("lists")
                    if at >= beat:
                        beat = at + HEARTBEAT
                        yield {"comment": "beat"} if visitor else _said("beat")
                    continue
                if signal is None:
                    break
                if feed.behind:
                    feed.behind = False
                    while not feed.waiting.empty():
                        feed.waiting.get_nowait()
                    yield _said("hello")
                    continue
                if visitor and signal.kind in OWN_WORDS:
                    if own is None:
                        own_due = monotonic() + OWN_PAUSE
                    own = signal
                    continue
                if visitor:
                    own = None  # who fetches this gets that as well
                    yield _said("conversation", {"seq": signal.number}, signal.seq)
                    continue
                if signal.conversation_id is not None:
                    told = {"id": signal.conversation_id, "kind": signal.kind, "seq": signal.number}
                    yield _said("conversation", told, signal.seq)
                if lists_due is None:
                    lists_due = max(monotonic(), lists_before + LIST_PAUSE)
            yield _said("bye")
        finally:
            with self._lock:
                self._feeds.discard(feed)

    def _run(self) -> None:
        checked = monotonic()
        while not self._stopping.is_set():
            self._wake.wait(EVERY)
            self._wake.clear()
            try:
                self._look()
                if monotonic() - checked >= CHECK_EVERY:
                    checked = monotonic()
                    self._end_stale()
            except Exception as error:  # noqa: BLE001 - a feed must outlive one failed look
                if self._stopping.is_set():
                    return
                log.warning("live look failed", fault=type(error).__name__)
                self._stopping.wait(1.0)

    def _look(self) -> None:
        """Read what was committed since the last look and hand it to the feeds."""
        with self._store.reading() as s:
            rows = list(outbox.since(s, self._head, 500))
            if not rows:
                return
            signals = [self._signal(s, row) for row in rows]
        self._head = signals[-1].seq
        with self._lock:
            feeds = list(self._feeds)
        for feed in feeds:
            for signal in signals:
                if feed.wants(signal):
                    feed.tell(signal)
        if len(signals) == 500:
            self._wake.set()

    def _signal(self, s: ReadSession, row: Any) -> Signal:
        payload = row.payload or {}
        number = payload.get("seq")
        return Signal(row.seq, row.kind, row.conversation_id, number, self._channel(s, row.conversation_id))

    def _channel(self, s: ReadSession, conversation_id: str | None) -> str | None:
        if conversation_id is None or self._channel_of is None:
            return None
        if conversation_id not in self._channels:
            self._channels[conversation_id] = self._channel_of(s, conversation_id)
            while len(self._channels) > 10_000:
                self._channels.popitem(last=False)
        return self._channels[conversation_id]

    def _end_stale(self) -> None:
        """Say bye to feeds whose sign-in has ended meanwhile."""
        if self._alive is None:
            return
        with self._lock:
            feeds = [feed for feed in self._feeds if feed.token]
        if not feeds:
            return
        with self._store.reading() as s:
            for feed in feeds:
                if not self._alive(s, feed.token):
                    feed.tell(None)


def _said(event: str, data: dict[str, Any] | None = None, seq: int | None = None) -> dict[str, Any]:
    message: dict[str, Any] = {"event": event, "data": json.dumps(data or {})}
    if seq is not None:
        message["id"] = str(seq)
    return message
