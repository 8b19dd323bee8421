"""Reading inboxes."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from appliance.core.kit.errors import NotFound
from appliance.core.store.session import ReadSession
from appliance.service.inboxes.look import Look
from appliance.service.inboxes.tables import MAIN, Inbox


def inbox(s: ReadSession, name: str) -> Inbox:
    """The inbox of this name. `main` is there from the beginning, as a row that is not kept yet. Raises `NotFound`."""
    found = s.get(Inbox, name[:32])
    if found is not None:
        return found
    if name == MAIN:
        return Inbox(
            name=MAIN, title="主入口", origins=[], look=Look().values(), enabled=True, logo_type="", number=0
        )
    raise NotFound(
        "没有这个网页入口，请核对页面里的 data-inbox。",
        "There is no such inbox; check data-inbox in the page.",
    )


def inboxes(s: ReadSession) -> Sequence[Inbox]:
    """All of them, the main one first, then by name."""
    rows = s.scalars(select(Inbox).order_by(Inbox.name != MAIN, Inbox.name)).all()
    return rows if rows and rows[0].name == MAIN else [inbox(s, MAIN), *rows]
