"""How much and how often: body sizes before reading, and token buckets per sender, kept in memory."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Mapping

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from appliance.core.kit.clock import monotonic
from appliance.core.kit.errors import RateLimited, TooLarge
from appliance.core.kit.parts import Parts
from appliance.core.settings import Settings
from appliance.doors.web import error_pages

ORDINARY = 1_000_000  # bytes of a request that uploads nothing
FORM_AROUND = 100_000  # bytes a multipart form may add around its file
DRAIN_AT_MOST = (
    300_000_000  # bytes still read (and thrown away) so that the browser sees the answer, not a reset
)


def too_large(limit: int) -> TooLarge:
    """The one sentence about size."""
    mb = max(1, round((limit - FORM_AROUND) / 1_000_000)) if limit > ORDINARY else 1
    return TooLarge(
        f"内容超过 {mb} MB 的上限，没有保存；请拆分或压缩后再上传。",
        f"This is larger than the limit of {mb} MB and was not saved; split or compress it and try again.",
    )


class BodyLimit:
    """Refuses a body that is too long before it is read; counts one that does not say its length."""

    def __init__(
        self, app: ASGIApp, ordinary: int = ORDINARY, uploads: Mapping[str, int] | None = None
    ) -> None:
        self.app, self.ordinary, self.uploads = app, ordinary, dict(uploads or {})

    def limit(self, path: str) -> int:
        """Bytes allowed under this path."""
        return next((size for prefix, size in self.uploads.items() if path.startswith(prefix)), self.ordinary)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self.app(scope, receive, send)
            return
        limit = self.limit(scope["path"])
        declared = dict(scope["headers"]).get(b"content-length", b"")
        if declared.isdigit() and int(declared) > limit:
            await _refuse(scope, receive, send, limit)
            return
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > limit:
                raise too_large(limit)
            return message

        await self.app(scope, counted, send)


async def _refuse(scope: Scope, receive: Receive, send: Send, limit: int) -> None:
    """Answer at once, then let the rest run into the void: a closed socket would hide the answer."""
    answer = error_pages.answer(Request(scope, receive), too_large(limit))
    start: Message = {
        "type": "http.response.start",
        "status": answer.status_code,
        "headers": answer.raw_headers,
    }
    await send(start)
    await send({"type": "http.response.body", "body": answer.body, "more_body": True})
    drained, more = 0, True
    while more and drained < DRAIN_AT_MOST:
        message = await receive()
        drained += len(message.get("body", b""))
        more = message["type"] == "http.request" and message.get("more_body", False)
    await send({"type": "http.response.body", "body": b"", "more_body": False})


class Buckets:
    """Token buckets: `per_minute` on average, as many at once. Forgets the longest unused beyond `keep`."""

    def __init__(self, keep: int = 50_000) -> None:
        self._keep = keep
        self._lock = threading.Lock()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str, per_minute: int) -> bool:
        """Whether one more is allowed now."""
        at = monotonic()
        with self._lock:
            left, since = self._buckets.pop(key, (float(per_minute), at))
            left = min(float(per_minute), left + (at - since) * per_minute / 60)
            allowed = left >= 1
            self._buckets[key] = (left - 1 if allowed else left, at)
            while len(self._buckets) > self._keep:
                self._buckets.popitem(last=False)
            return allowed


def address_of(request: Request) -> str:
    """The sender's address as the server knows it (uvicorn applies the proxy's header only where told to trust it)."""
    return request.client.host if request.client else "unknown"


def take(request: Request, what: str, who: str, per_minute: int) -> None:
    """Count one of `what` by `who`. Raises `RateLimited`."""
    parts: Parts = request.app.state.parts
    if not parts.has(Buckets):
        parts.provide(Buckets, Buckets())
    if not parts.get(Buckets).take(f"{what}:{who}", per_minute):
        raise RateLimited(
            "操作太频繁，请稍等一分钟再试；已写的内容不会丢失。",
            "That was too often; wait a minute and try again. What you wrote is kept.",
        )


async def visitor_rate(request: Request) -> None:
    """A visitor's messages: INTAKE_PER_MINUTE per visitor, ten times that per address (a branch shares one)."""
    settings: Settings = request.app.state.parts.get(Settings)
    token = request.headers.get("authorization", "")
    if token:
        who = hashlib.sha256(token.encode()).hexdigest()[:24]
        take(request, "visitor", who, settings.intake_per_minute)
    take(request, "visitors", address_of(request), settings.intake_per_minute * 10)


def sign_in_rate(request: Request) -> None:
    """Tries to sign in: 30 a minute per address; the lock after five wrong passwords is core/accounts' own."""
    take(request, "sign-in", address_of(request), 30)
