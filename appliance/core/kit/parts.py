"""The box of parts that wiring fills and doors take from: one part per type."""

from __future__ import annotations

from typing import Any, TypeVar

from appliance.core.kit.errors import Unavailable

T = TypeVar("T")


class Parts:
    """Holds one part per type. Filling and taking are single dictionary steps, so threads need no lock."""

    def __init__(self) -> None:
        self._parts: dict[type[Any], Any] = {}

    def provide(self, key: type[T], part: T) -> None:
        """Put in `part` as the one of its kind; a second call replaces it."""
        self._parts[key] = part

    def withdraw(self, key: type[Any]) -> None:
        """Take a part out again (at seal); taking out what is not there is no error."""
        self._parts.pop(key, None)

    def has(self, key: type[Any]) -> bool:
        """Whether the part is there now."""
        return key in self._parts

    def get(self, key: type[T]) -> T:
        """The part. Raises `Unavailable` while it is missing (not yet loaded, or sealed)."""
        try:
            part: T = self._parts[key]
        except KeyError:
            raise Unavailable(
                f"系统部件“{key.__name__}”尚未就绪，请稍后重试。",
                f"The part '{key.__name__}' is not ready yet; try again in a moment.",
            ) from None
        return part
