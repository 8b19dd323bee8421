"""Acts on documents: row, version, audit and event in one transaction. What is published is changed by `publishing`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from sqlalchemy import func, select, update
from sqlalchemy.dialects.sqlite import insert

from appliance.ai.knowledge import bases, versions
from appliance.ai.knowledge.events import DocumentRead, KnowledgeChanged
from appliance.ai.knowledge.tables import Document, KnowledgeBaseRow, KnowledgeVersion, QaPair
from appliance.core.audit.chain import append
from appliance.core.audit.verbs import Verb
from appliance.core.events.outbox import emit
from appliance.core.kit.errors import Conflict, NotFound
from appliance.core.store.column_types import to_ms

if TYPE_CHECKING:
    from appliance.core.kit.actors import Actor
    from appliance.core.store.session import ReadSession, Store, WriteSession

MAX_EXTERNAL_ID = 120


_told: WeakKeyDictionary[Store, list[Callable[[], None]]] = WeakKeyDictionary()


def tell(store: Store, look: Callable[[], None]) -> None:
    """Have `look` called once a change of what is published is on disk, in this process."""
    _told.setdefault(store, []).append(look)


def raise_version(s: WriteSession, base: str) -> int:
    """Tell every index that what is published in this base has changed; returns the base's new number."""
    first = insert(KnowledgeVersion).values(id=1, number=1)
    s.execute(
        first.on_conflict_do_update(index_elements=["id"], set_={"number": KnowledgeVersion.number + 1})
    )
    row = bases.base(s, base)
    s.execute(
        update(KnowledgeBaseRow)
        .where(KnowledgeBaseRow.name == base)
        .values(version=KnowledgeBaseRow.version + 1)
    )
    s.refresh(row)
    for look in _told.get(s.store, ()):
        s.once_kept(look)
    emit(s, KnowledgeChanged(None, base, row.version))
    return row.version


def document(s: ReadSession, document_id: str) -> Document:
    """One version of a document. Raises `NotFound`."""
    found = s.get(Document, document_id)
    if found is None:
        raise NotFound("没有这份文档。", "There is no such document.")
    return found


def line_of(s: ReadSession, base: str, filename: str, external_id: str | None) -> str | None:
    """The line that a file of this name or outside id continues in this base; None for something new."""
    same = (
        Document.external_id == external_id
        if external_id
        else (Document.filename == filename) & Document.external_id.is_(None)
    )
    newest = select(Document.line).where(same, Document.base == base).order_by(Document.id.desc()).limit(1)
    return s.scalar(newest)


def became_readable(s: WriteSession, read: Document, *, actor: Actor, held: bool = False) -> None:
    """Its passages are written: it is the next version of its line, and a draft.

    `held`: personal data in it was masked, or something in it is hidden or speaks to the AI, and somebody must look at it.
    """
    last = s.scalar(select(func.max(Document.number)).where(Document.line == read.line)) or 0
    read.number = last + 1
    read.state = "draft"
    s.flush()
    if held:
        noticed = Counter(str(one["kind"]) for one in read.findings or ())
        append(
            s,
            Verb.DOCUMENT_HELD,
            actor=actor,
            subject=read.id,
            found=counted(read.personal),
            noticed=counted(noticed),
        )
    emit(s, DocumentRead(None, read.id, read.base))


def review_document(s: WriteSession, document_id: str, *, by: Actor) -> None:
    """Somebody else has read this draft and found it fit. Raises `NotFound`, `Conflict`, `SamePerson`."""
    found = document(s, document_id)
    versions.review(s, found, by=by)
    append(s, Verb.DOCUMENT_REVIEWED, actor=by, subject=found.id, number=found.number)


def date_document(
    s: WriteSession, document_id: str, since: datetime | None, until: datetime | None, *, by: Actor
) -> None:
    """Say when it is to hold, from (included) until (not). What is published may only be made to end earlier.

    A reviewed version becomes a draft again: when it holds is part of what was reviewed. Raises `NotFound`,
    `BadInput` for an end that is not after the beginning, `Conflict`.
    """
    found = document(s, document_id)
    versions.check_dates(since, until)
    if found.state == "published":
        ends_earlier = until is not None and (found.valid_until is None or until <= found.valid_until)
        if since != found.valid_from or not ends_earlier:
            raise Conflict(
                "已发布的版本只能提前结束；要延长，请导入新版本并发布。",
                "What is published can only be made to end earlier; to extend it, publish a new version.",
            )
    elif found.state not in {"draft", "reviewed", "withdrawn"}:
        raise Conflict("这个版本当前不能设置有效期。", "This version cannot be dated in its present state.")
    elif found.state == "reviewed":
        found.state, found.reviewed_by, found.reviewed_at = "draft", None, None
    found.valid_from, found.valid_until = since, until
    s.flush()
    if found.state == "published":
        raise_version(s, found.base)
    append(s, Verb.DOCUMENT_DATED, actor=by, subject=found.id, since=_ms(since), until=_ms(until))


def withdraw_document(s: WriteSession, document_id: str, *, actor: Actor) -> None:
    """Take it out of search, at once and by one person; its passages stay for old answers.

    Raises `NotFound` or `Conflict`.
    """
    found = document(s, document_id)
    if found.state not in {"published", "draft", "reviewed"}:
        raise Conflict("这份文档当前没有发布。", "This document is not published.")
    if versions.take_out(s, Document, found):
        raise_version(s, found.base)
    append(s, Verb.DOCUMENT_WITHDRAWN, actor=actor, subject=found.id, number=found.number)


def put_in_force(s: WriteSession, found: Document, *, actor: Actor) -> None:
    """Part of a publication: this version is the one that is found, and the one before it no more."""
    older = versions.take_over(s, Document, found)
    for old in (each for each in older if each.state == "withdrawn"):
        append(s, Verb.DOCUMENT_WITHDRAWN, actor=actor, subject=old.id, number=old.number)
        # Approved answers stand by themselves; they now point at the version that is in force.
        s.execute(
            update(QaPair).where(QaPair.source_document_id == old.id).values(source_document_id=found.id)
        )
    append(
        s,
        Verb.DOCUMENT_PUBLISHED,
        actor=actor,
        subject=found.id,
        number=found.number,
        replaced=[old.id for old in older],
        found=counted(found.personal),
    )


def counted(found: Mapping[str, int] | None) -> list[Any]:
    """Kinds of personal data with their counts, as the audit trail keeps them."""
    return [f"{kind} {count}" for kind, count in sorted((found or {}).items())]


def _ms(at: datetime | None) -> int | None:
    return None if at is None else to_ms(at)
