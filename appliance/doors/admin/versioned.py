"""What the pages of versioned things share: the draft in a form, the change that waits, the second person's step."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Annotated, Any, Final, TypeVar

from fastapi import Depends, Request
from starlette.datastructures import FormData

from appliance.core.accounts.permissions import Permission, may
from appliance.core.accounts.queries import CurrentAgent
from appliance.core.approvals.kinds import Kind
from appliance.core.approvals.states import State
from appliance.core.approvals.versioned import Proposed
from appliance.core.kit.errors import BadInput, NotFound
from appliance.core.masking.text import MaskedText
from appliance.doors.web.catalogs import N_

STATES: Final = {
    State.PENDING: (N_("等待审批"), "wait"),
    State.APPROVED: (N_("已批准"), "next"),
    State.REFUSED: (N_("已拒绝"), "alarm"),
    State.WITHDRAWN: (N_("已撤回"), ""),
    State.USED: (N_("已生效"), "next"),
    State.EXPIRED: (N_("已过期"), ""),
}
"""Where a version stands: its label and tone."""

Act = TypeVar("Act", bound=Callable[..., Any])


async def form_of(request: Request) -> FormData:
    """All fields of a form whose names depend on what it shows."""
    return await request.form()


Fields = Annotated[FormData, Depends(form_of)]


def draft_in(stored: str, longest: int) -> dict[str, Any]:
    """The draft that a form carries, not yet checked. Raises `BadInput` for one that is damaged, or longer than `longest`
    characters."""
    try:
        found = json.loads(stored) if len(stored) <= longest else None
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise damaged()
    return found


def damaged() -> BadInput:
    """What is answered to a draft that no page of ours has made."""
    return BadInput("草稿已损坏，请刷新后重新更改。", "The draft is damaged; reload the page and begin anew.")


def waits(found: Proposed[Any] | None, kind: Kind, agent: CurrentAgent, change: Permission) -> dict[str, Any]:
    """The change that waits, and what this reader may do with it: for a template."""
    mine = found is not None and found.request.asked_by == agent.id
    return {
        "pending": found,
        "mine": mine,
        "decides": found is not None and not mine and agent.role.value in kind.decides,
        "reason": MaskedText.trusted(found.request.reason) if found else None,
        "changes_it": may(agent.role, change),
    }


def decision(step: str, approve: Act, refuse: Act) -> Act:
    """The second person's act that a route names. Raises `NotFound` for any other."""
    if step not in ("approve", "refuse"):
        raise NotFound("没有这个操作。", "There is no such action.")
    return approve if step == "approve" else refuse
