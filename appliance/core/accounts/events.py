"""What accounts announce."""

from __future__ import annotations

from dataclasses import dataclass

from appliance.core.events.event import Event


@dataclass(frozen=True)
class SignedOut(Event):
    """A person has ended their last sign-in, or their account was disabled: they are no longer here."""

    agent_id: str
