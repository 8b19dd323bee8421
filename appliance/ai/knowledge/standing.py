"""Whether what was found a moment ago still stands: one look at the store, by ids."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import bindparam, func, select

from appliance.ai.knowledge.in_force import in_force
from appliance.ai.knowledge.tables import Document, Passage, QaPair
from appliance.core.kit import clock
from appliance.core.store.prepared import Prepared

if TYPE_CHECKING:
    from appliance.core.store.session import ReadSession

_AT: Any = bindparam("at", type_=QaPair.valid_from.type)
_PAIR = Prepared(
    select(func.count()).select_from(QaPair).where(QaPair.id == bindparam("id"), in_force(QaPair, _AT))
)
_TEXT = Prepared(
    select(func.count())
    .select_from(Passage)
    .join(Document, Document.id == Passage.document_id)
    .where(Passage.id == bindparam("id"), in_force(Document, _AT))
)


class Text(Protocol):
    """A pair or a passage by its id, as a hit names it."""

    @property
    def qa_id(self) -> str | None: ...

    @property
    def passage_id(self) -> str | None: ...


def all_in_force(s: ReadSession, hits: Sequence[Text]) -> bool:
    """Whether each of these is published and valid now, as far as it stands in the store."""
    at = clock.now()
    pairs = {hit.qa_id for hit in hits if hit.qa_id is not None}
    texts = {hit.passage_id for hit in hits if hit.passage_id is not None}
    asked = [(_PAIR, each) for each in pairs] + [(_TEXT, each) for each in texts]
    return all(s.rows(statement, id=each, at=at).scalar() for statement, each in asked)
