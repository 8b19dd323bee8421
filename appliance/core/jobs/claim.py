"""A job in hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Claim:
    """`attempt` counts claims of the job: it tells a late finisher that it lost its lease."""

    id: str
    kind: str
    payload: dict[str, Any]
    attempt: int
