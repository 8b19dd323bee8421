"""A rule book made ready to decide: for each rule the object that holds here and now."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from appliance.service.handoff.reads import Means, reading
from appliance.service.handoff.rules.office_hours import OfficeHours
from appliance.service.handoff.rules.own_topics import OwnTopics
from appliance.service.handoff.rules.registry import KINDS
from appliance.service.handoff.rules.sensitive import CODES, Sensitive

if TYPE_CHECKING:
    from appliance.service.handoff.book import RuleBook, Setting
    from appliance.service.handoff.drafted import Drafted
    from appliance.service.handoff.reads import Likens, Reads
    from appliance.service.handoff.rule import Reason, Rule, Situation
    from appliance.service.handoff.rules.registry import Kind
    from appliance.service.handoff.scope import Scope


class Bound:
    """Decides by one rule book. Pure but for what its readers do; live turns and replays use the same one."""

    def __init__(self, book: RuleBook, reads: Reads | None = None, likens: Likens | None = None) -> None:
        self.book = book
        self._means = Means(reads, likens, book.topics)
        self._kinds = [_Placed(kind, self._means, book) for kind in KINDS if book.rules[kind.name].used]

    @cached_property
    def looks_around(self) -> bool:
        """Whether a decision needs to know team, hours, tier or queue; where it does not, they are not looked up."""
        scoped = any(scope for ruling in self.book.rules.values() for scope, _ in ruling.cases)
        return scoped or any(self.book.rules[name].used for name in ("office_hours", "high_value"))

    def on_question(self, turn: Situation) -> Reason | None:
        """The reason to hand over before answering, or None."""
        return next(self._kept(turn, (rule.on_question(turn) for rule in self._rules(turn))), None)

    def on_draft(self, turn: Situation, draft: Drafted) -> Reason | None:
        """The reason to hand over instead of, or after, sending a draft, or None."""
        return next(self._kept(turn, (rule.on_draft(turn, draft) for rule in self._rules(turn))), None)

    def reasons(self, turn: Situation) -> list[Reason]:
        """Every reason that the message itself gives, the gravest first; a matter that is answered first counts too."""
        rules = list(self._rules(turn))
        found = list(self._kept(turn, (rule.on_question(turn) for rule in rules)))
        if not any(reason.rule == Sensitive.name for reason in found):
            later = (rule.unanswered(turn) for rule in rules if isinstance(rule, Sensitive))
            found += self._kept(turn, later)
        return found

    def _rules(self, turn: Situation) -> Iterator[Rule]:
        for each in self._kinds:
            rule = each.here(turn, self._topics(turn))
            if rule is not None:
                yield rule

    def _kept(self, turn: Situation, given: Iterator[Reason | None]) -> Iterator[Reason]:
        brake = next(
            (
                rule
                for each in self._kinds
                if each.name == OfficeHours.name
                and isinstance(rule := each.here(turn, self._topics(turn)), OfficeHours)
            ),
            None,
        )
        for reason in given:
            if reason is not None and not (brake and brake.holds_back(turn, reason)):
                yield replace(reason, version=self.book.version)

    def _topics(self, turn: Situation) -> Callable[[], frozenset[str]]:
        """What the message is about, read once and only where a case asks for it."""
        known: list[frozenset[str]] = []

        def topics() -> frozenset[str]:
            if not known:
                read = reading(self._means.reads, turn)
                code = CODES.get(read.topic) if read is not None else None
                own = OwnTopics(self._means).codes(turn.question)
                known.append(own | {code} if code else own)
            return known[0]

        return topics


class _Placed:
    """One rule with its cases, each made once."""

    def __init__(self, kind: Kind, means: Means, book: RuleBook) -> None:
        ruling = book.rules[kind.name]
        self.name = kind.name
        self._everywhere = _made(kind, means, ruling.everywhere)
        self._cases: list[tuple[Scope, Rule | None]] = [
            (scope, _made(kind, means, setting)) for scope, setting in ruling.cases
        ]

    def here(self, turn: Situation, topics: Callable[[], frozenset[str]]) -> Rule | None:
        """The rule as it is set for this message; None where it is off."""
        for scope, rule in self._cases:
            if scope.fits(turn.facts, topics):
                return rule
        return self._everywhere


def _made(kind: Kind, means: Means, setting: Setting) -> Rule | None:
    return kind(means, setting.values) if setting.on else None
