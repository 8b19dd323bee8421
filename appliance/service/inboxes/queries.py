"""Reading inboxes."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, select

from appliance.core.kit.errors import NotFound
from appliance.core.store.prepared import Prepared
from appliance.core.store.session import ReadSession
from appliance.service.inboxes.look import Look
from appliance.service.inboxes.tables import MAIN, Inbox

_IDENTITY_REQUIRED = Prepared(select(Inbox.identity_required).where(Inbox.name == bindparam("name")))


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


def identity_required(s: ReadSession, name: str) -> bool:
    """Whether an inbox is for signed-in customers only; every request of a window asks. Raises `NotFound`."""
    found = s.rows(_IDENTITY_REQUIRED, name=name[:32]).first()
    if found is not None:
        return bool(found[0])
    return name != MAIN and inbox(s, name).identity_required


def inboxes(s: ReadSession) -> Sequence[Inbox]:
    """All of them, the main one first, then by name."""
    rows = s.scalars(select(Inbox).order_by(Inbox.name != MAIN, Inbox.name)).all()
    return rows if rows and rows[0].name == MAIN else [inbox(s, MAIN), *rows]
