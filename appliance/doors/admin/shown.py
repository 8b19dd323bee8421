"""What the knowledge page lists: documents worth showing, and the pairs that hold the searched words."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from appliance.ai.knowledge import publications, queries, screen, versions
from appliance.ai.knowledge.readers import findings
from appliance.ai.knowledge.tables import Document, QaPair
from appliance.core.accounts import queries as accounts
from appliance.core.kit.clock import now
from appliance.core.store.session import ReadSession
from appliance.doors.web.catalogs import N_

STATES = {
    "importing": (N_("导入中"), "wait"),
    "draft": (N_("草稿"), "wait"),
    "reviewed": (N_("已核对"), "wait"),
    "published": (N_("已发布"), "next"),
    "failed": (N_("失败"), "alarm"),
    "withdrawn": (N_("已撤回"), ""),
}
PAIRS_AT_ONCE = 30
MOST_PAIRS = 5000


@dataclass(frozen=True)
class Head:
    """A document as a list shows it: its newest version, and the one that is published now, if any."""

    newest: Document
    live: Document | None = None
    publication: str = ""
    """The publication in which the newest version waits for a second person or is being checked."""
    checking: bool = False

    @property
    def moves(self) -> bool:
        """Whether it becomes something else by itself, so that whoever looks at it should look again."""
        return self.newest.state == "importing" or self.checking


def documents(s: ReadSession, base: str, *, withdrawn: bool = False) -> dict[str, Any]:
    """The list of a base's documents, newest first; withdrawn ones on request only."""
    rows = list(_current(queries.documents(s, limit=1000, base=base)))
    open_ = {each: one for one in publications.waiting(s, base) for each in one.documents}
    live = {row.line: row for row in reversed(rows) if row.state == "published"}
    heads: dict[str, Head] = {}
    for row in rows:
        key = row.line if row.number else row.id
        asked = open_.get(row.id)
        heads.setdefault(
            key,
            Head(
                row,
                live.get(row.line) if row.number else None,
                asked.id if asked else "",
                checking=asked is not None and asked.state == "checking",
            ),
        )
    gone = [head for head in heads.values() if head.newest.state == "withdrawn" and head.live is None]
    found_ = [head for head in heads.values() if withdrawn or head not in gone]
    return {
        "documents": found_,
        "moving": any(head.moves for head in found_),
        "waiting_here": any(head.publication for head in found_),
        "hidden": len(gone),
        "withdrawn": withdrawn,
        "states": STATES,
        "people": people(s),
        "waits": waits,
        "found": found,
        "looks": looks,
        "noticed": noticed,
        "stands": stands,
    }


def people(s: ReadSession) -> dict[str, str]:
    """Names of everybody who may have done something, by id."""
    return {agent.id: agent.name for agent in accounts.agents(s)}


def stands(document: Document | QaPair) -> tuple[str, str]:
    """The state as a reader sees it now, with the clock: a sentence and the kind of its chip."""
    if document.state == "published":
        at = now()
        if versions.is_over(document, at):
            return N_("已到期"), ""
        if document.valid_from is not None and document.valid_from > at:
            return N_("已发布，未到生效时间"), "wait"
    return STATES[document.state]


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


def pairs(s: ReadSession, words: str = "", *, base: str, everything: bool = False) -> dict[str, Any]:
    """Pairs in the house that hold every word in question, phrasings, answer or source, newest first.

    Drafts that nobody has asked to publish are among them only where words are searched: they have a page of their own.
    """
    wanted = _even(words).split()
    rows = queries.qa_pairs(s, states=("published", "draft", "reviewed"), limit=MOST_PAIRS, base=base)
    waiting = {each: one.id for one in publications.waiting(s, base) for each in one.pairs}
    drafts = [row for row in rows if row.state != "published" and row.id not in waiting]
    listed = rows if wanted else [row for row in rows if row.state == "published" or row.id in waiting]
    found = [row for row in listed if _holds(row, wanted)]
    shown = found if everything else found[:PAIRS_AT_ONCE]
    return {
        "pairs": shown,
        "states": STATES,
        "asked": waiting,
        "matching": len(found),
        "rest": len(found) - len(shown),
        "drafts": len(drafts),
        "words": words,
    }


def _holds(pair: QaPair, wanted: Sequence[str]) -> bool:
    text = _even(" ".join((pair.question, *pair.phrasings, pair.answer, pair.source_label)))
    return all(word in text for word in wanted)


def _even(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()
