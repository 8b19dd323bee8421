"""Live signals: "there is more in this conversation", never the words themselves.

One thread reads the outbox (woken by commits, of this process or another; by the clock every 0.2 s besides) and hands what it read to
the event loop in one go; there each signal is made into bytes once and given to the feeds that hear it. No feed touches the
store. A page that gets a signal fetches what follows its last number by a normal, permitted route, so a lost signal costs
time, never a message; after every (re)connect the feed says `hello` and the page catches up.

    hello                                      at the start, and after the feed fell behind
    conversation  {"id", "kind", "seq"}        something happened in a conversation (agents; what was merely said in one is
                                               told to who has it in hand or on the screen)
    conversation  {"seq"}                      the same for its visitor, who hears of nothing that only staff see; {"shown"}
                                               beside it is the window's own number of a message of the visitor's
    lists                                      refresh what you list (agents): at once for one who has the conversation in
                                               hand, and again after a second (three, the more desks are open); less often
                                               for others; not for what was merely said in conversations that their lists do
                                               not show
    beat                                       every 15 s, so that silence means a dead connection
    bye                                        the sign-in ended or the vault was sealed
"""

from __future__ import annotations

import asyncio
import random
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from fastapi import Request

from appliance.core.events import queries as outbox
from appliance.core.kit import logs
from appliance.core.kit.clock import monotonic
from appliance.core.store.session import ReadSession, Store
from appliance.doors.web.feed import BEAT, BYE, SILENT_BEAT, Feed, FeedResponse, said
from appliance.doors.web.looking import Looking

log = logs.get_logger("doors.live")

EVERY: Final = 0.2  # seconds between looks at the outbox
HEARTBEAT: Final = 15  # seconds
AT_ONCE: Final = 500  # signals of one look
OWN_WORDS: Final = frozenset({"MessageReceived"})
WORDS: Final = frozenset({"MessageReceived", "AgentReplied", "ReplyPosted", "ReplyFinished", "SystemSaid"})
"""What changes nothing but the conversation itself, unless it begins one."""
FOR_STAFF: Final = frozenset({"NotePosted", "Marked", "Overdue", "MessageWithheld", "ComesToWait"})
"""What a visitor must not even hear of."""
LIST_PAUSE: Final = 1.0  # seconds between two `lists`
OWN_LIST_PAUSE: Final = (
    3.0  # at most so many, however many desks are open, for who has the conversation in hand
)
LIST_COST: Final = 0.02
"""Seconds of work that a desk's list may cost. So much apart stand the refreshes of all open desks, so that a hundred do not
ask in the same moment, nor all the time: with a hundred a list that shows others' conversations follows every two seconds."""
CHECK_EVERY: Final = 15.0  # seconds between looks at the sign-ins of open feeds


@dataclass(frozen=True)
class Signal:
    """Something was committed. `number` is the staff's of the message, `shown` the visitor's where it is known.
    `channel_key` is `<channel>:<visitor>`, `agent_id` who has the conversation in hand now, `state` its state."""

    seq: int
    kind: str
    conversation_id: str | None
    number: int | None
    shown: int | None
    channel_key: str | None
    agent_id: str | None
    state: str = ""

    @property
    def words(self) -> bool:
        """Whether it tells of words only: nobody's figures change, and no list but those that show the conversation."""
        return self.kind in WORDS and self.conversation_id is not None and self.number != 1


Whose = Callable[[ReadSession, Collection[str]], dict[str, tuple[str, str | None, str]]]
"""Of conversations by id: channel key, the agent in charge, and the state."""


class Signals:
    """The hub. `start()` after unseal, `stop()` at seal: it ends all feeds. Feeds live in one event loop. Without `own_at_once` what
    this process commits is told by the clock: visitors' own words where they are served apart, which their windows know already."""

    def __init__(
        self,
        store: Store,
        *,
        whose: Whose | None = None,
        sign_in_alive: Callable[[ReadSession, str], bool] | None = None,
        own_at_once: bool = True,
    ) -> None:
        self.looking = Looking()
        self._store = store
        self._whose = whose
        self._alive = sign_in_alive
        self._own_at_once = own_at_once
        self._loop: asyncio.AbstractEventLoop | None = None
        self._desks: set[Feed] = set()
        self._windows: dict[str, set[Feed]] = {}
        self._rounds: tuple[dict[Feed, None], ...] = tuple({} for _ in range(HEARTBEAT))
        self._entered = 0
        self._beating: asyncio.TimerHandle | None = None
        self._beats = 0
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._head = 0

    def start(self) -> None:
        """Begin with what is committed from now on."""
        with self._store.reading() as s:
            self._head = outbox.head(s)
        if self._own_at_once:
            self._store.on_commit(self._wake.set)
        self._store.on_others_commit(self._wake.set)
        self._thread = threading.Thread(target=self._run, name="live", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End all feeds with `bye` and the thread; idempotent."""
        self._stopping.set()
        self._wake.set()
        self._in_loop(self._end_all, BYE)
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(timeout=5)

    def hang_up(self) -> None:
        """End all feeds without a word, as a server does that goes away: pages try again by themselves. In the loop."""
        self._end_all(b"")

    @property
    def open_feeds(self) -> int:
        """How many connections are open."""
        return sum(map(len, self._rounds))

    def response(self, request: Request, channel_key: str | None = None) -> FeedResponse:
        """The feed as an answer: an agent's, or with `channel_key` a visitor's."""
        if channel_key is not None:
            return FeedResponse(Feed(channel_key), self)
        agent = getattr(request.state, "agent", None)
        token = str(getattr(request.state, "token", ""))
        return FeedResponse(Feed(token=token, agent_id=agent.id if agent is not None else ""), self)

    # --- in the event loop ---

    def enter(self, feed: Feed) -> None:
        """From now on the feed is told."""
        self._loop = asyncio.get_running_loop()
        self._rounds[self._entered % HEARTBEAT][feed] = None
        self._entered += 1
        if feed.channel_key is None:
            self._desks.add(feed)
        else:
            self._windows.setdefault(feed.channel_key, set()).add(feed)
        if self._stopping.is_set():
            feed.end(BYE)
        elif self._beating is None:
            self._beating = self._loop.call_later(1.0, self._beat)

    def leave(self, feed: Feed) -> None:
        """Its reader has gone, or it is over."""
        feed.end()
        for each in self._rounds:
            each.pop(feed, None)
        self._desks.discard(feed)
        if feed.channel_key is not None and (same := self._windows.get(feed.channel_key)) is not None:
            same.discard(feed)
            if not same:
                del self._windows[feed.channel_key]

    def _beat(self) -> None:
        """A fifteenth of all feeds each second: nobody's beats come more often, and they never come all at once."""
        self._beating = None
        if not any(self._rounds) or self._loop is None:
            return
        self._beats += 1
        for feed in self._rounds[self._beats % HEARTBEAT]:
            feed.say(BEAT if feed.channel_key is None else SILENT_BEAT)
        self._beating = self._loop.call_later(1.0, self._beat)

    def _end_all(self, word: bytes) -> None:
        for each in self._rounds:
            for feed in each:
                feed.end(word)

    def _hand_out(self, signals: Sequence[Signal]) -> None:
        """Each signal becomes bytes once."""
        if self._desks:
            self._tell_desks(signals)
        for signal in signals:
            windows = self._windows.get(signal.channel_key or "")
            if not windows or signal.kind in FOR_STAFF:
                continue
            shown = {"shown": signal.shown} if signal.shown is not None else {}
            what = said("conversation", {"seq": signal.number, **shown}, signal.seq)
            for feed in windows:
                feed.say_own(what) if signal.kind in OWN_WORDS else feed.say_more(what)

    def _tell_desks(self, signals: Sequence[Signal]) -> None:
        """What concerns everybody is put together once; of the rest each desk is asked only whether it has to do with any."""
        told = [
            (s, said("conversation", {"id": s.conversation_id, "kind": s.kind, "seq": s.number}, s.seq))
            for s in signals
            if s.conversation_id is not None
        ]
        for_all = b"".join(each for s, each in told if not s.words)
        everything = b"".join(each for _, each in told)
        in_hand = {s.agent_id for s in signals}
        changes = not all(s.words for s in signals)
        lately = self.looking.lately()
        opened = {
            s.conversation_id: self.looking.having((s.conversation_id or "",)) for s, _ in told if s.words
        }
        concerned = in_hand.union(*opened.values())
        listing = self.looking.listing({s.state for s in signals if s.words})
        apart = LIST_COST * len(self._desks)
        # Of a hundred desks, one or two have to do with what was merely said.
        few = None if changes or for_all else concerned | listing
        for feed in self._desks:
            mine = feed.agent_id
            if few is not None and mine in lately and mine not in few:
                continue
            if mine not in lately:
                what = everything
            elif mine in concerned:
                what = b"".join(
                    each
                    for s, each in told
                    if not s.words or s.agent_id == mine or mine in opened[s.conversation_id]
                )
            else:
                what = for_all
            if what:
                feed.say(what)
            if mine in in_hand:
                feed.say_lists(0.0, min(max(LIST_PAUSE, apart), OWN_LIST_PAUSE))
            elif changes or mine in listing or mine not in lately:
                feed.say_lists(random.uniform(0.0, apart), max(LIST_PAUSE, apart))  # noqa: S311 - no secret

    # --- in the thread that reads the outbox ---

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
            rows = outbox.since(s, self._head, AT_ONCE)
            if not rows:
                return
            ids = {row.conversation_id for row in rows if row.conversation_id is not None}
            whose = self._whose(s, ids) if self._whose is not None and ids and self.open_feeds else {}
        self._head = rows[-1].seq
        self._in_loop(self._hand_out, [_signal(row, whose) for row in rows])
        if len(rows) == AT_ONCE:
            self._wake.set()

    def _in_loop(self, act: Callable[..., None], *given: Any) -> None:
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop may be closing
                self._loop.call_soon_threadsafe(act, *given)

    def _end_stale(self) -> None:
        """Say bye to feeds whose sign-in has ended meanwhile."""
        desks = [feed for feed in self._desks.copy() if feed.token]
        if self._alive is None or not desks:
            return
        with self._store.reading() as s:
            over = [feed for feed in desks if not self._alive(s, feed.token)]
        for feed in over:
            self._in_loop(feed.end, BYE)


def _signal(row: Any, whose: Mapping[str, tuple[str | None, str | None, str]]) -> Signal:
    payload = row.payload or {}
    channel_key, agent_id, state = whose.get(row.conversation_id, (None, None, ""))
    return Signal(
        row.seq,
        row.kind,
        row.conversation_id,
        payload.get("seq"),
        payload.get("shown"),
        channel_key,
        agent_id,
        state,
    )
