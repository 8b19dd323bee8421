"""Two lanes for a whole run on two cores (`pytest -n 2`): what starts houses, browsers and engines one after another, the rest beside it.

Files are never divided, so a module's own house is made once. Two engines or two houses under load at a time would only measure
each other; everything else waits for disks and pages often enough that the second lane costs the first one little.
"""

from __future__ import annotations

from xdist.scheduler import LoadScopeScheduling

HEAVY = ("tests/flows/", "tests/guarantees/")


class Lanes(LoadScopeScheduling):
    """Hands out files, and all files of the `HEAVY` folders as one piece of work."""

    def _split_scope(self, nodeid: str) -> str:
        return "heavy" if nodeid.startswith(HEAVY) else nodeid.split("::", 1)[0]
