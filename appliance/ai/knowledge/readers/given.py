"""What a reader is given: the file, what OCR has seen of its pages, and somebody to tell how far it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from appliance.ai.knowledge.readers.block import Line


def _nobody(done: int, total: int) -> None:
    pass


@dataclass(frozen=True)
class Given:
    """`seen` holds the lines of each page (from 1) that OCR has been through, empty where it found nothing."""

    path: Path
    seen: Mapping[int, Sequence[Line]] = field(default_factory=dict)
    told: Callable[[int, int], None] = _nobody
