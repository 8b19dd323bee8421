"""What rules may know of a draft: kept beside the reply it became, so that another rule book can be tried on it later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from appliance.ai.answering.answer import Answer

GATE: Final = frozenset({"language", "conduct", "masked", "personal data", "numbers", "support"})
"""The checks of `answering/gate.py`: a sentence of the model that fails one is not sent."""
_ENGINE: Final = "engine ready"


@dataclass(frozen=True)
class Drafted:
    """How an answer came about. `sure` is its confidence (0 to 1; 1 for what needed no search), `rejected`: the model
    wrote and the gate let nothing through, `no_engine`: the model was wanted and not there, `seconds` how long it took."""

    rung: str
    sure: float = 1.0
    rejected: bool = False
    no_engine: bool = False
    seconds: float = 0.0

    @classmethod
    def of(cls, answer: Answer) -> Drafted:
        """Of an answer of the ladder."""
        failed = {check.name for check in answer.failed()}
        return cls(
            answer.rung,
            round(answer.confidence, 3) if answer.found else 1.0,
            bool(failed & GATE) and answer.rung != "generated",
            _ENGINE in failed,
            round(answer.seconds.get("total", 0.0), 2),
        )

    @classmethod
    def read(cls, rung: str, kept: Mapping[str, Any]) -> Drafted:
        """What `kept` wrote down; what an older version did not write down counts as in order."""
        return cls(
            str(kept.get("rung") or rung),
            float(kept.get("sure", 1.0)),
            bool(kept.get("rejected")),
            bool(kept.get("no_engine")),
            float(kept.get("seconds", 0.0)),
        )

    def kept(self) -> dict[str, Any]:
        """As it is kept in a message's meta, without what goes without saying."""
        made: dict[str, Any] = {"rung": self.rung, "sure": self.sure, "seconds": self.seconds}
        if self.rejected:
            made["rejected"] = True
        if self.no_engine:
            made["no_engine"] = True
        return made
