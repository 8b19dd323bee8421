"""What the index is doing, in a sentence for the operations page and `doctor`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from appliance.core.kit.errors import ApplianceError


@dataclass(frozen=True, slots=True)
class KnowledgeStatus:
    """`vectors` of `texts` are searchable by meaning; the sentences are for people."""

    state: Literal["loading", "rebuilding", "ready", "text_only"]
    texts: int
    vectors: int
    detail_zh: str
    detail_en: str


def status_of(
    texts: int, missing: int, *, opened: bool, hindered: ApplianceError | None = None
) -> KnowledgeStatus:
    """The status of indexes with so many texts, of which `missing` have no vector. `opened`: the vectors can be read here;
    `hindered`: why they cannot be at all."""
    vectors = texts - missing
    if hindered is not None:
        return KnowledgeStatus("text_only", texts, vectors, hindered.zh, hindered.en)
    if not opened:
        return KnowledgeStatus(
            "loading", texts, vectors, "知识索引正在载入。", "The knowledge index is loading."
        )
    if missing:
        return KnowledgeStatus(
            "rebuilding",
            texts,
            vectors,
            f"正在建立向量索引（{vectors}/{texts}），目前按关键词检索。",
            f"The vector index is being built ({vectors}/{texts}); search goes by words meanwhile.",
        )
    return KnowledgeStatus("ready", texts, vectors, "知识索引正常。", "The knowledge index is in order.")
