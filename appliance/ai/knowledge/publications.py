"""Reading publications: which wait, what is in one, who wrote it, what would come and what would go.

What is done with one is in `publishing`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from appliance.ai.knowledge import gate, queries
from appliance.ai.knowledge.tables import Document, Publication, QaPair
from appliance.ai.knowledge.versions import is_over
from appliance.core.approvals import queries as requests
from appliance.core.kit.actors import SYSTEM
from appliance.core.kit.clock import now
from appliance.core.kit.errors import NotFound

if TYPE_CHECKING:
    from appliance.core.store.session import ReadSession

PUBLISHABLE: Final = frozenset({"draft", "reviewed", "withdrawn"})
OPEN: Final = ("waiting", "checking")


def publication(s: ReadSession, publication_id: str) -> Publication:
    """One of them. Raises `NotFound`."""
    found = s.get(Publication, publication_id)
    if found is None:
        raise NotFound("没有这个发布申请。", "There is no such publication.")
    return found


def proposed(s: ReadSession, found: Publication) -> gate.Proposal:
    """What would come and what would go."""
    documents, said = versions_of(s, found.documents, found.pairs)
    return gate.Proposal(
        found.id,
        found.base,
        tuple(found.documents),
        tuple(found.pairs),
        tuple(_replaced(s, Document, documents)),
        tuple(_replaced(s, QaPair, said)),
        queries.base_version(s, found.base),
    )


def writers(s: ReadSession, found: Publication) -> set[str]:
    """Ids of who wrote any version in it."""
    return {row.created_by for row in items(s, found.documents, found.pairs)} - {SYSTEM.id}


def waiting(s: ReadSession, base: str | None = None) -> list[Publication]:
    """What waits for a second person or is being checked, oldest first; requests that have run out left out."""
    query = select(Publication).where(Publication.state.in_(OPEN)).order_by(Publication.id)
    if base is not None:
        query = query.where(Publication.base == base)
    found = list(s.scalars(query))
    asked = requests.by_ids(s, [one.approval_id for one in found if one.approval_id])
    return [
        one
        for one in found
        if one.state == "checking"
        or (one.approval_id in asked and requests.state_of(asked[one.approval_id]).value == "pending")
    ]


def was_stopped(s: ReadSession, made: Publication) -> bool:
    """Whether a check has stopped just these versions before."""
    query = select(Publication).where(Publication.base == made.base, Publication.state == "stopped")
    return any((one.documents, one.pairs) == (made.documents, made.pairs) for one in s.scalars(query))


def versions_of(
    s: ReadSession, documents: Collection[str], said: Collection[str]
) -> tuple[list[Document], list[QaPair]]:
    """The versions with these ids, in their order. Raises `NotFound` for one that is not there."""
    found = {row.id: row for row in s.scalars(select(Document).where(Document.id.in_(documents)))}
    pairs_ = {row.id: row for row in s.scalars(select(QaPair).where(QaPair.id.in_(said)))}
    if not set(documents) <= set(found) or not set(said) <= set(pairs_):
        raise NotFound("所选内容中有的已不存在。", "Some of this does not exist any more.")
    return [found[id_] for id_ in documents], [pairs_[id_] for id_ in said]


def items(s: ReadSession, documents: Collection[str], said: Collection[str]) -> list[Document | QaPair]:
    """`versions_of` in one list."""
    found, pairs = versions_of(s, documents, said)
    return [*found, *pairs]


def may_come(row: Document | QaPair) -> bool:
    """Whether it can come in force: it is not, or its time is over."""
    return row.state in PUBLISHABLE or (row.state == "published" and is_over(row, now()))


def _replaced(
    s: ReadSession, row: type[Document] | type[QaPair], new: Iterable[Document | QaPair]
) -> list[str]:
    lines, ids = {each.line for each in new}, {each.id for each in new}
    query = select(row.id).where(row.line.in_(sorted(lines)), row.state == "published", row.id.not_in(ids))
    return sorted(s.scalars(query))
