"""What the knowledge page lists: documents worth showing, and the pairs that hold the searched words."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from appliance.ai.knowledge import queries, screen
from appliance.ai.knowledge.readers import findings
from appliance.ai.knowledge.tables import Document, QaPair
from appliance.core.accounts import queries as accounts
from appliance.core.store.session import ReadSession
from appliance.doors.web.catalogs import N_

STATES = {
    "importing": (N_("导入中"), "wait"),
    "draft": (N_("草稿"), ""),
    "published": (N_("已发布"), "next"),
    "failed": (N_("失败"), "alarm"),
    "withdrawn": (N_("已撤回"), ""),
}
PAIRS_AT_ONCE = 30
MOST_PAIRS = 5000


def documents(s: ReadSession, *, withdrawn: bool = False) -> dict[str, Any]:
    """The list of documents, newest first; withdrawn ones on request only."""
    rows = queries.documents(s, limit=1000)
    shown = [row for row in _current(rows) if withdrawn or row.state != "withdrawn"]
    return {
        "documents": shown,
        "importing": any(row.state == "importing" for row in shown),
        "hidden": sum(row.state == "withdrawn" for row in rows),
        "withdrawn": withdrawn,
        "states": STATES,
        "people": {agent.id: agent.name for agent in accounts.agents(s)},
        "waits": waits,
        "found": found,
        "looks": looks,
        "noticed": noticed,
    }


def waits(document: Document) -> bool:
    """Whether personal data in it was masked and nobody has published it yet."""
    return document.state == "draft" and screen.holds(document.personal)


def looks(document: Document) -> bool:
    """Whether something in it is hidden or speaks to the AI, and nobody has looked at it yet."""
    return document.state == "draft" and findings.kept_waits(document.findings)


@dataclass(frozen=True)
class Noticed:
    """One finding in words: where, what, the words found there, and whether somebody must look at it."""

    place: str
    words: str
    excerpt: str
    holds: bool


def noticed(document: Document, lang: str) -> list[Noticed]:
    """What the reader noticed in it, what must be looked at first."""
    found = [findings.Finding.of(one) for one in document.findings or ()]
    said = [
        Noticed(one.place(lang), _capital(one.what(lang)), one.excerpt, one.kind in findings.HOLDING)
        for one in found
    ]
    return sorted(said, key=lambda one: not one.holds)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def pieces(text: str) -> list[tuple[str, bool]]:
    """A passage in pieces, each with whether it is the label of a masked value."""
    parts: list[tuple[str, bool]] = []
    at = 0
    for label in screen.LABEL.finditer(text):
        parts += [(text[at : label.start()], False), (label.group(), True)]
        at = label.end()
    return [part for part in [*parts, (text[at:], False)] if part[0]]


def found(document: Document, lang: str) -> str:
    """The personal data found in it, in words; empty when there is none."""
    return screen.said(document.personal, lang) if document.personal else ""


def _current(rows: Sequence[Document]) -> Iterable[Document]:
    """Without failures that a later upload of the same file has made good."""
    good: set[str] = set()
    for row in rows:
        if row.state == "failed" and row.filename in good:
            continue
        if row.state in ("published", "importing", "draft"):
            good.add(row.filename)
        yield row


def pairs(s: ReadSession, words: str = "", *, everything: bool = False) -> dict[str, Any]:
    """Published pairs that hold every word in question, phrasings, answer or source; newest first."""
    wanted = _even(words).split()
    found = [row for row in queries.qa_pairs(s, limit=MOST_PAIRS) if _holds(row, wanted)]
    shown = found if everything else found[:PAIRS_AT_ONCE]
    return {"pairs": shown, "matching": len(found), "rest": len(found) - len(shown), "words": words}


def _holds(pair: QaPair, wanted: Sequence[str]) -> bool:
    text = _even(" ".join((pair.question, *pair.phrasings, pair.answer, pair.source_label)))
    return all(word in text for word in wanted)


def _even(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()
