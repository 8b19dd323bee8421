"""`appliance knowledge find`: exact words in documents, those that are still being imported among them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from appliance.cli.inside import run
from appliance.cli.terminal import language, out, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from appliance.cli.control import Report
    from appliance.core.kit.parts import Parts


def find(
    words: list[str] = typer.Argument(help="词，全部须出现 · words that all stand in the passage"),
    base: str = typer.Option("", "--base", help="知识库 · one base only"),
    k: int = typer.Option(20, min=1, max=200, help="条数 · how many"),
) -> None:
    """按原文查找，草稿与导入中的文档也在内 · exact words in every version, drafts and running imports too"""
    found = run("knowledge.find", {"words": " ".join(words), "base": base or None, "k": k})
    for one in found:
        place = one["source" if language() == "zh" else "source_en"]
        version = f"v{one['number']}" if one["number"] else "…"
        out.print(f"{one['state']:<10} {version:>4}  {place}", style="bold", markup=False)
        out.print(f"       {one['text']}", markup=False)
    if not found:
        say("没有段落包含全部这些词。", "No passage holds all of these words.")


def do_find(parts: Parts, arguments: dict[str, Any], report: Report) -> list[dict[str, Any]]:
    """Passages that hold every word. Raises `BadInput`, `NoSuchBase`."""
    from appliance.ai.knowledge import bases, finding
    from appliance.core.store.session import Store

    base = arguments.get("base")
    with parts.get(Store).reading() as s:
        if base is not None:
            bases.base(s, base)
        found = finding.in_text(s, str(arguments["words"]), base=base, limit=int(arguments.get("k", 20)))
    return [
        {
            "document": one.source.external_id or one.document_id,
            "state": one.state,
            "number": one.number,
            "source": one.source.label("zh"),
            "source_en": one.source.label("en"),
            "page": one.source.page,
            "text": one.text,
        }
        for one in found
    ]


HANDLERS: dict[str, Callable[[Parts, dict[str, Any], Report], Any]] = {"knowledge.find": do_find}
