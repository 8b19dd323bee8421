"""`appliance knowledge pairs propose`: pairs that conversations suggest, listed, and drafted when asked to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from appliance.cli.inside import run
from appliance.cli.terminal import Steps, language, out, say
from appliance.core.kit.actors import SYSTEM
from appliance.core.kit.counted import many

if TYPE_CHECKING:
    from collections.abc import Callable

    from appliance.cli.control import Report
    from appliance.core.kit.parts import Parts

BASE = typer.Option("main", "--base", help="知识库 · the knowledge base")


def propose(
    base: str = BASE,
    days: int = typer.Option(30, min=1, max=366, help="最近多少天 · of the last so many days"),
    least: int = typer.Option(
        1, min=1, help="至少在多少次会话中问过 · asked in at least so many conversations"
    ),
    make: bool = typer.Option(
        False, "--make", help="为客服已答复的问题起草问答 · draft pairs where an agent has answered"
    ),
    reword: bool = typer.Option(
        False, "--reword", help="由模型补充问法，逐条校验 · more wordings by the model, each checked"
    ),
) -> None:
    """访客问过而知识库没有答案的问题，常问的在前 · questions that stayed unanswered, the most frequent first

    加 --make：为客服已答复的各起草一条；草稿都须由人核对并发布。
    · With --make a draft is written for each that an agent has answered; every draft is reviewed and published by people.
    """
    asked = {"base": base, "days": days, "least": least, "make": make, "reword": reword}
    with Steps() as steps:
        found = run("knowledge.pairs.propose", asked, steps)
    zh = language() == "zh"
    for one in found["gaps"]:
        more = f"  +{len(one['phrasings'])}" if one["phrasings"] else ""
        out.print(f"×{one['asked']:<4} {one['question']}{more}", style="bold", markup=False)
        if one["answer"]:
            where = f"会话 {one['code']}" if zh else f"conversation {one['code']}"
            out.print(
                f"       {where}：{one['answer']}" if zh else f"       {where}: {one['answer']}", markup=False
            )
    counted = found["counts"]
    say(
        f"共 {counted['looked_at']} 个未答问题，{counted['gaps']} 类待补；"
        f"{counted['known']} 类已有答案或草稿，{counted['personal']} 类含个人信息未列出。",
        f"{many(counted['looked_at'], 'unanswered question')}, {many(counted['gaps'], 'kind')} to be written; "
        f"{counted['known']} have an answer or draft by now, {counted['personal']} hold personal data and are not shown.",
    )
    if make:
        say(
            f"已起草 {counted['made']} 条，请核对后发布；{counted['held']} 条含个人信息，未起草。",
            f"{many(counted['made'], 'draft')} made; review them, then publish. {counted['held']} hold personal data, not made.",
        )


def do_propose(parts: Parts, arguments: dict[str, Any], report: Report) -> dict[str, Any]:
    """The gaps of a base, and drafts for those that an agent has answered. Raises `NoSuchBase`."""
    from appliance.ai.answering.ladder import Answerer
    from appliance.ai.knowledge.knowledge_base import KnowledgeBase
    from appliance.ai.knowledge.screen import MayBePublic
    from appliance.cli.knowledge_acts import loaded
    from appliance.core.masking.text import MaskedText
    from appliance.core.vault.vault import Vault
    from appliance.service.proposals import unanswered

    knowledge, answerer, base = parts.get(KnowledgeBase), parts.get(Answerer), str(arguments["base"])
    loaded(knowledge)

    def answered(question: MaskedText) -> bool:
        return answerer.answer(question, bases=[base]).rung in ("approved", "generated", "quote")

    found = unanswered.gaps(
        knowledge,
        parts.get(Vault),
        actor=SYSTEM,
        base=base,
        days=int(arguments.get("days") or unanswered.DAYS),
        answered=answered,
        progress=lambda done, total: report({"done": done, "total": total}),
    )
    chosen = [one for one in found.gaps if one.asked >= int(arguments.get("least") or 1)]
    made = held = 0
    reword = rewording(parts, base) if arguments.get("reword") else None
    for gap in chosen if arguments.get("make") else []:
        if gap.answer:
            try:
                unanswered.propose(knowledge, gap, actor=SYSTEM, base=base, reword=reword)
                made += 1
            except MayBePublic:
                held += 1
    return {
        "gaps": [
            {
                "question": one.question,
                "phrasings": list(one.phrasings),
                "asked": one.asked,
                "answer": one.answer,
                "code": one.code,
            }
            for one in chosen
        ],
        "counts": {
            "looked_at": found.looked_at,
            "gaps": len(chosen),
            "known": found.known,
            "personal": found.personal,
            "made": made,
            "held": held,
        },
    }


def rewording(parts: Parts, base: str) -> Callable[[str], tuple[str, ...]]:
    """More wordings of a question by the model, checked against the other questions of the base."""
    from appliance.ai.answering.rewording import reworded
    from appliance.ai.inference.language_model import LanguageModel
    from appliance.ai.knowledge import queries
    from appliance.ai.knowledge.knowledge_base import KnowledgeBase
    from appliance.core.masking.engine import Masker

    knowledge = parts.get(KnowledgeBase)
    with knowledge.store.reading() as s:
        live = queries.qa_pairs(s, states=("draft", "reviewed", "published"), base=base, limit=2000)
    others = [pair.question for pair in live]

    def more(question: str) -> tuple[str, ...]:
        return reworded(
            question,
            parts.get(LanguageModel),
            knowledge.embedder,
            others=others,
            personal=parts.get(Masker).values,
        )

    return more


HANDLERS: dict[str, Callable[[Parts, dict[str, Any], Report], Any]] = {"knowledge.pairs.propose": do_propose}
