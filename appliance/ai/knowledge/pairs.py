"""Acts on qa pairs. A change makes a new row; the words of a row never change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from appliance.ai.knowledge import bases, versions
from appliance.ai.knowledge.actions import (
    MAX_EXTERNAL_ID,
    counted,
    raise_version,
)
from appliance.ai.knowledge.screen import MayBePublic, holds
from appliance.ai.knowledge.script import lang_of
from appliance.ai.knowledge.tables import MAIN, Document, QaPair
from appliance.core.audit.chain import append
from appliance.core.audit.verbs import Verb
from appliance.core.kit.clock import now
from appliance.core.kit.errors import BadInput, Conflict, NotFound
from appliance.core.kit.ids import new_id

if TYPE_CHECKING:
    from appliance.core.kit.actors import Actor
    from appliance.core.store.session import ReadSession, WriteSession

MAX_QUESTION = 500
MAX_ANSWER = 4000
MAX_PHRASINGS = 50
ORIGINS: Final = ("written", "imported", "generated", "proposed")
_LIVE: Final = ("draft", "reviewed", "published")


def pair(s: ReadSession, qa_id: str) -> QaPair:
    """One version of a pair. Raises `NotFound`."""
    found = s.get(QaPair, qa_id)
    if found is None:
        raise NotFound("没有这条问答。", "There is no such qa pair.")
    return found


def draft_pair(
    s: WriteSession,
    question: str,
    answer: str,
    *,
    actor: Actor,
    base: str = MAIN,
    phrasings: Sequence[str] = (),
    lang: str | None = None,
    source_document_id: str | None = None,
    source_label: str = "",
    source_passages: Sequence[str] = (),
    external_id: str | None = None,
    changes: str | None = None,
    apart: bool = False,
    origin: str = "written",
    valid: tuple[datetime | None, datetime | None] = (None, None),
    found: Mapping[str, int] | None = None,
    confirmed: bool = False,
) -> QaPair:
    """A new draft, or the next version of the pair with this `external_id` (or of the pair `changes`, an id of ours).

    Nothing is written when the newest version says the same already; that one is returned. An unpublished earlier draft
    gives way. `apart`: a pair of its own beside those with this `external_id`. `found` is what `Screen.found` says of its
    words: with a kind that waits it is refused (`MayBePublic`) unless `confirmed`.

    Raises `BadInput` for an empty or overlong question or answer, `NotFound` for an unknown source or pair, `NoSuchBase`.
    """
    question, answer = question.strip(), answer.strip()
    said = [phrasing.strip() for phrasing in phrasings]
    said = [phrasing for phrasing in dict.fromkeys(said) if phrasing and phrasing != question]
    _check(question, answer, said, external_id)
    versions.check_dates(*valid)
    bases.base(s, base)
    if found and holds(found) and not confirmed:
        raise MayBePublic(found)
    if source_document_id is not None and s.get(Document, source_document_id) is None:
        raise NotFound("所引用的来源文档不存在。", "The source document does not exist.")
    lang = lang or lang_of(question)
    before = None if apart else _before(s, base, external_id, changes)
    if before is not None:
        external_id = before.external_id
        mine = (question, answer, said, lang, source_document_id, source_label, *valid)
        if before.state in _LIVE and mine == _content(before):
            return before
        if before.source_document_id == source_document_id:
            source_passages = source_passages or before.source_passages or ()
    made = QaPair(
        id=new_id(),
        external_id=external_id,
        question=question,
        answer=answer,
        phrasings=said,
        lang=lang,
        source_document_id=source_document_id,
        source_label=source_label,
        source_passages=list(source_passages) or None,
        state="draft",
        origin=origin,
        personal=dict(found) if found else None,
        base=base,
        line="",
        number=1,
        valid_from=valid[0],
        valid_until=valid[1],
        created_by=actor.id,
        created_at=now(),
    )
    made.line = made.id
    if before is not None:
        made.line = before.line
        made.number = (s.scalar(select(func.max(QaPair.number)).where(QaPair.line == before.line)) or 0) + 1
        if before.state in {"draft", "reviewed"}:
            before.state, before.replaced_by = "withdrawn", made.id
    s.add(made)
    s.flush()
    append(
        s,
        Verb.QA_PAIR_DRAFTED,
        actor=actor,
        subject=made.id,
        number=made.number,
        origin=origin,
        external_id=external_id,
        found=counted(found),
        confirmed=confirmed,
    )
    return made


def review_pair(s: WriteSession, qa_id: str, *, by: Actor) -> None:
    """Somebody else has read this draft and found it fit. Raises `NotFound`, `Conflict`, `SamePerson`."""
    found = pair(s, qa_id)
    versions.review(s, found, by=by)
    append(s, Verb.QA_PAIR_REVIEWED, actor=by, subject=found.id, number=found.number)


def withdraw_qa_pair(s: WriteSession, qa_id: str, *, actor: Actor) -> None:
    """Take a pair out of search, at once and by one person; the row stays.

    Raises `NotFound`, or `Conflict` when it is withdrawn already.
    """
    found = pair(s, qa_id)
    if found.state not in _LIVE:
        raise Conflict("这条问答已经下架。", "This qa pair has already been withdrawn.")
    if versions.take_out(s, QaPair, found):
        raise_version(s, found.base)
    append(s, Verb.QA_PAIR_WITHDRAWN, actor=actor, subject=found.id, number=found.number)


def put_in_force(s: WriteSession, found: QaPair, *, actor: Actor) -> None:
    """Part of a publication: this version answers, and the one before it no more."""
    older = versions.take_over(s, QaPair, found)
    for old in (each for each in older if each.state == "withdrawn"):
        append(s, Verb.QA_PAIR_WITHDRAWN, actor=actor, subject=old.id, number=old.number)
    append(
        s,
        Verb.QA_PAIR_PUBLISHED,
        actor=actor,
        subject=found.id,
        number=found.number,
        phrasings=len(found.phrasings),
        external_id=found.external_id,
    )


def _before(s: ReadSession, base: str, external_id: str | None, changes: str | None) -> QaPair | None:
    """The newest version of what is being changed."""
    query = select(QaPair).where(QaPair.base == base).order_by(QaPair.number.desc(), QaPair.id.desc())
    if changes is not None:
        return s.scalars(query.where(QaPair.line == pair(s, changes).line)).first()
    if external_id is not None:
        return s.scalars(query.where(QaPair.external_id == external_id)).first()
    return None


def _content(row: QaPair) -> tuple[object, ...]:
    return (
        row.question,
        row.answer,
        list(row.phrasings),
        row.lang,
        row.source_document_id,
        row.source_label,
        row.valid_from,
        row.valid_until,
    )


def _check(question: str, answer: str, phrasings: Sequence[str], external_id: str | None) -> None:
    if not question or not answer:
        raise BadInput("问题和答案都不能为空。", "Both the question and the answer must be given.")
    if len(question) > MAX_QUESTION or any(len(phrasing) > MAX_QUESTION for phrasing in phrasings):
        raise BadInput(
            f"问题不能超过 {MAX_QUESTION} 字。", f"A question may have at most {MAX_QUESTION} characters."
        )
    if len(answer) > MAX_ANSWER:
        raise BadInput(
            f"答案不能超过 {MAX_ANSWER} 字。", f"An answer may have at most {MAX_ANSWER} characters."
        )
    if len(phrasings) > MAX_PHRASINGS:
        raise BadInput(
            f"相似问法不能超过 {MAX_PHRASINGS} 条。", f"A pair may have at most {MAX_PHRASINGS} phrasings."
        )
    if external_id is not None and not 0 < len(external_id) <= MAX_EXTERNAL_ID:
        raise BadInput(
            f"编号须为 1 到 {MAX_EXTERNAL_ID} 个字符。", f"An id must have 1 to {MAX_EXTERNAL_ID} characters."
        )
