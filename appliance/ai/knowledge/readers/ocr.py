"""Pages that are pictures, read one by one in a process of their own; a page that breaks it costs that page only.

A page takes seconds, a file of them an hour, so whoever asks may keep each page that is read and bring it the next time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from appliance.ai.knowledge.readers.block import Line
from appliance.ai.knowledge.readers.process import Ended, Process, TookTooLong

MODULE = "appliance.ai.knowledge.readers.ocr_child"
MEMORY_BYTES = 4 * 1024**3  # of addresses; 0.9 GB is used
PAGE_SECONDS = 240.0
_MOST_BREAKS = 3
"""After so many pages on which the process ended or hung, the rest of the file is left unread."""


class Memory(Protocol):
    """Pages that were read before a reading was broken off, and where those read now are kept."""

    def known(self) -> dict[int, list[Line]]: ...

    def keep(self, page: int, lines: list[Line]) -> None: ...


def read_pages(
    path: Path,
    suffix: str,
    pages: Sequence[int],
    told: Callable[[int, int], None] = lambda done, total: None,
    *,
    page_seconds: float = PAGE_SECONDS,
    memory: Memory | None = None,
) -> dict[int, list[Line] | None]:
    """The pieces of text on each page; None for a page that could not be read.

    `told` hears how many of the pages are done. Pages that `memory` knows are not read again.
    """
    known = memory.known() if memory is not None else {}
    out: dict[int, list[Line] | None] = {page: known[page] for page in pages if page in known}
    waiting = [page for page in pages if page not in known]
    if out:
        told(len(out), len(pages))
    breaks = 0
    while waiting and breaks < _MOST_BREAKS:
        with Process(MODULE, str(path.absolute()), suffix, str(MEMORY_BYTES)) as process:
            while waiting:
                page = waiting.pop(0)
                try:
                    process.say({"page": page})
                    answer = process.hear(time.monotonic() + page_seconds)
                    lines = None if answer.get("failed") else [Line.of(one) for one in answer["lines"]]
                    out[page] = lines
                except (Ended, TookTooLong, KeyError, TypeError, ValueError):
                    out[page] = None
                    breaks += 1
                    break
                else:
                    if memory is not None and lines is not None:
                        memory.keep(page, lines)
                finally:
                    told(len(out), len(pages))
    out.update((page, None) for page in waiting)
    return out
