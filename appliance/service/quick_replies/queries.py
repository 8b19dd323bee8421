"""Reading quick replies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, func, or_, select

from appliance.core.kit.errors import NotFound
from appliance.core.store.prepared import Prepared
from appliance.core.store.session import ReadSession
from appliance.service.quick_replies.tables import QuickReply

_MACROS = Prepared(
    select(QuickReply.__table__)
    .where(
        or_(QuickReply.owner_id == bindparam("agent"), QuickReply.owner_id.is_(None)),
        func.json_array_length(QuickReply.steps) > 0,
    )
    .order_by(QuickReply.owner_id.is_(None), QuickReply.name)
    .limit(bindparam("limit"))
)


def of_agent(s: ReadSession, agent_id: str, words: str = "", limit: int = 100) -> Sequence[QuickReply]:
    """The agent's own and the shared ones, own first, then by name. `words` narrows: what they begin a name with comes first."""
    query = select(QuickReply).where(or_(QuickReply.owner_id == agent_id, QuickReply.owner_id.is_(None)))
    if words:
        query = query.where(
            or_(
                QuickReply.name.icontains(words, autoescape=True),
                QuickReply.body.icontains(words, autoescape=True),
            )
        )
    found = s.scalars(query.order_by(QuickReply.owner_id.is_(None), QuickReply.name).limit(limit)).all()
    return sorted(found, key=lambda one: not one.name.lower().startswith(words.lower()))


def macros(s: ReadSession, agent_id: str, limit: int = 50) -> Sequence[Any]:
    """Rows of those of the agent's that do more than write, own first, then by name."""
    return s.rows(_MACROS, agent=agent_id, limit=limit)


def usable(s: ReadSession, reply_id: str, agent_id: str) -> QuickReply:
    """One that the agent may use. Raises `NotFound`."""
    row = s.get(QuickReply, reply_id)
    if row is None or row.owner_id not in (None, agent_id):
        raise NotFound("没有这条话术。", "There is no such quick reply.")
    return row
