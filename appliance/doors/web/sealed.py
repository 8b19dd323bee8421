"""While the vault is sealed, everything but static files and health says so, with 503."""

from __future__ import annotations

from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from appliance.core.kit.errors import ApplianceError, SealedError, Unavailable
from appliance.core.kit.parts import Parts
from appliance.core.store.session import Store
from appliance.core.vault.vault import Vault
from appliance.doors.web import error_pages

OPEN = ("/static/", "/healthz", "/readyz", "/language", "/widget/loader.js")


def closed(parts: Parts) -> ApplianceError | None:
    """Why nothing can be served now, or None."""
    if not parts.has(Vault) or parts.get(Vault).sealed:
        return SealedError()
    if not parts.has(Store):
        return Unavailable("系统正在启动，请稍候几秒。", "The appliance is starting; wait a few seconds.")
    return None


class SealGate:
    """Stands before every route."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not scope["path"].startswith(OPEN):
            why = closed(scope["app"].state.parts)
            if why is not None:
                answer = error_pages.answer(Request(scope, receive), why)
                answer.headers["Retry-After"] = "5"
                await answer(scope, receive, send)
                return
        await self.app(scope, receive, send)
