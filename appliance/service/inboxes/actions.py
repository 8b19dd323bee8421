"""Making and changing inboxes; each change is on the record."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from sqlalchemy import func, select

from appliance.core.audit import chain
from appliance.core.audit.verbs import Verb
from appliance.core.kit import clock
from appliance.core.kit.actors import Actor
from appliance.core.kit.errors import BadInput, Conflict, TooLarge
from appliance.core.kit.origins import origin
from appliance.core.store.session import WriteSession
from appliance.service.inboxes import look as looks
from appliance.service.inboxes import queries
from appliance.service.inboxes.look import Look
from appliance.service.inboxes.tables import MAIN, Inbox
from appliance.service.inboxes.uploads import Uploads

MOST: Final = 100
MOST_ORIGINS: Final = 50
LARGEST_LOGO: Final = 64_000
"""Bytes: it is fetched with every first look at the window."""
_NAME = re.compile(r"[a-z][a-z0-9_]{1,31}")
_PICTURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


def create(s: WriteSession, name: str, title: str, *, actor: Actor) -> Inbox:
    """A new inbox, shown on no page yet. Raises `BadInput` for another name, `Conflict` for one that is taken."""
    name, title = name.strip().lower(), " ".join(title.split())
    if not _NAME.fullmatch(name) or not title or len(title) > 80:
        raise BadInput(
            "请写名称（至多 80 字）和代码（小写字母开头，只含小写字母、数字和下划线，2 到 32 位）。",
            "Give a name (up to 80 characters) and a code: a small letter, then small letters, digits and underscores, 2 to 32 in all.",
        )
    if name == MAIN or s.get(Inbox, name) is not None:
        raise Conflict(
            f"已经有代码为“{name}”的网页入口。", f"There is an inbox with the code “{name}” already."
        )
    if (s.scalar(select(func.count()).select_from(Inbox)) or 0) >= MOST:
        raise Conflict(f"最多 {MOST} 个网页入口。", f"There can be {MOST} inboxes at most.")
    row = Inbox(name=name, title=title, origins=[], look=Look().values(), enabled=True, number=0)
    s.add(row)
    return _changed(s, row, actor, "created")


def change(
    s: WriteSession,
    name: str,
    *,
    title: str,
    pages: Sequence[str],
    look: Look,
    enabled: bool,
    identity_required: bool = False,
    uploads: Uploads | None = None,
    actor: Actor,
) -> Inbox:
    """Set everything but the logo. `pages` are the origins that may show it; without `uploads` those stay as they are.

    Raises `BadInput` naming what cannot be, `NotFound`.
    """
    title = " ".join(title.split())
    if not title or len(title) > 80:
        raise BadInput("请写名称，至多 80 字。", "Give it a name of up to 80 characters.")
    row = _row(s, name)
    row.title, row.origins, row.enabled = title, origins(pages), enabled
    row.look = looks.checked(look).values()
    row.identity_required = identity_required
    if uploads is not None:
        row.uploads = uploads.values()
    return _changed(s, row, actor, "changed")


def set_logo(s: WriteSession, name: str, picture: bytes | None, *, actor: Actor) -> Inbox:
    """The picture beside the title, or none. Raises `TooLarge`, and `BadInput` for what is no PNG or JPEG."""
    row = _row(s, name)
    if picture is not None and len(picture) > LARGEST_LOGO:
        raise TooLarge(
            f"标志超过 {LARGEST_LOGO // 1000} KB，请缩小后再上传。",
            f"The logo is larger than {LARGEST_LOGO // 1000} KB; make it smaller.",
        )
    kind = next((kind for mark, kind in _PICTURES.items() if (picture or b"").startswith(mark)), "")
    if picture is not None and not kind:
        raise BadInput("标志只能是 PNG 或 JPEG 图片。", "The logo must be a PNG or JPEG picture.")
    row.logo, row.logo_type = picture, kind
    return _changed(s, row, actor, "logo" if picture else "logo_removed")


def origins(pages: Sequence[str]) -> list[str]:
    """Pages as origins, each once, in order. Raises `BadInput` naming the one that is none."""
    found: dict[str, None] = {}
    for written in pages:
        known = origin(written)
        if known is None:
            raise BadInput(
                f"“{written.strip()[:80]}”不是网页来源，请写成 https://www.example.com，不带路径。",
                f"“{written.strip()[:80]}” is no origin of a page; write https://www.example.com, without a path.",
            )
        found[known] = None
    if len(found) > MOST_ORIGINS:
        raise BadInput(
            f"最多允许 {MOST_ORIGINS} 个网页来源。", f"At most {MOST_ORIGINS} origins can be named."
        )
    return list(found)


def _row(s: WriteSession, name: str) -> Inbox:
    row = queries.inbox(s, name)
    s.add(row)
    return row


def _changed(s: WriteSession, row: Inbox, actor: Actor, what: str) -> Inbox:
    row.number = (row.number or 0) + 1
    row.changed_by, row.changed_at = actor.id, clock.now()
    s.flush()
    chain.append(
        s,
        Verb.INBOX_CHANGED,
        actor=actor,
        subject=row.name,
        what=what,
        number=row.number,
        origins=list(row.origins),
        enabled=row.enabled,
        uploads=bool((row.uploads or {}).get("on")),
    )
    return row
