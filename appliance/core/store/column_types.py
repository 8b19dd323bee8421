"""Column types: times as whole milliseconds, JSON as canonical text."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Dialect, Text
from sqlalchemy.types import TypeDecorator

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)


def to_ms(at: datetime) -> int:
    """Whole milliseconds since 1970, rounded down. Refuses a time without a zone."""
    if at.tzinfo is None:
        raise ValueError("the store keeps UTC; give the time a zone")
    return (at - _EPOCH) // _MS


def from_ms(ms: int) -> datetime:
    """The UTC time."""
    return _EPOCH + ms * _MS


def canonical(value: Any) -> str:
    """JSON with sorted keys and no spaces: equal values have equal texts."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


class UtcMs(TypeDecorator[datetime]):
    """A UTC-aware `datetime` in code, an integer of milliseconds in the store."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """To the store."""
        return None if value is None else to_ms(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """From the store."""
        return None if value is None else from_ms(value)


class Json(TypeDecorator[Any]):
    """A JSON value as canonical text; `None` is NULL.

    Assign a new value: changes inside one are not noticed.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """To the store."""
        return None if value is None else canonical(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """From the store."""
        return None if value is None else json.loads(value)
