"""How both processes of a service answer the web: uvicorn without a log of its own, and a stop that waits for no open feed."""

from __future__ import annotations

import socket

import uvicorn
from fastapi import FastAPI

from appliance.box import Box
from appliance.doors.web.live import Signals


class Server(uvicorn.Server):
    """Serves `app`, whose parts are those of `box`."""

    def __init__(self, app: FastAPI, box: Box) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=3,
                proxy_headers=bool(box.settings.trusted_proxies),
                forwarded_allow_ips=box.settings.trusted_proxies,
            )
        )
        self._parts = box.parts

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if self._parts.has(Signals):
            self._parts.get(Signals).hang_up()  # else it would wait for readers who do not go by themselves
        await super().shutdown(sockets)
