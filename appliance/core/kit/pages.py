"""One page of a long list, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """`items`, and where the next page begins: pass `next_before` back as `before`; `None` means the end."""

    items: list[T]
    next_before: str | int | None = None
