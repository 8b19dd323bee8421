"""A circuit breaker: after several failures in a row, stop asking for a while, so that visitors do not
wait for nothing.
"""

from __future__ import annotations

import threading

from appliance.core.kit.clock import monotonic


class Circuit:
    """Opens for `pause` seconds after `limit` failures in a row; then lets one caller at a time try."""

    def __init__(self, limit: int = 3, pause: float = 10.0) -> None:
        self._limit = limit
        self._pause = pause
        self._failures = 0
        self._closed_again_at = 0.0
        self._lock = threading.Lock()

    def allows(self) -> bool:
        """Whether to try now.

        While half open the first caller gets a yes, the others a no until it reports.
        """
        with self._lock:
            if self._failures < self._limit:
                return True
            if monotonic() < self._closed_again_at:
                return False
            self._closed_again_at = monotonic() + self._pause
            return True

    def succeeded(self) -> None:
        """It works again."""
        with self._lock:
            self._failures = 0

    def failed(self) -> None:
        """One more failure in a row."""
        with self._lock:
            self._failures += 1
            if self._failures >= self._limit:
                self._closed_again_at = monotonic() + self._pause
