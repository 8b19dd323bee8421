"""Decide: the first rule that gives a reason wins; the order is that of the registry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from appliance.service.handoff.book import SHIPPED, RuleBook
from appliance.service.handoff.bound import Bound
from appliance.service.handoff.drafted import Drafted
from appliance.service.handoff.rule import seen

if TYPE_CHECKING:
    from appliance.ai.answering.answer import Answer
    from appliance.service.handoff.reads import Likens, Reads
    from appliance.service.handoff.rule import Reason, Said, Situation


class Decide:
    """The two questions, by one rule book; with a reader they go by meaning too."""

    def __init__(
        self, reads: Reads | None = None, likens: Likens | None = None, book: RuleBook = SHIPPED
    ) -> None:
        self.reads, self.likens = reads, likens
        self._bound = Bound(book, reads, likens)

    def on_question(self, turn: Said) -> Reason | None:
        """The reason to hand over before answering, or None."""
        bound, seen = self.look(turn)
        return bound.on_question(seen)

    def on_draft(self, turn: Said, answer: Answer) -> Reason | None:
        """The reason to hand over instead of, or after, sending `answer`, or None."""
        bound, seen = self.look(turn)
        return bound.on_draft(seen, Drafted.of(answer))

    def reasons(self, turn: Said) -> list[Reason]:
        """Every reason that the message itself gives, the gravest first; a matter that is answered first counts too."""
        bound, seen = self.look(turn)
        return bound.reasons(seen)

    def by_words_alone(self, book: int) -> bool:
        """Whether the rule book of this number, where it is the one in hand, judges a first message by nothing but its words."""
        return not self._bound.looks_around and self._bound.book.version == str(book)

    def look(self, turn: Said) -> tuple[Bound, Situation]:
        """The rules that decide, and the turn with what surrounds it."""
        return self._bound, seen(turn)
