"""The second form of a channel, for fast tests: same contract, no service behind it."""

from __future__ import annotations

import threading

from appliance.doors.channels.adapter import OutMessage, Receipt


class Loopback:
    """Keeps what was delivered, each message once, in order of arrival."""

    name = "loopback"

    def __init__(self) -> None:
        self.delivered: list[OutMessage] = []
        self._seen: set[str] = set()
        self._lock = threading.Lock()

    def deliver(self, message: OutMessage) -> Receipt:
        with self._lock:
            if message.message_id not in self._seen:
                self._seen.add(message.message_id)
                self.delivered.append(message)
        return Receipt(message.message_id)
