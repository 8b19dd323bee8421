"""`appliance knowledge sets`: question sets in, asked on demand, beside the run before."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from appliance.cli.inside import run
from appliance.cli.terminal import Steps, out, say
from appliance.core.kit.actors import SYSTEM
from appliance.core.kit.counted import many

if TYPE_CHECKING:
    from collections.abc import Callable

    from appliance.cli.control import Report
    from appliance.core.kit.parts import Parts

app = typer.Typer(no_args_is_help=True)

BASE = typer.Option("main", "--base", help="知识库 · the knowledge base")
LISTED = 30  # wrong answers named one by one


@app.command("import")
def import_(
    file: Path,
    name: str = typer.Option("", help="题集名称，默认为文件名 · its name; left out: the file's"),
    base: str = BASE,
    golden: bool = typer.Option(
        True, "--golden/--plain", help="黄金题集：变差则不得发布 · a publication must not make it worse"
    ),
) -> None:
    """导入题集（.jsonl .xlsx .csv）· take in a set of questions with expected sources and facts"""
    asked = {"path": str(file.absolute()), "name": name or file.stem, "base": base, "golden": golden}
    count = run("knowledge.sets.import", asked)
    say(
        f"题集“{asked['name']}”已保存，共 {count} 题。",
        f"The set “{asked['name']}” is kept: {many(count, 'question')}.",
    )


@app.command("run")
def run_(name: str, base: str = BASE) -> None:
    """用当前答复路径测试一个题集 · ask a set on the live path, and compare with its last run"""
    with Steps() as steps:
        done = run("knowledge.sets.run", {"name": name, "base": base}, steps)
    for one in done["wrong"][:LISTED]:
        missing = "、".join(one["missing"])
        say(
            f"✗ {one['qid']}  {one['query']}  〔{one['rung']}〕" + (f"  缺：{missing}" if missing else ""),
            f"✗ {one['qid']}  {one['query']}  [{one['rung']}]" + (f"  lacks: {missing}" if missing else ""),
        )
    if len(done["wrong"]) > LISTED:
        out.print("…")
    say(
        f"答对 {done['right']}/{done['asked']}；比上次变差 {len(done['worse'])}、变好 {len(done['better'])}。",
        f"{done['right']} of {done['asked']} right; since the last run {len(done['worse'])} worse, "
        f"{len(done['better'])} better.",
    )


@app.command("list")
def list_(base: str = typer.Option("", "--base", help="知识库 · one base only")) -> None:
    """题集与最近一次结果 · the sets and how they last went"""
    for one in run("knowledge.sets.list", {"base": base or None}):
        last = f"{one['right']}/{one['asked']}  {one['at']}" if one["at"] else "—"
        mark = ("黄金", "golden") if one["golden"] else ("", "")
        say(
            f"{one['base']:<16} {one['name']:<24} {one['questions']:>5} 题  {mark[0]}  {last}",
            f"{one['base']:<16} {one['name']:<24} {one['questions']:>5} questions  {mark[1]}  {last}",
        )


def do_import(parts: Parts, arguments: dict[str, Any], report: Report) -> int:
    """Keep a set; how many questions. Raises `UnreadableDocument`, `BadInput`, `NoSuchBase`."""
    from appliance.ai.answering.golden import reading, sets
    from appliance.core.masking.engine import Masker
    from appliance.core.masking.text import RawText
    from appliance.core.store.session import Store
    from appliance.core.vault.vault import Vault

    masker, vault, base = parts.get(Masker), parts.get(Vault), str(arguments["base"])

    def masked(text: str) -> str:
        return str(masker.mask(RawText(text), hasher=vault.value_hash, base=base).text)

    questions = reading.questions(Path(arguments["path"]), masked)
    with parts.get(Store).writing() as s:
        sets.keep_set(
            s, str(arguments["name"]), questions, base=base, golden=bool(arguments["golden"]), by=SYSTEM
        )
    return len(questions)


def do_run(parts: Parts, arguments: dict[str, Any], report: Report) -> dict[str, Any]:
    """Ask a set of what is published. Raises `NotFound`."""
    from appliance.ai.answering.golden import sets
    from appliance.ai.answering.ladder import Answerer
    from appliance.ai.inference.language_model import LanguageModel
    from appliance.ai.knowledge.knowledge_base import KnowledgeBase
    from appliance.cli.knowledge_acts import loaded
    from appliance.core.store.session import Store

    store, status = parts.get(Store), parts.get(LanguageModel).status()
    loaded(parts.get(KnowledgeBase))
    with store.reading() as s:
        found = sets.by_name(s, arguments["base"], arguments["name"])
    done = sets.run(
        store,
        parts.get(Answerer),
        found.id,
        by=SYSTEM,
        model=status.model if status.state == "ready" else "",
        progress=lambda count, total: report({"done": count, "total": total}),
    )
    asked = {one["qid"]: one["query"] for one in found.questions}
    return {
        "right": done.run.right,
        "asked": done.run.asked,
        "worse": list(done.worse),
        "better": list(done.better),
        "wrong": [{**one, "query": asked[one["qid"]]} for one in done.run.results if not one["right"]],
    }


def do_list(parts: Parts, arguments: dict[str, Any], report: Report) -> list[dict[str, Any]]:
    """Every set with its last run."""
    from appliance.ai.answering.golden import sets
    from appliance.core.store.session import Store

    out = []
    with parts.get(Store).reading() as s:
        for one in sets.sets(s, arguments["base"]):
            last = next((each for each in sets.runs(s, one.id) if each.publication_id is None), None)
            out.append(
                {
                    "name": one.name,
                    "base": one.base,
                    "golden": one.golden,
                    "questions": len(one.questions),
                    "right": last.right if last else 0,
                    "asked": last.asked if last else 0,
                    "at": last.at.strftime("%Y-%m-%d %H:%M") if last else "",
                }
            )
    return out


HANDLERS: dict[str, Callable[[Parts, dict[str, Any], Report], Any]] = {
    "knowledge.sets.import": do_import,
    "knowledge.sets.run": do_run,
    "knowledge.sets.list": do_list,
}
