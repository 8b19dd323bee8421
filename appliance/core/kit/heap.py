"""The memory of a process that runs for weeks: what a start has loaded is not looked through again and again for garbage.

Libraries, rules and templates are a million objects that stay until the end. The collector visits them whenever enough has been
added, with every other thread waiting: a twentieth of the processor time of a message, and pauses of up to half a second.
"""

from __future__ import annotations

import gc
import threading
from typing import Final

YOUNG: Final = 10_000
"""Objects made before the young ones are looked through; a request makes and drops some hundreds."""
SETTLED_AFTER: Final = (5.0, 15.0, 60.0)
"""Seconds from the start, each counted from the one before: masking and knowledge load behind the page. The first look is the long
one (a fifth of a second), and nobody is there yet; the others pass over what it has seen."""


def seldom() -> None:
    """Look for garbage less often from now on."""
    gc.set_threshold(YOUNG, 20, 20)


def settle() -> None:
    """What is alive now stays; the collector passes it over."""
    gc.collect()
    gc.freeze()


def settle_later() -> None:
    """`settle` once all is loaded, in a thread of its own that keeps nobody from ending."""

    def settling() -> None:
        for pause in SETTLED_AFTER:
            threading.Event().wait(pause)
            settle()

    threading.Thread(target=settling, name="heap", daemon=True).start()
