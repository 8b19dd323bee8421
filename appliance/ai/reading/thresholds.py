"""From which chance on something counts. Chosen by cross-validation on the development sets (tests/ai/reading)."""

from __future__ import annotations

from typing import Final

from appliance.ai.reading.labels import Topic

PERSON: Final = 0.25
WORSE: Final = 0.25
UNHAPPY: Final = 0.45
PLAIN: Final = 0.9
"""Letters alone that say none, neutral and no person as surely as this need no embedding."""
GRAVE: Final[dict[Topic, float]] = {"self_harm": 0.12, "fraud": 0.15}
"""Topics that may not be missed: named from this chance on, the gravest first, whatever is likelier."""
