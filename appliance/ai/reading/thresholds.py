"""From which chance on something counts. Chosen on authors that the weights had not learned from (tests/ai/reading/sets)."""

from __future__ import annotations

from typing import Final

from appliance.ai.reading.labels import Topic

PERSON: Final = 0.35
WORSE: Final = 0.5
UNHAPPY: Final = 0.43
PLAIN: Final = 0.85
"""Letters alone that say none, neutral and no person as surely as this need no embedding."""
GRAVE: Final[dict[Topic, float]] = {"self_harm": 0.15, "fraud": 0.12}
"""Topics that may not be missed: named from this chance on, the gravest first, whatever is likelier."""
