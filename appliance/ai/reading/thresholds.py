"""From which chance on something counts. Chosen on authors that the weights had not learned from (tests/ai/reading/sets)."""

from __future__ import annotations

from typing import Final

from appliance.ai.reading.labels import Topic

PERSON: Final = 0.5
WORSE: Final = 0.5
UNHAPPY: Final = 0.38
PLAIN: Final = 0.85
"""Letters alone that say none, neutral and no person as surely as this need no embedding."""
WORTH: Final[dict[Topic, float]] = {"self_harm": 8.0, "fraud": 6.0, "money_laundering": 2.0}
"""Topics that may not be missed: how often one may be named in vain for one that is found. Money of doubtful origin would else be
taken for a fraud, of which it speaks in the same words."""
LIFE: Final = 0.2
"""From here on a message is about somebody's life, whatever else it is about and however sure that is."""
