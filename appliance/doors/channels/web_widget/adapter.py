"""The widget reads its feed itself, so a message is delivered once it is committed."""

from __future__ import annotations

from appliance.doors.channels.adapter import OutMessage, Receipt

NAME = "web_widget"


class WebWidget:
    """Delivery is the visitor's own read of `/widget/api/messages`; nothing is pushed from here."""

    name = NAME

    def deliver(self, message: OutMessage) -> Receipt:
        return Receipt(message.message_id)
