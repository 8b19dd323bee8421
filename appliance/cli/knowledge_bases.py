"""`appliance knowledge bases`: which knowledge bases there are, and a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from appliance.cli.inside import run
from appliance.cli.terminal import language, out, say
from appliance.core.kit.actors import SYSTEM
from appliance.core.kit.counted import many
from appliance.core.kit.parts import Parts

if TYPE_CHECKING:
    from collections.abc import Callable

    from appliance.cli.control import Report

app = typer.Typer(invoke_without_command=True)


@app.callback()
def bases(ctx: typer.Context) -> None:
    """列出知识库 · list the knowledge bases"""
    if ctx.invoked_subcommand is not None:
        return
    zh = language() == "zh"
    for line in run("knowledge.bases", {}):
        counts = line["counts"]
        marks = [
            (("员工专用" if zh else "staff only") if line["audience"] == "staff" else ""),
            (("单人发布" if zh else "single person") if line["single_person"] else ""),
            (("访客可用" if zh else "answers visitors") if line["used"] else ""),
        ]
        said = (
            f"{counts['documents']} 份文档，{counts['qa_pairs']} 条问答"
            if zh
            else f"{many(counts['documents'], 'document')}, {many(counts['qa_pairs'], 'qa pair')}"
        )
        title = line["title_zh"] if zh else line["title_en"]
        tail = " · ".join(mark for mark in marks if mark)
        out.print(f"{line['name']:<20} {title}  {said}{'  ' + tail if tail else ''}", markup=False)


@app.command()
def create(
    name: str,
    title: str = typer.Option("", help="中文名称 · its Chinese title"),
    title_en: str = typer.Option("", help="英文名称 · its English title"),
    lang: str = typer.Option("", help="zh | en；不填为不限 · its language, zh | en; left out: either"),
    audience: str = typer.Option(
        "visitor", help="对谁可见：visitor | staff · who may see it: visitor | staff"
    ),
    single_person: bool = typer.Option(
        False,
        "--single-person",
        help="单人发布，仅供演示与评测 · one person publishes; for demonstration and evaluation",
    ),
) -> None:
    """建立知识库 · make an empty knowledge base"""
    run(
        "knowledge.bases.create",
        {
            "name": name,
            "title_zh": title,
            "title_en": title_en,
            "lang": lang,
            "audience": audience,
            "single_person": single_person,
        },
    )
    if single_person:
        say(
            f"知识库“{name}”已建立，单人即可发布，各页面会标明；请勿用于正式业务。",
            f"The base “{name}” is made. One person publishes in it, and every page says so; not for real business.",
        )
    else:
        say(
            f"知识库“{name}”已建立，发布须两人。",
            f"The base “{name}” is made; publishing in it takes two people.",
        )


def do_bases(parts: Parts, arguments: dict[str, Any], report: Report) -> list[dict[str, Any]]:
    """Every base with what is published in it. `used`: a channel without a list of its own answers from it."""
    from appliance.ai.knowledge import bases as books
    from appliance.ai.knowledge import queries
    from appliance.core.store.session import Store

    with parts.get(Store).reading() as s:
        used = books.for_channel(s)
        return [
            {
                "name": row.name,
                "title_zh": row.title_zh,
                "title_en": row.title_en,
                "lang": row.lang,
                "audience": row.audience,
                "single_person": row.single_person,
                "used": row.name in used,
                "counts": queries.counts(s, row.name),
            }
            for row in books.bases(s)
        ]


def do_create(parts: Parts, arguments: dict[str, Any], report: Report) -> str:
    """Make a base; returns its name. Raises `BadInput`, `Conflict`."""
    from appliance.ai.knowledge import bases as books
    from appliance.core.store.session import Store

    with parts.get(Store).writing() as s:
        return books.create_base(s, by=SYSTEM, **arguments).name


HANDLERS: dict[str, Callable[[Parts, dict[str, Any], Report], Any]] = {
    "knowledge.bases": do_bases,
    "knowledge.bases.create": do_create,
}
