"""Pages that are pictures, read one by one in a process of their own; a page that breaks it costs that page only."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from appliance.ai.knowledge.readers.block import Line
from appliance.ai.knowledge.readers.process import Ended, Process, TookTooLong

MODULE = "appliance.ai.knowledge.readers.ocr_child"
MEMORY_BYTES = 4 * 1024**3  # of addresses; 0.9 GB is used
PAGE_SECONDS = 240.0
_MOST_BREAKS = 3
"""After so many pages on which the process ended or hung, the rest of the file is left unread."""


def read_pages(
    path: Path,
    suffix: str,
    pages: Sequence[int],
    told: Callable[[int, int], None] = lambda done, total: None,
    *,
    page_seconds: float = PAGE_SECONDS,
) -> dict[int, list[Line] | None]:
    """The pieces of text on each page; None for a page that could not be read.

    `told` hears how many of the pages are done.
    """
    out: dict[int, list[Line] | None] = {}
    waiting = list(pages)
    breaks = 0
    while waiting and breaks < _MOST_BREAKS:
        with Process(MODULE, str(path.absolute()), suffix, str(MEMORY_BYTES)) as process:
            while waiting:
                page = waiting.pop(0)
                try:
                    process.say({"page": page})
                    answer = process.hear(time.monotonic() + page_seconds)
                    out[page] = None if answer.get("failed") else [Line.of(one) for one in answer["lines"]]
                except (Ended, TookTooLong, KeyError, TypeError, ValueError):
                    out[page] = None
                    breaks += 1
                    break
                finally:
                    told(len(out), len(pages))
    out.update((page, None) for page in waiting)
    return out
