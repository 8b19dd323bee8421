"""One open connection of a live feed: it sleeps until it is told something, and costs nothing meanwhile but its memory.

A feed says bytes that were made once for all who hear the same. It belongs to the event loop: only `live` hands it anything,
and only there.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any, Final, Protocol

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

BEHIND: Final = 500
"""Waiting signals after which a feed starts over with `hello`."""
OWN_PAUSE: Final = 0.25
"""Seconds that a visitor's other windows wait for the visitor's own words: mostly the reply comes first, and one fetch brings
both. The window that sent them fetches by itself."""


def said(event: str, data: dict[str, Any] | None = None, seq: int | None = None) -> bytes:
    """One thing a feed says, as it goes over the wire (WHATWG HTML, server-sent events)."""
    number = f"id: {seq}\n" if seq is not None else ""
    return f"{number}event: {event}\ndata: {json.dumps(data or {})}\n\n".encode()


HELLO: Final = said("hello")
BYE: Final = said("bye")
LISTS: Final = said("lists")
BEAT: Final = said("beat")
SILENT_BEAT: Final = b": beat\n\n"
"""For windows, which take any data as a reason to fetch."""


class Feed:
    """What one reader is to hear. `channel_key` makes it a visitor's, else it is the sign-in `token`'s."""

    __slots__ = (
        "_lists",
        "_lists_before",
        "_loop",
        "_over",
        "_own",
        "_own_due",
        "_waiter",
        "_waiting",
        "agent_id",
        "channel_key",
        "token",
    )

    def __init__(self, channel_key: str | None = None, token: str = "", agent_id: str = "") -> None:
        self.channel_key, self.token, self.agent_id = channel_key, token, agent_id
        self._loop = asyncio.get_running_loop()
        self._waiting = [HELLO]
        self._waiter: asyncio.Future[None] | None = None
        self._over = False
        self._own = b""
        self._own_due: asyncio.TimerHandle | None = None
        self._lists: asyncio.TimerHandle | None = None
        self._lists_before = float("-inf")

    async def next(self) -> bytes | None:
        """All that is to be said now, waiting until there is something; `None` once the feed is over."""
        while not self._waiting:
            if self._over:
                return None
            self._waiter = self._loop.create_future()
            await self._waiter
        said, self._waiting = b"".join(self._waiting), []
        return said

    def say(self, what: bytes) -> None:
        """Say it as soon as the reader takes it. A reader who is far behind starts over instead."""
        if self._over:
            return
        if len(self._waiting) >= BEHIND:
            self._waiting = [HELLO]  # the page catches up by its own numbers
        else:
            self._waiting.append(what)
        self._wake()

    def say_own(self, what: bytes) -> None:
        """The visitor's own words: said after a pause, unless something else comes first and brings them along."""
        self._own = what
        if self._own_due is None:
            self._own_due = self._loop.call_later(OWN_PAUSE, self._tell_own)

    def say_more(self, what: bytes) -> None:
        """Something for a visitor; who fetches it gets their own words as well."""
        self._forget_own()
        self.say(what)

    def say_lists(self, after: float, pause: float) -> None:
        """Say `lists` in `after` seconds, and no sooner than `pause` after the last time."""
        due = max(self._loop.time() + after, self._lists_before + pause)
        if self._lists is not None:
            if self._lists.when() <= due:
                return
            self._lists.cancel()
        self._lists = self._loop.call_at(due, self._tell_lists)

    def end(self, word: bytes = b"") -> None:
        """Say the last word and nothing after it."""
        if self._over:
            return
        if word:
            self._waiting.append(word)
        self._over = True
        self._forget_own()
        if self._lists is not None:
            self._lists.cancel()
            self._lists = None
        self._wake()

    def _tell_own(self) -> None:
        own = self._own
        self._forget_own()
        self.say(own)

    def _forget_own(self) -> None:
        if self._own_due is not None:
            self._own_due.cancel()
            self._own_due = None

    def _tell_lists(self) -> None:
        self._lists = None
        self._lists_before = self._loop.time()
        self.say(LISTS)

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


class Hub(Protocol):
    """Who tells feeds what there is to say."""

    def enter(self, feed: Feed) -> None:
        """From now on it is told."""
        ...

    def leave(self, feed: Feed) -> None:
        """Its reader has gone, or it is over."""
        ...


class FeedResponse(Response):
    """A feed as the answer to a request."""

    media_type = "text/event-stream"

    def __init__(self, feed: Feed, hub: Hub) -> None:
        self._feed, self._hub = feed, hub
        self.status_code, self.background = 200, None
        # No body is set: it would give the answer a length. A proxy must not gather what is meant to arrive now.
        self.init_headers(
            {"X-Accel-Buffering": "no", "Cache-Control": "no-store", "Connection": "keep-alive"}
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        gone = asyncio.create_task(self._until_gone(receive))
        self._hub.enter(self._feed)
        try:
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            while (what := await self._feed.next()) is not None:
                await send({"type": "http.response.body", "body": what, "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            self._hub.leave(self._feed)
            gone.cancel()

    async def _until_gone(self, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        self._feed.end()
