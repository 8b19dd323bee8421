"""Reading the versions of masking policy and public list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy import func, select

from appliance.core.approvals import queries as approvals
from appliance.core.approvals.kinds import MASKING_POLICY, PUBLIC_LIST, Kind
from appliance.core.approvals.states import State
from appliance.core.approvals.tables import Approval
from appliance.core.entities.tables import MaskingVersion
from appliance.core.kit.errors import NotFound
from appliance.core.masking import public
from appliance.core.masking.policy import SHIPPED, Policies, book
from appliance.core.masking.public import PublicList
from appliance.core.store.session import ReadSession

Part = Literal["policy", "public"]
KIND_OF: Final[dict[str, Kind]] = {"policy": MASKING_POLICY, "public": PUBLIC_LIST}


@dataclass(frozen=True)
class Proposed:
    """A version and the request it came by."""

    version: MaskingVersion
    request: Approval
    state: State


def numbers(s: ReadSession) -> tuple[int, int]:
    """Numbers of the policy and of the public list that hold now; 0 is what was shipped."""
    query = select(MaskingVersion.part, func.max(MaskingVersion.number)).group_by(MaskingVersion.part)
    newest = dict(s.execute(query).tuples().all())
    return newest.get("policy") or 0, newest.get("public") or 0


def current(s: ReadSession) -> Policies:
    """The book that holds now."""
    policy, listed = numbers(s)
    return book(f"{policy}.{listed}", content(s, "policy", policy), _list(s, listed))


def content(s: ReadSession, part: Part, number: int) -> Any:
    """A version's content as JSON. Raises `NotFound`."""
    if number == 0:
        return SHIPPED.content() if part == "policy" else public.stored(public.SHIPPED)
    found = s.scalar(
        select(MaskingVersion.content).where(MaskingVersion.part == part, MaskingVersion.number == number)
    )
    if found is None:
        raise NotFound("没有这个版本。", "There is no such version.")
    return found


def proposed_book(s: ReadSession, version: MaskingVersion) -> Policies:
    """The book as it would be with this version in force."""
    now = current(s)
    if version.part == "policy":
        return book("proposed", version.content, now.public)
    return book("proposed", now.content(), public.loaded(version.content))


def version(s: ReadSession, version_id: str) -> MaskingVersion:
    """One version. Raises `NotFound`."""
    found = s.get(MaskingVersion, version_id)
    if found is None:
        raise NotFound("没有这个版本。", "There is no such version.")
    return found


def waiting(s: ReadSession, part: Part) -> Proposed | None:
    """The change that waits for a second person, if any."""
    for request in approvals.pending(s, KIND_OF[part]):
        found = s.get(MaskingVersion, request.subject)
        if found is not None:
            return Proposed(found, request, State.PENDING)
    return None


def history(s: ReadSession, part: Part, limit: int = 50) -> Sequence[Proposed]:
    """Everything ever proposed, newest first: in force, replaced, refused, withdrawn, expired."""
    rows = s.scalars(
        select(MaskingVersion)
        .where(MaskingVersion.part == part)
        .order_by(MaskingVersion.created_at.desc(), MaskingVersion.id.desc())
        .limit(limit)
    ).all()
    requests = approvals.by_ids(s, [row.approval_id for row in rows])
    return [
        Proposed(row, requests[row.approval_id], approvals.state_of(requests[row.approval_id]))
        for row in rows
    ]


def _list(s: ReadSession, number: int) -> PublicList:
    return public.loaded(content(s, "public", number)) if number else public.SHIPPED
