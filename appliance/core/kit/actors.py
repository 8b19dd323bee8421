"""Who did it: every act and every audit event names an actor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ActorKind = Literal["visitor", "ai", "agent", "system"]


@dataclass(frozen=True, slots=True)
class Actor:
    """One party to an act. `agent` is always a person, `ai` the machine, `system` the appliance itself."""

    kind: ActorKind
    id: str
    name: str = ""


AI = Actor("ai", "ai", "AI")
SYSTEM = Actor("system", "system", "system")
