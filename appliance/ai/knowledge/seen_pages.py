"""Pages of a scan that have been read, kept in the store until the import has ended: after a crash it goes on where it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert

from appliance.ai.knowledge.readers.block import Line
from appliance.ai.knowledge.tables import Document, SeenPage

if TYPE_CHECKING:
    from appliance.core.store.session import Store, WriteSession


class SeenPages:
    """The memory (`ocr.Memory`) of one document's import. Keeping a page is a short act of its own."""

    def __init__(self, store: Store, document_id: str) -> None:
        self._store = store
        self._document_id = document_id

    def known(self) -> dict[int, list[Line]]:
        """Lines by page, of every page that was read before."""
        query = select(SeenPage.page, SeenPage.lines).where(SeenPage.document_id == self._document_id)
        with self._store.reading() as s:
            return {page: [Line.of(line) for line in lines] for page, lines in s.execute(query)}

    def keep(self, page: int, lines: list[Line]) -> None:
        """Have a page for the next time, unless the import was ended meanwhile."""
        told = [{"text": line.text, "box": line.box, "ocr": line.ocr} for line in lines]
        with self._store.writing() as s:
            document = s.get(Document, self._document_id)
            if document is None or document.state != "importing":
                return
            row = {"document_id": self._document_id, "page": page, "lines": told}
            s.execute(insert(SeenPage).values(row).on_conflict_do_nothing())


def forget(s: WriteSession, document_id: str) -> None:
    """The import has ended, well or not."""
    s.execute(delete(SeenPage).where(SeenPage.document_id == document_id))
