"""Security headers on every answer, as plain ASGI, so that streams are not buffered.

The policy allows nothing inline and nothing from elsewhere; htmx runs under it with the settings of base/document.html.
A route may widen two things, by a header that is taken off here: `X-Kefu-Frame-Ancestors` (who may frame this page;
the chat window) and `X-Kefu-Frame-Src` (what this page may frame; the sample bank page).
"""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

FRAME_ANCESTORS = "x-kefu-frame-ancestors"
FRAME_SRC = "x-kefu-frame-src"


def policy(frame_ancestors: str = "'none'", frame_src: str = "'none'") -> str:
    """The Content-Security-Policy (CSP level 3) of a page."""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self'",
            "font-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            "media-src 'self'",
            "worker-src 'self'",
            f"frame-src {frame_src}",
            "base-uri 'none'",
            "form-action 'self'",
            f"frame-ancestors {frame_ancestors}",
        )
    )


_PLAIN = frozenset({b"content-length", b"content-type"})
"""An answer that sets no others gets all of ours as they are."""
_SHIPPED = [
    (name.lower().encode(), value.encode())
    for name, value in {
        "Content-Security-Policy": policy(),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Cache-Control": "no-store",
    }.items()
]


class Headers:
    """Adds what is missing; what a route has set itself stays."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = {name for name, _ in message["headers"]}
                if given <= _PLAIN:
                    message["headers"] = [*message["headers"], *_SHIPPED]
                else:
                    self._fill(MutableHeaders(scope=message))
            await send(message)

        await self.app(scope, receive, with_headers)

    @staticmethod
    def _fill(headers: MutableHeaders) -> None:
        ancestors = headers.get(FRAME_ANCESTORS, "'none'")
        sources = headers.get(FRAME_SRC, "'none'")
        for name in (FRAME_ANCESTORS, FRAME_SRC):
            if name in headers:
                del headers[name]
        headers.setdefault("Content-Security-Policy", policy(ancestors, sources))
        for header, value in _SHIPPED[1:]:
            headers.setdefault(header.decode(), value.decode())
