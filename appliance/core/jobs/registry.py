"""Which function does which kind of job: an explicit list, filled by wiring."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from appliance.core.jobs import claims
from appliance.core.jobs.claim import Claim
from appliance.core.jobs.tables import Job
from appliance.core.store.session import ReadSession, Store, WriteSession


class Settled:
    """Whether a job was marked done within an act of its handler that is on disk."""

    def __init__(self) -> None:
        self.yes = False

    def note(self) -> None:
        self.yes = True


@dataclass(frozen=True, slots=True)
class JobContext:
    """What a handler gets. `attempt` is 1 for the first try."""

    store: Store
    job_id: str
    payload: dict[str, Any]
    attempt: int
    settled: Settled = field(default_factory=Settled)

    def finish(self, s: WriteSession) -> None:
        """Mark the job done in the handler's own last act: one write less than leaving that to the runner, and neither
        happens without the other. A job whose lease was lost is left to whoever has it."""
        if claims.done(s, Claim(self.job_id, "", {}, self.attempt)):
            s.once_kept(self.settled.note)

    def holds(self, s: ReadSession) -> bool:
        """Whether this attempt still owns the job. Ask inside the handler's own act when a second run must not count."""
        found = s.execute(select(Job.state, Job.attempts).where(Job.id == self.job_id)).first()
        return found is not None and found.state == "running" and found.attempts == self.attempt


Handler = Callable[[JobContext], None]


class Registry:
    """Handlers by kind of job."""

    def __init__(self) -> None:
        self._handlers: dict[str, Handler] = {}

    def add(self, kind: str, handler: Handler) -> None:
        """Register the one handler of a kind. A second one is a mistake: raises `ValueError`."""
        if kind in self._handlers:
            raise ValueError(f"there is a handler for {kind!r} already")
        self._handlers[kind] = handler

    def add_all(self, handlers: Mapping[str, Handler]) -> None:
        """Register several."""
        for kind, handler in handlers.items():
            self.add(kind, handler)

    def get(self, kind: str) -> Handler:
        """The handler."""
        return self._handlers[kind]

    @property
    def kinds(self) -> frozenset[str]:
        """All kinds that can be run here; a runner leaves other kinds to other processes."""
        return frozenset(self._handlers)
