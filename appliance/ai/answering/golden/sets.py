"""Acts and reads of question sets: keep one, ask one, remember what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from appliance.ai.answering.golden.judge import Question, Result, judge
from appliance.ai.answering.golden.tables import QuestionSet, SetRun
from appliance.ai.knowledge import bases, queries
from appliance.core.audit.chain import append
from appliance.core.audit.verbs import Verb
from appliance.core.kit.clock import now
from appliance.core.kit.errors import BadInput, NotFound
from appliance.core.kit.ids import new_id
from appliance.core.masking.text import MaskedText

if TYPE_CHECKING:
    from appliance.ai.answering.ladder import Answerer
    from appliance.core.kit.actors import Actor
    from appliance.core.store.session import ReadSession, Store, WriteSession

MAX_NAME = 60
KEPT_RUNS = 30  # of each set


@dataclass(frozen=True)
class Compared:
    """A run beside the one before it: qids that were right and are not, and the other way round."""

    run: SetRun
    worse: tuple[str, ...]
    better: tuple[str, ...]


def keep_set(
    s: WriteSession, name: str, questions: Sequence[Question], *, base: str, golden: bool, by: Actor
) -> QuestionSet:
    """Keep a set, in place of the one of that name in the base. Raises `BadInput`, `NoSuchBase`."""
    name = name.strip()
    if not 0 < len(name) <= MAX_NAME or not questions:
        raise BadInput(
            f"题集须有名称（至多 {MAX_NAME} 字）和至少一个问题。",
            f"A set needs a name (at most {MAX_NAME} characters) and one question at least.",
        )
    bases.base(s, base)
    found = s.scalars(select(QuestionSet).where(QuestionSet.base == base, QuestionSet.name == name)).first()
    kept = [question.kept() for question in questions]
    if found is None:
        found = QuestionSet(
            id=new_id(),
            name=name,
            base=base,
            golden=golden,
            questions=kept,
            created_by=by.id,
            created_at=now(),
        )
        s.add(found)
    else:
        found.questions, found.golden = kept, golden
    s.flush()
    append(
        s, Verb.QUESTION_SET_KEPT, actor=by, subject=found.id, base=base, questions=len(kept), golden=golden
    )
    return found


def sets(s: ReadSession, base: str | None = None, *, golden: bool = False) -> list[QuestionSet]:
    """Question sets by name; of all bases unless one is named."""
    query = select(QuestionSet).order_by(QuestionSet.base, QuestionSet.name)
    if base is not None:
        query = query.where(QuestionSet.base == base)
    if golden:
        query = query.where(QuestionSet.golden)
    return list(s.scalars(query))


def by_name(s: ReadSession, base: str, name: str) -> QuestionSet:
    """Raises `NotFound` naming what there is."""
    found = sets(s, base)
    for one in found:
        if one.name == name:
            return one
    there = "、".join(one.name for one in found)
    raise NotFound(
        f"知识库“{base}”没有题集“{name}”" + (f"，现有：{there}。" if there else "。"),
        f"The base “{base}” has no set “{name}”" + (f"; there are: {there}." if there else "."),
    )


def by_id(s: ReadSession, set_id: str) -> QuestionSet:
    """Raises `NotFound`."""
    found = s.get(QuestionSet, set_id)
    if found is None:
        raise NotFound("没有这个题集。", "There is no such set.")
    return found


def runs(s: ReadSession, set_id: str, limit: int = KEPT_RUNS) -> list[SetRun]:
    """The runs of a set, newest first."""
    query = select(SetRun).where(SetRun.set_id == set_id).order_by(SetRun.at.desc(), SetRun.id.desc())
    return list(s.scalars(query.limit(limit)))


def ask(
    answerer: Answerer,
    questions: Sequence[Question],
    base: str,
    progress: Callable[[int, int], None] | None = None,
) -> list[Result]:
    """Put every question to the live answering path, in `base` alone."""
    results = []
    for number, question in enumerate(questions, 1):
        answer = answerer.answer(
            MaskedText.trusted(question.query),
            history=[(role, MaskedText.trusted(text)) for role, text in question.history],
            bases=[base],
            audience="staff",
        )
        results.append(judge(question, answer))
        if progress:
            progress(number, len(questions))
    return results


def run(
    store: Store,
    answerer: Answerer,
    set_id: str,
    *,
    by: Actor,
    model: str = "",
    progress: Callable[[int, int], None] | None = None,
) -> Compared:
    """Ask a set of what is published now, and keep what came of it. `model` is who may write, for the record.

    Raises `NotFound`."""
    with store.reading() as s:
        found = by_id(s, set_id)
        number = queries.base_version(s, found.base)
        earlier = [one for one in runs(s, set_id) if one.publication_id is None]
    questions = [Question.of(kept) for kept in found.questions]
    results = ask(answerer, questions, found.base, progress)
    with store.writing() as s:
        made = record(s, set_id, results, number=number, model=model, by=by)
    return compared(made, earlier[0] if earlier else None)


def record(
    s: WriteSession,
    set_id: str,
    results: Sequence[Result],
    *,
    number: int,
    by: Actor,
    model: str = "",
    publication_id: str | None = None,
) -> SetRun:
    """Keep a run; the oldest beyond `KEPT_RUNS` goes."""
    made = SetRun(
        id=new_id(),
        set_id=set_id,
        publication_id=publication_id,
        base_number=number,
        model=model[:200],
        right=sum(one.right for one in results),
        asked=len(results),
        results=[one.kept() for one in results],
        by=by.id,
        at=now(),
    )
    s.add(made)
    s.flush()
    old = [one.id for one in runs(s, set_id, limit=1000)[KEPT_RUNS:]]
    s.execute(delete(SetRun).where(SetRun.id.in_(old)))
    append(s, Verb.QUESTION_SET_RUN, actor=by, subject=set_id, right=made.right, asked=made.asked)
    return made


def compared(run: SetRun, before: SetRun | None) -> Compared:
    """What changed from one run to the next, among the questions that both asked."""
    was = {one["qid"]: one["right"] for one in before.results} if before is not None else {}
    worse = tuple(one["qid"] for one in run.results if was.get(one["qid"]) and not one["right"])
    better = tuple(one["qid"] for one in run.results if was.get(one["qid"]) is False and one["right"])
    return Compared(run, worse, better)
