"""The check before a publication: the base's golden sets must not get worse by it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from appliance.ai.answering.golden import sets
from appliance.ai.answering.golden.judge import Question, Result
from appliance.ai.answering.ladder import Answerer
from appliance.ai.inference.language_model import ModelStatus, NoModel
from appliance.ai.knowledge.as_if import AsIf
from appliance.ai.knowledge.gate import Check, Verdict
from appliance.core.kit.actors import SYSTEM
from appliance.core.kit.clock import now

if TYPE_CHECKING:
    from appliance.ai.answering.words import Segmenter
    from appliance.ai.knowledge.gate import Proposal
    from appliance.ai.knowledge.knowledge_base import KnowledgeBase

NAME = "golden_set"
SHOWN = 20  # questions named in the detail


def golden_sets(segmenter: Segmenter | None = None) -> Check:
    """A check for `KnowledgeBase.before_publish`.

    Both states are asked without the language model: what is compared are pairs, passages and their finding, and the
    same question gets the same answer twice.
    """
    nobody_writes = NoModel(ModelStatus("off", "", now(), "未使用语言模型。", "No language model is used."))

    def check(knowledge: KnowledgeBase, proposal: Proposal) -> Verdict:
        with knowledge.store.reading() as s:
            found = sets.sets(s, proposal.base, golden=True)
        if not found:
            return Verdict(True, "没有黄金题集。", "There is no golden set.")
        today = Answerer(knowledge, nobody_writes, segmenter)
        then = Answerer(AsIf(knowledge, proposal), nobody_writes, segmenter)
        told: list[dict[str, Any]] = []
        for one in found:
            questions = [Question.of(kept) for kept in one.questions]
            before = sets.ask(today, questions, proposal.base)
            after = sets.ask(then, questions, proposal.base)
            with knowledge.store.writing() as s:
                sets.record(
                    s,
                    one.id,
                    after,
                    number=proposal.number,
                    by=SYSTEM,
                    publication_id=proposal.publication_id,
                )
            told.append(_told(one.name, questions, before, after))
        worse = [line for line in told if line["after"] < line["before"]]
        return Verdict(
            not worse, _said(worse or told, zh=True), _said(worse or told, zh=False), {"sets": told}
        )

    return check


def _told(
    name: str, questions: Sequence[Question], before: Sequence[Result], after: Sequence[Result]
) -> dict[str, Any]:
    lost = [
        {"qid": question.qid, "query": question.query, "rung": new.rung, "missing": list(new.missing)}
        for question, old, new in zip(questions, before, after, strict=True)
        if old.right and not new.right
    ]
    return {
        "set": name,
        "asked": len(questions),
        "before": sum(one.right for one in before),
        "after": sum(one.right for one in after),
        "lost": lost[:SHOWN],
    }


def _said(lines: Sequence[dict[str, Any]], *, zh: bool) -> str:
    if zh:
        return "；".join(
            f"题集“{line['set']}”答对 {line['after']}/{line['asked']}（现为 {line['before']}）"
            for line in lines
        )
    return "; ".join(
        f"the set “{line['set']}” has {line['after']} of {line['asked']} right (now {line['before']})"
        for line in lines
    )
