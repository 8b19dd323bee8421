"""What every channel gives and takes, so that the rest of the house knows no channel by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from appliance.core.masking.text import MaskedText, RawText


@dataclass(frozen=True)
class InboundMessage:
    """One visitor's message, the same shape for every service.

    `client_id` is the sender's own id of the message: a repeat of it is the same message. `lang` is what the
    channel knows of the visitor's language ("zh", "en" or None).
    """

    channel: str
    external_id: str
    client_id: str
    text: RawText
    lang: str | None = None


@dataclass(frozen=True)
class OutMessage:
    """One message on its way to a visitor. `number` is its gapless number in the visitor's feed."""

    conversation_id: str
    message_id: str
    external_id: str
    number: int
    author_kind: str
    author_name: str
    text: MaskedText
    displays: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Receipt:
    """Delivered: the service's own id of it, if it gives one."""

    service_id: str | None = None


class Adapter(Protocol):
    """One messenger or widget. `deliver` may be called twice for one message and must not show it twice."""

    name: str

    def deliver(self, message: OutMessage) -> Receipt: ...
