"""Imports, publishes and reindexes one document over and over, and searches all the while, until it is killed.

argv: the data folder. stdin: the root key, then for each life one line: the number of the first version it may write. It
begins each life in a process of its own, whose pid it prints. Then come lines `import ID`, `publish NUMBER` once the act has
returned, `reindex` once done, `found` for each search that found exactly one version whole, `bad …` for any other.
"""

from __future__ import annotations

import os
import random
import sys
import threading
from itertools import count
from pathlib import Path

import numpy as np

import appliance.ai.knowledge.llama_retriever
import appliance.ai.knowledge.pipeline
import appliance.rows  # noqa: F401
from appliance.ai.knowledge import publishing
from appliance.ai.knowledge.index.bm25 import terms
from appliance.ai.knowledge.index.chroma import ChromaVectors
from appliance.ai.knowledge.ingest import import_document
from appliance.ai.knowledge.knowledge_base import KnowledgeBase
from appliance.core.kit.actors import Actor
from appliance.core.masking.text import MaskedText
from appliance.core.store.engine import open_store
from appliance.core.vault.vault import Vault

HE, SU = Actor("agent", "he", "何清"), Actor("agent", "su", "苏宁")
PARTS = ("甲", "乙", "丙")


class Letters:
    """Vectors of terms: a small, exact stand-in for the embedding model."""

    name, dim = "letters", 64

    def query(self, text: MaskedText) -> np.ndarray:
        return self.passages([str(text)])[0]

    def passages(self, texts: list[str]) -> np.ndarray:
        out = np.full((len(texts), self.dim), 1e-3, dtype=np.float32)
        for row, text in zip(out, texts, strict=True):
            for term in terms(text):
                row[sum(map(ord, term)) % self.dim] += 1
        return out / np.linalg.norm(out, axis=1, keepdims=True)


def opened(folder: Path, vault: Vault) -> KnowledgeBase:
    """The knowledge over the real store and the real Chroma, nothing loaded."""
    store = open_store(folder / "store" / "appliance.db", vault.store_key())
    store.audit_key = vault.audit_key()
    return KnowledgeBase(store, ChromaVectors(folder / "vectors", Letters.dim), Letters(), folder / "uploads")


def version_found(knowledge: KnowledgeBase) -> str:
    """The number of the version that a search finds, all three passages of it; else what it found instead."""
    hits = knowledge.search(MaskedText.trusted("金卡年费第版"), k=20).hits
    numbers = {hit.text.split("第")[1].split("版")[0] for hit in hits}
    whole = len(numbers) == 1 and len(hits) == len(PARTS)
    return numbers.pop() if whole else f"bad {sorted(hit.text for hit in hits)}"


def write(folder: Path, number: int) -> Path:
    """The file of one version: three passages that all name it."""
    path = folder / "fees.md"
    path.write_text("\n\n".join(f"# {part}\n金卡年费第{number}版{part}。" for part in PARTS), "utf-8")
    return path


def life(folder: Path, vault: Vault, first: int) -> None:
    knowledge = opened(folder, vault)
    knowledge.load()
    chance = random.Random(first)

    def look() -> None:
        while True:
            said = version_found(knowledge)
            say("found" if said.isdigit() else said)

    threading.Thread(target=look, daemon=True).start()
    for number in count(first):
        document_id = import_document(knowledge, write(folder, number), actor=HE)
        say(f"import {document_id}")
        with knowledge.store.writing() as s:
            asked = publishing.ask(
                s,
                "main",
                documents=[document_id],
                by=HE,
                role="administrator",
                reason=MaskedText.trusted("新版"),
            ).id
        with knowledge.store.writing() as s:
            publishing.approve(s, asked, by=SU, role="administrator")
        publishing.finish(knowledge, asked)
        say(f"publish {number}")
        if chance.random() < 0.4:
            knowledge.reindex()
            say("reindex")


def say(line: str) -> None:
    os.write(1, f"{line}\n".encode())  # one write, so lines of several threads do not mix


def main() -> None:
    folder = Path(sys.argv[1])
    vault = Vault(folder)
    vault.adopt(bytes.fromhex(sys.stdin.readline().strip()))
    for line in sys.stdin:
        child = os.fork()  # before anything is open: what takes seconds to import is shared
        if child == 0:
            say(f"pid {os.getpid()}")
            life(folder, vault, int(line))
        os.waitpid(child, 0)
        say("over")


if __name__ == "__main__":
    main()
