"""The root of all events."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True)
class Event:
    """Something that happened. Subclasses add fields of ids and numbers, never words of a customer.

    @dataclass(frozen=True)
    class Claimed(Event):
        seq: int
    """

    conversation_id: str | None

    @property
    def kind(self) -> str:
        """The event's name in the outbox: its class's name."""
        return type(self).__name__

    def payload(self) -> dict[str, Any]:
        """All fields but the conversation, as JSON-able values."""
        return {
            field.name: getattr(self, field.name)
            for field in dataclasses.fields(self)
            if field.name != "conversation_id"
        }

    @classmethod
    def of(cls, conversation_id: str | None, payload: dict[str, Any]) -> Self:
        """The event again, from its outbox row. Fields that a newer version added must have defaults."""
        known = {field.name for field in dataclasses.fields(cls)}
        return cls(conversation_id, **{name: value for name, value in payload.items() if name in known})
