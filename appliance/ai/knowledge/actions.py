"""Acts on knowledge: row, version and audit event in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update
from sqlalchemy.dialects.sqlite import insert

from appliance.ai.knowledge.screen import MayBePublic, holds
from appliance.ai.knowledge.script import lang_of
from appliance.ai.knowledge.tables import Document, KnowledgeVersion, QaPair
from appliance.core.audit.chain import append
from appliance.core.audit.verbs import Verb
from appliance.core.kit.clock import now
from appliance.core.kit.errors import BadInput, Conflict, NotFound
from appliance.core.kit.ids import new_id

if TYPE_CHECKING:
    from appliance.core.kit.actors import Actor
    from appliance.core.store.session import WriteSession

MAX_QUESTION = 500
MAX_ANSWER = 4000
MAX_PHRASINGS = 50
MAX_EXTERNAL_ID = 120


def raise_version(s: WriteSession) -> None:
    """Tell every index that what is published has changed."""
    first = insert(KnowledgeVersion).values(id=1, number=1)
    s.execute(
        first.on_conflict_do_update(index_elements=["id"], set_={"number": KnowledgeVersion.number + 1})
    )


def publish_qa_pair(
    s: WriteSession,
    question: str,
    answer: str,
    *,
    actor: Actor,
    phrasings: Sequence[str] = (),
    lang: str | None = None,
    source_document_id: str | None = None,
    source_label: str = "",
    external_id: str | None = None,
    found: Mapping[str, int] | None = None,
    confirmed: bool = False,
) -> QaPair:
    """Publish a pair; one with the same `external_id` is withdrawn, or kept when nothing differs.

    `found` is what `Screen.found` says of its words: with a kind that waits it is refused (`MayBePublic`) unless `confirmed`.

    Raises `BadInput` for an empty or overlong question or answer, `NotFound` for an unknown source document.
    """
    question, answer = question.strip(), answer.strip()
    said = [phrasing.strip() for phrasing in phrasings]
    said = [phrasing for phrasing in dict.fromkeys(said) if phrasing and phrasing != question]
    _check(question, answer, said)
    if found and holds(found) and not confirmed:
        raise MayBePublic(found)
    if external_id is not None and not 0 < len(external_id) <= MAX_EXTERNAL_ID:
        raise BadInput(
            f"编号须为 1 到 {MAX_EXTERNAL_ID} 个字符。", f"An id must have 1 to {MAX_EXTERNAL_ID} characters."
        )
    if source_document_id is not None and s.get(Document, source_document_id) is None:
        raise NotFound("所引用的来源文档不存在。", "The source document does not exist.")
    lang = lang or lang_of(question)
    if external_id:
        old = s.scalars(
            select(QaPair).where(QaPair.external_id == external_id, QaPair.state == "published")
        ).first()
        if old is not None:
            mine = (question, answer, said, lang, source_document_id, source_label)
            theirs = (
                old.question,
                old.answer,
                list(old.phrasings),
                old.lang,
                old.source_document_id,
                old.source_label,
            )
            if mine == theirs:
                return old
            withdraw_qa_pair(s, old.id, actor=actor)
    pair = QaPair(
        id=new_id(),
        external_id=external_id,
        question=question,
        answer=answer,
        phrasings=said,
        lang=lang,
        source_document_id=source_document_id,
        source_label=source_label,
        state="published",
        created_by=actor.id,
        created_at=now(),
    )
    s.add(pair)
    s.flush()
    raise_version(s)
    append(
        s,
        Verb.QA_PAIR_PUBLISHED,
        actor=actor,
        subject=pair.id,
        phrasings=len(said),
        external_id=external_id,
        found=_counted(found),
        confirmed=confirmed,
    )
    return pair


def withdraw_qa_pair(s: WriteSession, qa_id: str, *, actor: Actor) -> None:
    """Take a pair out of search; the row stays. Raises `NotFound`, or `Conflict` when it is not published."""
    pair = s.get(QaPair, qa_id)
    if pair is None:
        raise NotFound("没有这条问答。", "There is no such qa pair.")
    if pair.state != "published":
        raise Conflict("这条问答已经下架。", "This qa pair has already been withdrawn.")
    pair.state = "withdrawn"
    s.flush()
    raise_version(s)
    append(s, Verb.QA_PAIR_WITHDRAWN, actor=actor, subject=pair.id)


def hold_document(s: WriteSession, document_id: str, *, actor: Actor) -> None:
    """An imported document waits as a draft: personal data in it was masked, or something in it is hidden or speaks to the
    AI, and somebody must look at it."""
    document = s.get(Document, document_id)
    if document is None:
        raise NotFound("没有这份文档。", "There is no such document.")
    document.state = "draft"
    s.flush()
    noticed = Counter(str(one["kind"]) for one in document.findings or ())
    append(
        s,
        Verb.DOCUMENT_HELD,
        actor=actor,
        subject=document_id,
        found=_counted(document.personal),
        noticed=_counted(noticed),
    )


def publish_document(s: WriteSession, document_id: str, *, actor: Actor) -> None:
    """Make a draft findable; earlier published documents of the same name or outside id are withdrawn."""
    document = s.get(Document, document_id)
    if document is None:
        raise NotFound("没有这份文档。", "There is no such document.")
    if document.state not in {"draft", "importing", "withdrawn"}:
        raise Conflict("这份文档当前不能发布。", "This document cannot be published in its present state.")
    same = (
        Document.external_id == document.external_id
        if document.external_id
        else (Document.filename == document.filename) & Document.external_id.is_(None)
    )
    older = s.scalars(
        select(Document.id).where(
            same, Document.base == document.base, Document.state == "published", Document.id != document.id
        )
    ).all()
    for old_id in older:
        withdraw_document(s, old_id, actor=actor)
        # Approved answers stand by themselves; they now point at the version that is in force.
        s.execute(
            update(QaPair).where(QaPair.source_document_id == old_id).values(source_document_id=document.id)
        )
    document.state = "published"
    document.published_at = now()
    s.flush()
    raise_version(s)
    append(
        s,
        Verb.DOCUMENT_PUBLISHED,
        actor=actor,
        subject=document.id,
        replaced=list(older),
        found=_counted(document.personal),
    )


def withdraw_document(s: WriteSession, document_id: str, *, actor: Actor) -> None:
    """Take a document out of search; its passages stay for old answers. Raises `NotFound` or `Conflict`."""
    document = s.get(Document, document_id)
    if document is None:
        raise NotFound("没有这份文档。", "There is no such document.")
    if document.state not in {"published", "draft"}:
        raise Conflict("这份文档当前没有发布。", "This document is not published.")
    document.state = "withdrawn"
    s.flush()
    raise_version(s)
    append(s, Verb.DOCUMENT_WITHDRAWN, actor=actor, subject=document.id)


def _counted(found: Mapping[str, int] | None) -> list[Any]:
    return [f"{kind} {count}" for kind, count in sorted((found or {}).items())]


def _check(question: str, answer: str, phrasings: Sequence[str]) -> None:
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
