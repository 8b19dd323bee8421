"""Reading the versions of the rule book."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, TypeAlias

from appliance.core.approvals import versioned
from appliance.core.approvals.kinds import HANDOFF_RULES
from appliance.core.approvals.versioned import Series
from appliance.core.store.session import ReadSession
from appliance.service.handoff.book import SHIPPED, RuleBook, book
from appliance.service.handoff.tables import HandoffVersion

Proposed: TypeAlias = versioned.Proposed[HandoffVersion]
SERIES: Final = Series(HandoffVersion, HANDOFF_RULES)


def number(s: ReadSession) -> int:
    """The number that holds now; 0 is what was shipped."""
    return SERIES.number(s)


def current(s: ReadSession) -> RuleBook:
    """The book that holds now."""
    return book_of(s, number(s))


def content(s: ReadSession, wanted: int) -> Any:
    """A version's content as JSON. Raises `NotFound`."""
    return SERIES.content(s, wanted) if wanted else SHIPPED.content()


def book_of(s: ReadSession, wanted: int) -> RuleBook:
    """A version as a book. Raises `NotFound`."""
    return book(str(wanted), content(s, wanted)) if wanted else SHIPPED


def waiting(s: ReadSession) -> Proposed | None:
    """The change that waits for a second person, if any."""
    return SERIES.waiting(s)


def history(s: ReadSession, limit: int = 50) -> Sequence[Proposed]:
    """Everything ever proposed, newest first: in force, replaced, refused, withdrawn, expired."""
    return SERIES.history(s, limit)
