"""`appliance knowledge search` and `evaluate`: what questions find, and how good that is on a set."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from appliance.cli.inside import run
from appliance.cli.terminal import Steps, language, out, say
from appliance.core.kit.errors import BadInput

if TYPE_CHECKING:
    from appliance.ai.knowledge.hits import Found, Hit
    from appliance.cli.control import Report
    from appliance.core.kit.parts import Parts

BASES = typer.Option([], "--base", help="知识库（可多个） · the bases to search")
_FEWEST_LINES = 10
# Several passages of one document count as one hit of it; where most hits are of a few, the search goes on to more.
_DEEPER = 4
_DEEPEST = 12
_NAMES = {
    "auc": "AUC",
    "mrr@10": "MRR@10",
    "coverage@90": "答复率（正确率90%） · answered at 90 % right",
    "coverage@95": "答复率（正确率95%） · answered at 95 % right",
}


def search(
    question: str = typer.Argument("", help="问题 · the question"),
    k: int = typer.Option(0, min=0, max=50, help="条数 · how many (6; 10 with --jsonl)"),
    jsonl: Path | None = typer.Option(
        None,
        help='每行 {"qid","query"[,"history"]}，“-”为标准输入 · questions, one JSON a line',
    ),
    base: list[str] = BASES,
) -> None:
    """某个问题能检索到什么：按相关度排列，附得分与出处 · What a question finds, best first, with scores and places."""
    if jsonl is not None:
        asked = {"questions": _lines(jsonl), "k": k or _FEWEST_LINES, "bases": base, "one_each": True}
        with Steps() as steps:
            answers = run("knowledge.search", asked, steps)
        for answer in answers:
            typer.echo(json.dumps(answer, ensure_ascii=False))
        return
    if not question.strip():
        raise BadInput("请给出问题。", "Give a question.")
    asked = {"questions": [{"qid": "1", "query": question}], "k": k or 6, "bases": base}
    (found,) = run("knowledge.search", asked)
    for hit in found["hits"]:
        out.print(
            f"{hit['score']:.3f}  cos {hit['dense']:.3f}  bm25 {hit['bm25']:5.1f}  {hit['source']}",
            style="bold",
            markup=False,
        )
        out.print(f"       {hit['text']}", markup=False)
    if found["text_only"]:
        say(
            "向量索引尚未就绪，本次按关键词检索。",
            "The vector index is not ready; this search went by words.",
        )
    else:
        say(f"把握 {found['confidence']:.2f}", f"confidence {found['confidence']:.2f}")


def evaluate(
    sets: list[Path] = typer.Argument(help="题目 JSONL（可多个） · JSONL of questions"),
    base: list[str] = BASES,
    afresh: bool = typer.Option(
        False, "--afresh", help="不续上次未完的一轮 · do not go on with a broken run"
    ),
    as_visitors: bool = typer.Option(
        False,
        "--as-visitors",
        help="姓名、地点等也遮蔽，与访客消息一致 · with names masked, too, as in a visitor's message",
    ),
    as_json: bool = typer.Option(False, "--json", help="以 JSON 输出 · print JSON"),
) -> None:
    """用题集测试检索：召回率、MRR、AUC、给定精确率下的覆盖率与耗时，附 95% 区间
    · Ask sets of questions and print recall, MRR, AUC, coverage at a precision and latency, with 95 % intervals.

    每行 {"qid","query","relevant":[ids]}；没有答案的问题不写 "relevant"。中断的一轮从停下处继续。
    · Lines: {"qid","query","relevant":[ids]} for what the knowledge answers, without "relevant" for what nothing answers. A run
    that was broken off goes on where it stopped.
    """
    asked = {
        "sets": [str(path.absolute()) for path in sets],
        "bases": base,
        "afresh": afresh,
        "as_visitors": as_visitors,
    }
    with Steps() as steps:
        found = run("knowledge.evaluate", asked, steps)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
        return
    from rich.table import Table

    zh = language() == "zh"
    table = Table(box=None, padding=(0, 2))
    for name in ("", "值" if zh else "value", "95%", "n"):
        table.add_column(name, justify="left" if not name else "right")
    for one in found["measures"]:
        unit, digits = (1000.0, 0) if one["name"].startswith("seconds") else (1.0, 3)
        name = one["name"].replace("seconds", "毫秒 · ms")
        values = [f"{unit * one[field]:.{digits}f}" for field in ("value", "low", "high")]
        table.add_row(_NAMES.get(name, name), values[0], f"{values[1]}–{values[2]}", str(one["n"]))
    out.print(table)
    if count := found["with_names"]:
        say(
            f"{count} 题含姓名、地点等名称，检索时保留；访客消息在入口处即遮蔽，检索时没有这些名称（--as-visitors 按访客口径测试）。",
            f"{count} questions hold a name (a person, a place…) and were searched with it; a visitor's message, masked at the door, "
            "is searched without (--as-visitors measures that).",
        )


def do_search(parts: Parts, arguments: dict[str, Any], report: Report) -> list[dict[str, Any]]:
    """Search each of `questions` (`{"qid", "query"[, "history"]}`), masked first but for names, and made whole as a visitor's are.

    With `one_each` a document or pair is a hit once, by its best passage. Raises `NoSuchBase`.
    """
    seek = searcher(parts, arguments.get("bases") or ())
    count, rows = int(arguments.get("k", 6)), arguments["questions"]
    one_each = bool(arguments.get("one_each"))
    answers = []
    for number, row in enumerate(rows, 1):
        found, _ = seek(str(row["query"]), row.get("history") or (), count, one_each)
        hits = list(_once(found.hits)) if one_each else found.hits
        answers.append(
            {
                "qid": row.get("qid"),
                "hits": [hit_to_dict(hit) for hit in hits[:count]],
                "confidence": round(found.confidence, 6),
                "text_only": found.text_only,
                "seconds": round(found.seconds, 4),
            }
        )
        report({"done": number, "total": len(rows), "text": f"{number}/{len(rows)}"})
    return answers


def do_evaluate(parts: Parts, arguments: dict[str, Any], report: Report) -> dict[str, Any]:
    """The measures of these sets. Raises `UnreadableDocument`, `NoSuchBase`."""
    from dataclasses import asdict

    from appliance.ai.knowledge import evaluate as sets
    from appliance.ai.knowledge.knowledge_base import KnowledgeBase
    from appliance.ai.knowledge.measures import measures
    from appliance.core.settings import Settings

    questions = sets.read_set([Path(path) for path in arguments["sets"]])
    names = arguments.get("bases") or ()
    as_visitors = bool(arguments.get("as_visitors"))
    seek = searcher(parts, names, as_visitors)
    version = parts.get(KnowledgeBase).version
    folder = parts.get(Settings).data_dir / "run" / "evaluate"
    kept = folder / f"{sets.digest(questions, version, as_visitors, *names)}.jsonl"
    if arguments.get("afresh"):
        kept.unlink(missing_ok=True)

    def ask(question: sets.Question) -> sets.Answered:
        found, named = seek(question.query, question.history, _FEWEST_LINES, True)
        ids = [tuple(filter(None, (hit.id, hit.source.external_id))) for hit in found.hits]
        return sets.Answered(ids, found.confidence, found.seconds, named)

    def progress(done: int, total: int) -> None:
        report({"done": done, "total": total, "text": f"{done}/{total}"})

    outcomes = sets.evaluated(questions, ask, kept, progress)
    found = {
        "questions": len(questions),
        "with_names": sum(one.named for one in outcomes),
        "measures": [asdict(one) for one in measures(outcomes)],
    }
    kept.unlink(missing_ok=True)
    return found


def searcher(
    parts: Parts, names: Sequence[str], as_visitors: bool = False
) -> Callable[[str, Sequence[Any], int, bool], tuple[Found, bool]]:
    """A function that searches for a question with its history and wants so many hits (or so many things), and says whether it was
    searched with a name in it. Names stay in what is searched with, which is kept nowhere, unless they are asked `as_visitors` do.
    Raises `NoSuchBase`.

    Where documents and pairs lie together the confidence is that of answering, which looks at what the texts say; bases of
    one sort tell it better by the calibration of their own scores.
    """
    from dataclasses import replace

    from appliance.ai.answering.follow_up import whole_question
    from appliance.ai.answering.ladder import Answerer
    from appliance.ai.knowledge.knowledge_base import KnowledgeBase
    from appliance.cli.ask import chosen, turn
    from appliance.cli.knowledge_acts import loaded
    from appliance.core.masking.engine import Masked, Masker
    from appliance.core.masking.kinds import NAMES
    from appliance.core.masking.text import MaskedText, RawText
    from appliance.core.vault.vault import Vault

    knowledge, masker, vault = parts.get(KnowledgeBase), parts.get(Masker), parts.get(Vault)
    bases, audience = chosen(parts, names)
    loaded(knowledge)
    knowledge.calibrate()
    policy = (bases or ["main"])[0]
    mixed = knowledge.is_mixed(bases, audience)

    def search(question: MaskedText, count: int, one_each: bool) -> Found:
        if not one_each:
            return knowledge.search(question, k=count, bases=bases, audience=audience)
        wanted = count * _DEEPER
        found = knowledge.search(question, k=wanted, bases=bases, audience=audience)
        if len(found.hits) < wanted or len(list(_once(found.hits))) >= count:
            return found
        deeper = knowledge.search(
            question, k=count * _DEEPEST, vector=found.vector, bases=bases, audience=audience
        )
        return replace(found, hits=[*found.hits, *deeper.hits])  # the first stay first

    def masked(text: str, keep: Collection[str] = ()) -> Masked:
        return masker.mask(RawText(text), hasher=vault.value_hash, base=policy, keep=keep)

    def read(text: str) -> tuple[MaskedText, MaskedText]:
        """A text as a visitor's is shown, and as it is searched with."""
        shown = masked(text)
        if as_visitors or not any(one.kind in NAMES for one in shown.entities):
            return shown.text, shown.text
        return shown.text, masked(text, NAMES).text

    def seek(query: str, history: Sequence[Any], count: int, one_each: bool) -> tuple[Found, bool]:
        asked, question = read(query)
        named = asked != question
        before = [(role, *read(said)) for role, said in map(turn, history)]
        if before:
            heard = [(role, said) for role, _, said in before]
            named = named or any(shown != said for _, shown, said in before)
            question = MaskedText.trusted(
                whole_question(question, heard, parts.get(Answerer).vocabulary(bases))
            )
        found = search(question, count, one_each)
        if not mixed or not found.hits:
            return found, named
        shown = [(role, said) for role, said, _ in before]
        sure = parts.get(Answerer).sure(asked, history=shown, bases=bases, audience=audience)
        return replace(found, confidence=sure), named

    return seek


def hit_to_dict(hit: Hit) -> dict[str, Any]:
    """A hit as `--jsonl` prints it; `id` is the one given at import, of a file its name."""
    return {
        "id": hit.id,
        "kind": hit.kind,
        "score": round(hit.score, 6),
        "dense": round(hit.dense, 4),
        "bm25": round(hit.bm25, 3),
        "base": hit.base,
        "document": hit.source.external_id or hit.source.document_id,
        "source": hit.source.label(language()),
        "page": hit.source.page,
        "sheet": hit.source.sheet,
        "cell": hit.source.cell,
        "question": hit.question,
        "text": hit.text,
    }


def _once(hits: Iterable[Hit]) -> Iterable[Hit]:
    seen: set[str] = set()
    for hit in hits:
        if hit.id not in seen:
            seen.add(hit.id)
            yield hit


def _lines(path: Path) -> list[dict[str, Any]]:
    """The rows of a JSONL file. Raises `BadInput` naming the first line that is no question."""
    from appliance.cli.ask import read_rows

    try:
        text = typer.get_text_stream("stdin").read() if str(path) == "-" else path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(
            f"无法读取“{path.name}”，请确认文件存在且为 UTF-8 编码。",
            f"“{path.name}” cannot be read; check that it exists and is UTF-8.",
        ) from error
    return read_rows(text)


HANDLERS: dict[str, Callable[[Parts, dict[str, Any], Report], Any]] = {
    "knowledge.search": do_search,
    "knowledge.evaluate": do_evaluate,
}
