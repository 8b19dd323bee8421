"""What the tests of jobs share."""

from __future__ import annotations

import time
from collections.abc import Callable

from sqlalchemy import select

from appliance.core.jobs.registry import JobContext, Registry
from appliance.core.jobs.tables import Job
from appliance.core.store.session import Store


def registry(**handlers: Callable[[JobContext], None]) -> Registry:
    made = Registry()
    made.add_all(handlers)
    return made


def states(store: Store) -> list[tuple[str, int]]:
    with store.reading() as s:
        return [(j.state, j.attempts) for j in s.scalars(select(Job).order_by(Job.seq))]


def until(fulfilled: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not fulfilled():
        assert time.monotonic() < deadline
        time.sleep(0.001)
