"""`appliance knowledge pairs`: made of a document, suggested by conversations, taken from a table; whether they agree."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from appliance.cli.inside import run
from appliance.cli.knowledge_propose import HANDLERS as PROPOSALS
from appliance.cli.knowledge_propose import propose, rewording
from appliance.cli.terminal import Steps, out, say
from appliance.core.kit.actors import SYSTEM
from appliance.core.kit.counted import many
from appliance.core.kit.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Callable

    from appliance.cli.control import Report
    from appliance.core.kit.parts import Parts

app = typer.Typer(no_args_is_help=True)
app.command()(propose)

ALL = 100_000
BASE = typer.Option("main", "--base", help="知识库 · the knowledge base")


@app.command()
def make(
    document: str = typer.Argument(help="文档编号、外部编号或文件名 · id, outside id or file name"),
    base: str = BASE,
    reword: bool = typer.Option(
        False, "--reword", help="由模型补充问法，逐条校验 · more wordings by the model, each checked"
    ),
) -> None:
    """由文档生成问答草稿 · draft qa pairs from a document's rows and sections, each to be reviewed"""
    with Steps() as steps:
        made = run("knowledge.pairs.make", {"document": document, "base": base, "reword": reword}, steps)
    zh = f"已生成 {made['made']} 条问答草稿，请核对后发布"
    en = f"{many(made['made'], 'draft')} made; review them, then publish"
    if made["known"]:
        zh, en = zh + f"；{made['known']} 条库中已有", en + f"; {made['known']} were there already"
    if made["held"]:
        zh, en = (
            zh + f"；{made['held']} 条含个人信息，未生成",
            en + f"; {made['held']} hold personal data, not made",
        )
    say(zh + "。", en + ".")


@app.command("import")
def import_(
    file: Path,
    base: str = BASE,
    publish: bool = typer.Option(
        False, "--publish", help="发布：单人库立即生效，其他库提交双人申请 · publish, or ask a second person"
    ),
    confirm: bool = typer.Option(
        False, "--confirm", help="其中的个人信息可以公开 · the personal data in it may be public"
    ),
) -> None:
    """从表格导入问答（.xlsx .csv，表头含“问题”“答案”）· qa pairs from a table with the columns question and answer"""
    asked = {
        "paths": [str(file.absolute())],
        "base": base,
        "publish": publish,
        "confirm": confirm,
        "pairs": True,
    }
    with Steps() as steps:
        done = run("knowledge.import", asked, steps)
    for line in done["lines"]:
        say(f"{line['file']}  {line['zh']}", f"{line['file']}  {line['en']}")
    if done["zh"]:
        say(done["zh"], done["en"])
    if not all(line["ok"] for line in done["lines"]):
        raise typer.Exit(2)


@app.command()
def check(base: str = BASE) -> None:
    """查重与矛盾：同一问题、不同数字 · pairs that ask the same: duplicates and contradictions"""
    with Steps() as steps:
        found = run("knowledge.pairs.check", {"base": base}, steps)
    for one in found["conflicts"]:
        (zh, en), style = (
            (("矛盾", "contradiction"), "red")
            if one["kind"] == "contradiction"
            else (("重复", "duplicate"), None)
        )
        say(f"{zh}  {one['first']}  ↔  {one['second']}", f"{en}  {one['first']}  ↔  {one['second']}")
        if one["differing"]:
            out.print(f"      {one['differing'][0]}  ≠  {one['differing'][1]}", style=style, markup=False)
    counted = found["pairs"]
    wrong = sum(one["kind"] == "contradiction" for one in found["conflicts"])
    rest = len(found["conflicts"]) - wrong
    say(
        f"{counted} 条问答：矛盾 {wrong} 对，重复 {rest} 对。",
        f"{many(counted, 'pair')}: {many(wrong, 'contradiction')}, {many(rest, 'duplicate')}.",
    )
    if wrong:
        raise typer.Exit(1)


def do_make(parts: Parts, arguments: dict[str, Any], report: Report) -> dict[str, int]:
    """Draft pairs from a document; how many. Raises `NotFound`, `Conflict`."""
    from appliance.ai.knowledge import queries
    from appliance.ai.knowledge.knowledge_base import KnowledgeBase
    from appliance.ai.knowledge.pair_making import make_pairs

    knowledge = parts.get(KnowledgeBase)
    with knowledge.store.reading() as s:
        document = queries.document(s, arguments["document"]) or queries.document_by_external_id(
            s, arguments["document"], arguments["base"]
        )
    if document is None:
        raise NotFound(
            f"没有文档“{arguments['document']}”，可用 appliance knowledge list 查看。",
            f"There is no document “{arguments['document']}”; see `appliance knowledge list`.",
        )
    made = make_pairs(
        knowledge,
        document.id,
        actor=SYSTEM,
        progress=lambda done, total: report({"done": done, "total": total}),
        reword=rewording(parts, document.base) if arguments.get("reword") else None,
    )
    return {"made": len(made.pairs), "known": made.known, "held": made.held}


def do_check(parts: Parts, arguments: dict[str, Any], report: Report) -> dict[str, Any]:
    """Which published pairs of a base ask the same. Raises `NoSuchBase`."""
    from appliance.ai.answering.agreement import conflicts
    from appliance.ai.answering.vocabulary import Vocabulary
    from appliance.ai.knowledge import bases, queries
    from appliance.ai.knowledge.knowledge_base import KnowledgeBase
    from appliance.core.masking.tagger import Tagger

    knowledge = parts.get(KnowledgeBase)
    with knowledge.store.reading() as s:
        bases.base(s, arguments["base"])
        found = queries.qa_pairs(s, base=arguments["base"], limit=ALL)
    vocabulary = Vocabulary(knowledge.texts([arguments["base"]]), Tagger())
    named = {pair.id: pair.question for pair in found}
    return {
        "pairs": len(found),
        "conflicts": [
            {
                "kind": one.kind,
                "first": named[one.first],
                "second": named[one.second],
                "differing": list(one.differing) if one.differing else None,
            }
            for one in conflicts(found, vocabulary)
        ],
    }


HANDLERS: dict[str, Callable[[Parts, dict[str, Any], Report], Any]] = {
    "knowledge.pairs.make": do_make,
    "knowledge.pairs.check": do_check,
    **PROPOSALS,
}
