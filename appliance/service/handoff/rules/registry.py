"""All handoff rules, in the order in which they are asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from appliance.service.handoff.rule import Rule
from appliance.service.handoff.rules.asks_for_person import AsksForPerson
from appliance.service.handoff.rules.mood import Mood
from appliance.service.handoff.rules.no_answer import NoAnswer
from appliance.service.handoff.rules.rejected_twice import RejectedTwice
from appliance.service.handoff.rules.sensitive import Sensitive

if TYPE_CHECKING:
    from appliance.service.handoff.reads import Reads


def rules_with(reads: Reads | None) -> tuple[Rule, ...]:
    """The rules, going by meaning where there is a reader and by words alone where there is none."""
    return (Sensitive(reads), AsksForPerson(reads), Mood(reads), RejectedTwice(), NoAnswer())


RULES: tuple[Rule, ...] = rules_with(None)
