"""Two lanes for a whole run on two cores (`pytest -n 2`): what starts houses and engines one after another, the rest beside it.

Files are never divided, so a module's own house is made once. Two engines or two houses under load at a time would only measure
each other; everything else waits for disks and pages often enough that the second lane costs the first one little. Whichever
lane ends first takes what is left, so that both end together while the heavy one is less than half: only what must be is in it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from xdist.scheduler import LoadScopeScheduling

ROOT = Path(__file__).resolve().parent.parent
WHOLE_HOUSE = (
    "acknowledged_over_http",
    "bad_input",
    "disk_full",
    "nothing_raw_on_disk",
    "planted_values",
    "sealed",
    "under_load",
    "zero_egress",
)
HEAVY = ("tests/flows/", *(f"tests/guarantees/test_{name}.py" for name in WHOLE_HOUSE))


@cache
def _lane(file: str) -> str:
    heavy = file.startswith(HEAVY) or "mark.engine" in (ROOT / file).read_text(encoding="utf-8")
    return "heavy" if heavy else file


class Lanes(LoadScopeScheduling):
    """Hands out files, and all that is `HEAVY` or has the engine in it as one piece of work."""

    def _split_scope(self, nodeid: str) -> str:
        return _lane(nodeid.split("::", 1)[0])
