"""Who wants to hear of what: two plain lists, written down in wiring."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from appliance.core.events.event import Event
from appliance.core.jobs.registry import Handler, JobContext
from appliance.core.store.session import WriteSession

Within = Callable[[WriteSession, Any], None]
After = tuple[str, Callable[[Any], None]]


class Subscribers:
    """`within` runs in the transaction of the act (store work only; an error fails the act). `after` runs as a job
    once the act is committed, at least once, and one at a time in order for each subscriber and conversation."""

    def __init__(
        self,
        within: Mapping[type[Event], Sequence[Within]] | None = None,
        after: Mapping[type[Event], Sequence[After]] | None = None,
    ) -> None:
        self._within = {kind: tuple(each) for kind, each in (within or {}).items()}
        self._after = {kind: tuple(each) for kind, each in (after or {}).items()}
        for kind, each in self._after.items():
            names = [name for name, _ in each]
            if len(names) != len(set(names)):
                raise ValueError(f"two subscribers of {kind.__name__} have the same name")

    def within(self, kind: type[Event]) -> Sequence[Within]:
        """Subscribers in the act's transaction, in the order they are listed."""
        return self._within.get(kind, ())

    def after(self, kind: type[Event]) -> Sequence[After]:
        """(name, function) of subscribers by job."""
        return self._after.get(kind, ())

    def job_handlers(self) -> dict[str, Handler]:
        """What the runner's registry needs, by kind of job."""
        return {
            job_kind(kind.__name__, name): _handler(kind, function)
            for kind, each in self._after.items()
            for name, function in each
        }


def job_kind(event: str, subscriber: str) -> str:
    """The kind of the job that tells one subscriber of one event."""
    return f"event:{event}:{subscriber}"


def _handler(kind: type[Event], function: Callable[[Any], None]) -> Handler:
    def handle(job: JobContext) -> None:
        function(kind.of(job.payload["conversation_id"], job.payload["payload"]))

    return handle
