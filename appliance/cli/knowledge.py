"""`appliance knowledge`: bases, documents and qa pairs in, a look at what a question finds, versions, the index.

The commands only parse and print; the acts (`HANDLERS`) run where the keys and the vector folder are.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from appliance.cli import (
    knowledge_acts,
    knowledge_bases,
    knowledge_find,
    knowledge_pairs,
    knowledge_search,
    knowledge_sets,
    knowledge_versions,
)
from appliance.cli.inside import run
from appliance.cli.terminal import Steps, err, language, out, say
from appliance.core.kit.counted import many

if TYPE_CHECKING:
    from collections.abc import Callable

    from appliance.cli.control import Report
    from appliance.core.kit.parts import Parts

app = typer.Typer(no_args_is_help=True)
app.add_typer(knowledge_bases.app, name="bases", help="知识库：列出、建立 · knowledge bases: list, create")
app.add_typer(
    knowledge_pairs.app,
    name="pairs",
    help="问答：生成、建议、导入、查重 · qa pairs: make, propose, import, check",
)
app.add_typer(knowledge_sets.app, name="sets", help="题集：导入、测试 · question sets: import, run, list")

app.command()(knowledge_versions.versions)
app.command()(knowledge_versions.diff)

BASE = typer.Option("main", "--base", help="知识库 · the knowledge base")


@app.callback()
def main() -> None:
    """知识库 · knowledge"""


@app.command("import")
def import_(
    paths: list[Path],
    base: str = BASE,
    publish: bool = typer.Option(
        False, "--publish", help="发布：单人库立即生效，其他库提交双人申请 · publish, or ask a second person"
    ),
    confirm: bool = typer.Option(
        False, "--confirm", help="其中的个人信息可以公开 · the personal data in it may be public"
    ),
) -> None:
    """导入文档、扫描件、问答或文本的 JSONL，以及含有它们的目录或 zip；先存为草稿
    · Import documents, scans, JSONL of qa pairs or texts, and folders or zip files of these, as drafts.

    加 --publish：单人库立即发布，其他库提交双人申请。含有证件号、卡号、手机号等个人信息的内容先待核对，除非加 --confirm。
    · With --publish they are published at once in a base made with --single-person; elsewhere a request for a second person
    is filed. Words with personal data in them (papers, cards, mobile numbers) wait for a look without --confirm.
    """
    asked = {
        "paths": [str(path.absolute()) for path in _files(paths)],
        "base": base,
        "publish": publish,
        "confirm": confirm,
    }
    with Steps() as steps:
        done = run("knowledge.import", asked, steps)
    for line in done["lines"]:
        mark, style = ("✓", None) if line["ok"] else ("✗", "red")
        said = line["zh"] if language() == "zh" else line["en"]
        out.print(f"{mark} {line['file']}  {said}", style=style, markup=False)
    if done["zh"]:
        say(done["zh"], done["en"])
    if not all(line["ok"] for line in done["lines"]):
        raise typer.Exit(2)


@app.command("list")
def list_(base: str = typer.Option("", "--base", help="知识库 · one base only")) -> None:
    """列出文档与已发布问答的数量 · Documents and how many qa pairs are published."""
    found = run("knowledge.list", {"base": base or None})
    for line in found["documents"]:
        version = f"v{line['number']}" if line["number"] else "–"
        out.print(
            f"{line['base']:<12} {line['state']:<10} {version:>4} {line['passages']:>5}  {line['title']}"
            f"  ({line['filename']})  {line['id']}",
            markup=False,
        )
        if line["error"]:
            out.print(
                f"           {line['error'] if language() == 'zh' else line['error_en']}",
                style="red",
                markup=False,
            )
    counts = found["counts"]
    documents, passages, pairs = counts["documents"], counts["passages"], counts["qa_pairs"]
    say(
        f"已发布：{documents} 份文档，{passages} 个段落，{pairs} 条问答",
        f"published: {many(documents, 'document')}, {many(passages, 'passage')}, {many(pairs, 'qa pair')}",
    )
    say(found["status"]["zh"], found["status"]["en"])


app.command()(knowledge_search.search)
app.command()(knowledge_find.find)
app.command()(knowledge_search.evaluate)


@app.command()
def reindex(base: str = typer.Option("", "--base", help="知识库 · one base only")) -> None:
    """从加密存储重建向量索引；其间照常检索 · Build the vector index anew from the store; searches go on meanwhile."""
    with Steps() as steps:
        count = run("knowledge.reindex", {"base": base or None}, steps)
    say(f"索引已重建，共 {count} 条。", f"The index has been rebuilt: {many(count, 'entry', 'entries')}.")


HANDLERS: dict[str, Callable[[Parts, dict[str, Any], Report], Any]] = {
    **knowledge_acts.HANDLERS,
    **knowledge_search.HANDLERS,
    **knowledge_find.HANDLERS,
    **knowledge_bases.HANDLERS,
    **knowledge_pairs.HANDLERS,
    **knowledge_versions.HANDLERS,
    **knowledge_sets.HANDLERS,
}


def _files(paths: list[Path]) -> list[Path]:
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(one for one in path.rglob("*") if one.is_file() and not one.name.startswith("."))
            if not inside:
                err.print(f"{path}: 空文件夹 · empty folder", markup=False)
            files += inside
        else:
            files.append(path)
    return files
