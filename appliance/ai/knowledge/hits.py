"""What a search brings back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from appliance.ai.knowledge.readers.block import HEADING_SEPARATOR

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from appliance.ai.knowledge.signals import Signals


@dataclass(frozen=True, slots=True)
class Source:
    """Where a text stands; empty fields where the format has no such place.

    `box` is left, top, right, bottom as shares of the page's width and height. `passage_id` or `qa_id` is the text itself:
    a version that never changes, so that it can be shown again as it was.
    """

    document_id: str | None
    title: str
    page: int | None = None
    sheet: str | None = None
    cell: str | None = None
    heading: str = ""
    external_id: str | None = None
    box: tuple[float, float, float, float] | None = field(default=None, compare=False)
    passage_id: str | None = field(default=None, compare=False)
    qa_id: str | None = field(default=None, compare=False)

    def label(self, lang: str = "zh") -> str:
        """For people: `住房贷款手册 · 第 14 页`, `Tariff · sheet 手续费, A7:F7`."""
        zh = lang.startswith("zh")
        nameless = (self.external_id or "") if self.document_id else ""
        title = self.title or nameless or ("已审定问答" if zh else "Approved answer")
        if self.sheet:
            cell = f" {self.cell}" if zh and self.cell else f", {self.cell}" if self.cell else ""
            place = f"{self.sheet}{cell}" if zh else f"sheet {self.sheet}{cell}"
        elif self.page:
            place = f"第 {self.page} 页" if zh else f"page {self.page}"
        else:
            place = self.heading.rsplit(HEADING_SEPARATOR, 1)[-1]
        return f"{title} · {place}" if place and place != title else title


@dataclass(frozen=True, slots=True)
class Hit:
    """A published passage or qa pair.

    `score` (0 to 1) orders the hits of one search and means nothing across searches; `dense` is the raw
    cosine (0 when the vector is not there yet; looked up for hits found by words alone), `bm25` the raw word
    score; for a qa pair both are the best of its phrasings. `text` is the passage, or the approved answer to
    `question` (empty for passages). `ocr_confidence` (0 to 1) says how surely a passage was read from a
    picture; None for text.
    """

    kind: Literal["passage", "qa"]
    passage_id: str | None
    qa_id: str | None
    text: str
    heading: str
    lang: str
    score: float
    dense: float
    bm25: float
    document_title: str
    source: Source
    passage_kind: Literal["text", "row", ""] = ""
    question: str = ""
    phrasings: tuple[str, ...] = ()
    external_id: str | None = None
    ocr_confidence: float | None = None
    base: str = "main"

    @property
    def id(self) -> str:
        """The id given at import (document or qa pair), a file's name, else our own."""
        return self.external_id or self.passage_id or self.qa_id or ""


@dataclass(frozen=True, slots=True)
class Found:
    """Hits, best first; the question's vector for further use.

    `text_only` while vectors are being rebuilt. `confidence` (0 to 1) is how likely it is that the first hit answers the
    question, calibrated for its base; 0 by words alone. `literal`: a pair was made for this very question, so nothing was
    embedded. `signals` are the figures behind the confidence.
    """

    hits: list[Hit]
    vector: NDArray[np.float32] | None
    seconds: float
    text_only: bool = False
    confidence: float = 0.0
    literal: bool = False
    signals: Signals | None = None
