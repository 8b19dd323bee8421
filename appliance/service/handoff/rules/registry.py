"""All handoff rules, in the order in which they are asked."""

from __future__ import annotations

from appliance.service.handoff.rule import Rule
from appliance.service.handoff.rules.asks_for_person import AsksForPerson
from appliance.service.handoff.rules.no_answer import NoAnswer
from appliance.service.handoff.rules.rejected_twice import RejectedTwice
from appliance.service.handoff.rules.sensitive import Sensitive

RULES: tuple[Rule, ...] = (Sensitive(), AsksForPerson(), RejectedTwice(), NoAnswer())
