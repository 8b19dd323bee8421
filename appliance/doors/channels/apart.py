"""The visitors' doors in a process of their own: how that process is, and by which address visitors come.

With VISITORS_PORT two addresses are there: visitors reach theirs, which has nothing for staff, and staff theirs, which takes nothing
from visitors. Without it both are the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from fastapi import Request

from appliance.core.kit.clock import now
from appliance.core.settings import Settings
from appliance.doors.web.depends import parts_of


@dataclass
class Apart:
    """A part, there only with VISITORS_PORT. Written by who keeps the process, read by the operator's page.

    `state` is starting, ready, sealed or restarting.
    """

    host: str
    port: int
    state: str = "starting"
    since: datetime = field(default_factory=now)
    falls: int = 0
    """How often it has ended since the start without being told."""
    hung: bool = False
    """Whether the last of these was that it no longer answered."""
    hangs: int = 0
    """How many of these were."""
    pid: int | None = None

    def becomes(self, state: str) -> None:
        """From now on."""
        if state != self.state:
            self.state, self.since = state, now()

    @property
    def address(self) -> str:
        """Where it listens."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"


def visitors_home(request: Request) -> str:
    """The origin by which visitors come: as set, else that of the request, by the visitors' port if they have one."""
    parts = parts_of(request)
    if set_by_operator := parts.get(Settings).visitors_url:
        return set_by_operator
    if not parts.has(Apart):
        return f"{request.url.scheme}://{request.url.netloc}"
    host = request.url.hostname or ""
    return f"{request.url.scheme}://{f'[{host}]' if ':' in host else host}:{parts.get(Apart).port}"
