"""Reading the versions of masking policy and public list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Literal, TypeAlias

from appliance.core.approvals import versioned
from appliance.core.approvals.kinds import MASKING_POLICY, PUBLIC_LIST
from appliance.core.approvals.versioned import Series
from appliance.core.entities.tables import MaskingVersion
from appliance.core.masking import public
from appliance.core.masking.policy import SHIPPED, Policies, book
from appliance.core.masking.public import PublicList
from appliance.core.store.session import ReadSession

Part = Literal["policy", "public"]
Proposed: TypeAlias = versioned.Proposed[MaskingVersion]
SERIES: Final[dict[str, Series[MaskingVersion]]] = {
    "policy": Series(MaskingVersion, MASKING_POLICY, part="policy"),
    "public": Series(MaskingVersion, PUBLIC_LIST, part="public"),
}


def numbers(s: ReadSession) -> tuple[int, int]:
    """Numbers of the policy and of the public list that hold now; 0 is what was shipped."""
    return SERIES["policy"].number(s), SERIES["public"].number(s)


def current(s: ReadSession) -> Policies:
    """The book that holds now."""
    policy, listed = numbers(s)
    return book(f"{policy}.{listed}", content(s, "policy", policy), _list(s, listed))


def content(s: ReadSession, part: Part, number: int) -> Any:
    """A version's content as JSON. Raises `NotFound`."""
    if number == 0:
        return SHIPPED.content() if part == "policy" else public.stored(public.SHIPPED)
    return SERIES[part].content(s, number)


def proposed_book(s: ReadSession, version: MaskingVersion) -> Policies:
    """The book as it would be with this version in force."""
    now = current(s)
    if version.part == "policy":
        return book("proposed", version.content, now.public)
    return book("proposed", now.content(), public.loaded(version.content))


def version(s: ReadSession, version_id: str) -> MaskingVersion:
    """One version of either. Raises `NotFound`."""
    return versioned.version(s, MaskingVersion, version_id)


def waiting(s: ReadSession, part: Part) -> Proposed | None:
    """The change that waits for a second person, if any."""
    return SERIES[part].waiting(s)


def history(s: ReadSession, part: Part, limit: int = 50) -> Sequence[Proposed]:
    """Everything ever proposed, newest first: in force, replaced, refused, withdrawn, expired."""
    return SERIES[part].history(s, limit)


def _list(s: ReadSession, number: int) -> PublicList:
    return public.loaded(content(s, "public", number)) if number else public.SHIPPED
