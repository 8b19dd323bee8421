"""`appliance ask`: put a question as a visitor would and see the answer, its rung, its sources and its checks.

The question is masked and answered by the very path a visitor's message takes; nothing is stored.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from appliance.cli.inside import run
from appliance.cli.terminal import Steps, language, out
from appliance.core.kit.errors import BadInput
from appliance.core.kit.parts import Parts

if TYPE_CHECKING:
    from rich.console import RenderableType

    from appliance.ai.answering.answer import Answer
    from appliance.ai.knowledge.bases import Audience
    from appliance.ai.knowledge.hits import Hit
    from appliance.cli.control import Report
    from appliance.core.masking.engine import Masked
    from appliance.core.masking.text import MaskedText
    from appliance.service.handoff.rule import Reason

app = typer.Typer()

BASE = "main"

RUNGS = {
    "approved": ("核定问答", "approved answer", "green"),
    "generated": ("依据资料生成并逐句核对", "generated and checked", "cyan"),
    "quote": ("资料原文", "quoted passage", "blue"),
    "clarify": ("请您选择", "a question back", "yellow"),
    "handoff": ("转人工", "handed to a person", "magenta"),
}
STEPS = {
    "embed_and_retrieve": ("检索", "retrieve"),
    "weigh": ("比对", "weigh"),
    "first_sentence": ("首句", "first sentence"),
    "generate": ("生成", "generate"),
    "quote": ("摘录", "quote"),
    "total": ("合计", "total"),
}


@app.command()
def ask(
    question: str = typer.Argument("", help="问题 · the question"),
    jsonl: bool = typer.Option(
        False,
        "--jsonl",
        help='每行 {"qid","query"[,"history"]}，逐行输出 · lines {"qid","query"[,"history"]} in, one answer a line out',
    ),
    file: Path | None = typer.Option(
        None, "--file", help="JSONL 文件，代替标准输入 · JSONL from a file instead of standard input"
    ),
    lang: str = typer.Option(
        "", "--lang", help="zh | en；不填为提问的语言 · zh | en; left out: the question's own"
    ),
    base: list[str] = typer.Option(
        [], "--base", help="知识库（可多个，按序） · the base to answer from; several in order"
    ),
) -> None:
    """在终端以访客身份提问 · ask as a visitor would"""
    if jsonl or file:
        rows = read_rows(file.read_text(encoding="utf-8") if file else sys.stdin.read())
        with Steps() as steps:
            answers = run("ask.many", {"rows": rows, "bases": base}, steps)
        for each in answers:
            sys.stdout.write(json.dumps(each, ensure_ascii=False) + "\n")
        return
    if not question.strip():
        raise BadInput(
            "请给出问题，例如：appliance ask “白金卡年费是多少”。", 'Give a question: appliance ask "…".'
        )
    for part in render(run("ask", {"text": question, "lang": lang or None, "bases": base}), language()):
        out.print(part)


def read_rows(text: str) -> list[dict[str, Any]]:
    """The lines of a JSONL text. Raises `BadInput` naming the first line that is no question."""
    rows: list[dict[str, Any]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError:
            row = None
        if not isinstance(row, dict) or not isinstance(row.get("query"), str) or "qid" not in row:
            raise BadInput(
                f'第 {number} 行不是 {{"qid","query"}} 形式的 JSON。',
                f'Line {number} is not JSON of the form {{"qid","query"}}.',
            )
        rows.append(row)
    return rows


def ask_over(
    parts: Parts,
    text: str,
    lang: str | None = None,
    history: Sequence[Any] = (),
    bases: Sequence[str] = (),
) -> dict[str, Any]:
    """Mask `text`, ask the handoff rules, answer. `history` holds texts of the visitor, or [role, text] pairs.

    `bases` are asked in order; none named: those that a channel without a list of its own uses. Raises `NoSuchBase`.
    """
    from appliance.ai.answering.ladder import Answerer
    from appliance.service.handoff.decide import Decide
    from appliance.service.handoff.rule import Asked

    decide = parts.get(Decide)
    before = [(role, _masked(parts, said)) for role, said in map(turn, history)]
    question = _masked(parts, text)
    situation = Asked(question, before, lang=lang or "zh")
    if reason := decide.on_question(situation):
        return handoff_to_dict(reason)
    order, audience = chosen(parts, bases)
    answer = parts.get(Answerer).answer(question, history=before, lang=lang, bases=order, audience=audience)
    return answer_to_dict(answer, decide.on_draft(situation, answer))


def chosen(parts: Parts, names: Sequence[str]) -> tuple[list[str], Audience]:
    """The bases to ask, in order, and as whom: who names one for staff at the terminal asks as staff.

    Raises `NoSuchBase`.
    """
    from appliance.ai.knowledge import bases
    from appliance.core.store.session import Store

    with parts.get(Store).reading() as s:
        if not names:
            return bases.for_channel(s), "visitor"
        staff = any(bases.base(s, name).audience == "staff" for name in names)
    return list(names), "staff" if staff else "visitor"


def answer_to_dict(answer: Answer, reason: Reason | None = None) -> dict[str, Any]:
    """An answer as JSON: what `--jsonl` prints and what `render` draws."""
    return {
        "answer": str(answer.text),
        "rung": answer.rung,
        "lang": answer.lang,
        "options": list(answer.options),
        "sources": [_source(hit) for hit in answer.used],
        "confidence": answer.confidence,
        "found": [_source(hit) for hit in answer.found],
        "checks": [{"name": c.name, "ok": c.ok, "detail": c.detail} for c in answer.checks],
        "seconds": {step: round(value, 4) for step, value in answer.seconds.items()},
        "model": answer.model,
        "handoff": reason.code if reason else None,
    }


def handoff_to_dict(reason: Reason) -> dict[str, Any]:
    """A question that goes to a person before anything is answered."""
    return {
        "answer": reason.zh,
        "rung": "handoff",
        "lang": "zh",
        "options": [],
        "sources": [],
        "confidence": 0.0,
        "found": [],
        "checks": [{"name": "handoff rule", "ok": True, "detail": reason.code}],
        "seconds": {"total": 0.0},
        "model": None,
        "handoff": reason.code,
    }


def render(answer: dict[str, Any], lang: str = "zh") -> list[RenderableType]:
    """What the terminal shows for one answer, top to bottom."""
    from rich.panel import Panel
    from rich.table import Table
    from rich.text import Text

    zh = lang == "zh"
    in_zh, in_en, style = RUNGS[answer["rung"]]
    head = f"{in_zh} · {answer['rung']}" if zh else f"{in_en} ({answer['rung']})"
    parts: list[RenderableType] = [
        Panel(
            Text(answer.get("shown", answer["answer"])),
            title=head,
            title_align="left",
            border_style=style,
            padding=(0, 1),
        )
    ]
    parts += [Text(f"  ○ {option}", style="yellow") for option in answer["options"]]
    parts += [
        Text(f"{'来源' if zh else 'Source'}  {source['label' if zh else 'label_en']}", style="bold")
        for source in answer["sources"]
    ]
    table = Table.grid(padding=(0, 2))
    for check in answer["checks"]:
        mark = Text("✓", style="green") if check["ok"] else Text("·", style="yellow")
        table.add_row(mark, Text(check["name"]), Text(check["detail"], style="dim"))
    parts.append(table)
    steps = [
        f"{STEPS.get(step, (step, step))[0 if zh else 1]} {1000 * value:.0f} ms"
        for step, value in answer["seconds"].items()
    ]
    parts.append(Text("  ".join(steps), style="dim"))
    return parts


def _source(hit: Hit) -> dict[str, Any]:
    source = hit.source
    return {
        "document": source.external_id or source.document_id,
        "qa": (hit.external_id or hit.qa_id) if hit.kind == "qa" else None,
        "passage": hit.passage_id,
        "title": source.title,
        "page": source.page,
        "sheet": source.sheet,
        "cell": source.cell,
        "label": source.label("zh"),
        "label_en": source.label("en"),
        "text": hit.text,
    }


def _masked(parts: Parts, text: str) -> MaskedText:
    return _mask(parts, text).text


def _mask(parts: Parts, text: str) -> Masked:
    from appliance.core.masking.engine import Masker
    from appliance.core.masking.text import RawText
    from appliance.core.vault.vault import Vault

    return parts.get(Masker).mask(RawText(text), hasher=parts.get(Vault).value_hash, base=BASE)


def _readable(parts: Parts, question: str, answer: str) -> str:
    """An answer as people may read it: tokens of the question's values as the policy shows them."""
    from appliance.core.masking import show
    from appliance.core.masking.text import MaskedText
    from appliance.core.store.session import Store

    policy = parts.get(Store).policies.of(base=BASE)
    displays = {found.token_id: found.display for found in _mask(parts, question).entities}
    return show.plain(MaskedText.trusted(answer), show.shown_all(policy, displays), language())


def turn(said: Any) -> tuple[str, str]:
    """Who said what in a turn of a history: a text is the visitor's; else a pair or `{"role", "text"}`."""
    if isinstance(said, str):
        return "user", said
    if isinstance(said, dict):
        return str(said.get("role", "user")), str(said.get("text", said.get("content", "")))
    role, text = said
    return str(role), str(text)


def handle(parts: Parts, arguments: dict[str, Any], report: Report) -> dict[str, Any]:
    """One question, inside the process that holds the keys."""
    _loaded(parts)
    answer = ask_over(
        parts,
        arguments["text"],
        arguments.get("lang"),
        arguments.get("history", ()),
        arguments.get("bases", ()),
    )
    return {**answer, "shown": _readable(parts, arguments["text"], answer["answer"])}


def handle_many(parts: Parts, arguments: dict[str, Any], report: Report) -> list[dict[str, Any]]:
    """Many questions in order, with progress; the answers carry their `qid` first."""
    _loaded(parts)
    rows, bases = arguments["rows"], arguments.get("bases", ())
    answers = []
    for number, row in enumerate(rows, 1):
        answer = ask_over(parts, row["query"], row.get("lang"), row.get("history", ()), bases)
        answers.append({"qid": row["qid"], **answer})
        report({"done": number, "total": len(rows), "text": f"{number}/{len(rows)}"})
    return answers


def _loaded(parts: Parts) -> None:
    from appliance.ai.knowledge.knowledge_base import KnowledgeBase

    knowledge = parts.get(KnowledgeBase)
    if not knowledge.ready:
        knowledge.load()


HANDLERS = {"ask": handle, "ask.many": handle_many}
