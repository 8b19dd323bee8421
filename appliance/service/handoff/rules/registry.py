"""All handoff rules, in the order in which they are asked."""

from __future__ import annotations

from typing import Final, Protocol

from appliance.service.handoff.knobs import Knob, Values, Words
from appliance.service.handoff.reads import Means
from appliance.service.handoff.rule import Rule
from appliance.service.handoff.rules.asked_again import AskedAgain
from appliance.service.handoff.rules.asks_for_person import AsksForPerson
from appliance.service.handoff.rules.engine import Engine
from appliance.service.handoff.rules.gate_rejected import GateRejected
from appliance.service.handoff.rules.high_value import HighValue
from appliance.service.handoff.rules.low_confidence import LowConfidence
from appliance.service.handoff.rules.mood import Mood
from appliance.service.handoff.rules.no_answer import NoAnswer
from appliance.service.handoff.rules.office_hours import OfficeHours
from appliance.service.handoff.rules.own_topics import OwnTopics
from appliance.service.handoff.rules.rejected_twice import RejectedTwice
from appliance.service.handoff.rules.sensitive import Sensitive
from appliance.service.handoff.rules.unresolved import Unresolved


class Kind(Protocol):
    """A rule's class: its name and words for people, what may be set, and how one is made."""

    name: str
    title: Words
    about: Words

    @property
    def knobs(self) -> tuple[Knob, ...]: ...

    def __call__(self, means: Means = ..., values: Values | None = ...) -> Rule: ...


KINDS: Final[tuple[Kind, ...]] = (
    Sensitive, OwnTopics, AsksForPerson, Mood, RejectedTwice, HighValue, AskedAgain, Unresolved, GateRejected,
    NoAnswer, LowConfidence, Engine, OfficeHours,
)  # fmt: skip
BY_NAME: Final = {kind.name: kind for kind in KINDS}
AS_SHIPPED_OFF: Final = frozenset({HighValue.name, LowConfidence.name, OfficeHours.name})
"""Rules that a bank switches on when it wants them."""
