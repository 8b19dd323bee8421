"""The life of a request: pure, one table.

pending ──approve──> approved ──use──> used
   ├──refuse──> refused   │
   ├──withdraw──> withdrawn <──withdraw──┘
   └──time──> expired <──time── approved
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Final

from appliance.core.approvals.errors import NotNow


class State(StrEnum):
    """Where a request stands. `expired` follows from the clock and is never stored."""

    PENDING = "pending"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    USED = "used"
    EXPIRED = "expired"


class Step(StrEnum):
    """What can be done with one."""

    APPROVE = "approve"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    USE = "use"


_TABLE: Final = {
    (State.PENDING, Step.APPROVE): State.APPROVED,
    (State.PENDING, Step.REFUSE): State.REFUSED,
    (State.PENDING, Step.WITHDRAW): State.WITHDRAWN,
    (State.APPROVED, Step.WITHDRAW): State.WITHDRAWN,
    (State.APPROVED, Step.USE): State.USED,
}
OPEN: Final = frozenset({State.PENDING, State.APPROVED})


def standing(stored: str, expires_at: datetime, now: datetime) -> State:
    """The state at `now`: what was open when its time ran out has expired."""
    state = State(stored)
    return State.EXPIRED if state in OPEN and now >= expires_at else state


def after(state: State, step: Step) -> State:
    """The state that follows. Raises `NotNow`."""
    try:
        return _TABLE[state, step]
    except KeyError:
        raise NotNow(state) from None
