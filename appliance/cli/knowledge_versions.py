"""`appliance knowledge versions` and `diff`: the versions of a document, and what changed between two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from appliance.cli.inside import run
from appliance.cli.terminal import language, out, say
from appliance.core.kit.parts import Parts

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.text import Text

    from appliance.ai.knowledge.diff import Words
    from appliance.ai.knowledge.tables import Document, Passage
    from appliance.cli.control import Report

DOCUMENT = typer.Argument(help="编号或文件名 · its id or file name")
BASE = typer.Option("main", "--base", help="知识库 · the knowledge base")
MARKS = {"added": ("+", "green"), "removed": ("-", "red"), "changed": ("~", "yellow")}


def versions(document: str = DOCUMENT, base: str = BASE) -> None:
    """某份文档的各个版本，新的在前 · The versions of a document, newest first."""
    for line in run("knowledge.versions", {"document": document, "base": base}):
        dates = " → ".join((line["valid_from"] or "…", line["valid_until"] or "…"))
        held = f"  {dates}" if line["valid_from"] or line["valid_until"] else ""
        out.print(
            f"v{line['number']:<4} {line['state']:<10} {line['passages']:>5}  {line['created_at']}{held}  {line['id']}",
            markup=False,
        )


def diff(
    document: str = DOCUMENT,
    base: str = BASE,
    old: int = typer.Option(
        0, "--from", help="旧版本号；不填为生效的一版 · the older version; left out: what is in force"
    ),
    new: int = typer.Option(
        0, "--to", help="新版本号；不填为最新一版 · the newer version; left out: the newest"
    ),
) -> None:
    """两个版本之间的变化：新增、删除与改动的段落，标出字词与数字
    · What changed between two versions: passages added, removed and changed, with words and numbers marked."""
    found = run("knowledge.diff", {"document": document, "base": base, "from": old, "to": new})
    say(
        f"{found['title']}：第 {found['from']} 版 → 第 {found['to']} 版",
        f"{found['title']}: version {found['from']} → version {found['to']}",
    )
    for change in found["changes"]:
        mark, style = MARKS[change["kind"]]
        out.print(
            f"{mark} {change['place_zh' if language() == 'zh' else 'place_en']}", style=style, markup=False
        )
        for side, colour in (("old", "red"), ("new", "green")):
            if change[side]:
                out.print(_text(change[side], colour))
    counts = found["counts"]
    say(
        f"新增 {counts['added']}，删除 {counts['removed']}，修改 {counts['changed']}，未变 {counts['same']}",
        f"{counts['added']} added, {counts['removed']} removed, {counts['changed']} changed, {counts['same']} the same",
    )


def do_versions(parts: Parts, arguments: dict[str, Any], report: Report) -> list[dict[str, Any]]:
    """Every version of a document, newest first. Raises `NotFound`, `NoSuchBase`."""
    from appliance.ai.knowledge import history
    from appliance.core.store.session import Store

    with parts.get(Store).reading() as s:
        found = history.named(s, arguments["document"], arguments["base"])
        return [_version(row) for row in history.versions(s, found.line)]


def do_diff(parts: Parts, arguments: dict[str, Any], report: Report) -> dict[str, Any]:
    """Compare two versions, by number (0: in force, newest). Raises `NotFound`, `NoSuchBase`."""
    from appliance.ai.knowledge import history
    from appliance.core.kit.errors import BadInput
    from appliance.core.store.session import Store

    with parts.get(Store).reading() as s:
        found = history.named(s, arguments["document"], arguments["base"])
        rows = history.versions(s, found.line)
        wanted, other = int(arguments.get("to") or 0), int(arguments.get("from") or 0)
        new = history.numbered(s, found.line, wanted) if wanted else rows[0]
        old = history.numbered(s, found.line, other) if other else history.against(rows, new)
        if old is None:
            raise BadInput(
                "这份文档只有一个版本，没有可比较的。", "There is one version only, nothing to compare."
            )
        difference = history.difference(s, old.id, new.id)
        return {
            "title": new.title,
            "from": old.number,
            "to": new.number,
            "counts": {
                "same": difference.same,
                **{kind: difference.count(kind) for kind in ("added", "removed", "changed")},
            },
            "changes": [
                {
                    "kind": change.kind,
                    "place_zh": _place(change.after or change.before, "zh"),
                    "place_en": _place(change.after or change.before, "en"),
                    "old": _pieces(change.old),
                    "new": _pieces(change.new),
                }
                for change in difference.changes
            ],
        }


HANDLERS: dict[str, Callable[[Parts, dict[str, Any], Report], Any]] = {
    "knowledge.versions": do_versions,
    "knowledge.diff": do_diff,
}


def _version(row: Document) -> dict[str, Any]:
    times = {
        name: at.isoformat(timespec="minutes") if at is not None else None
        for name, at in (
            ("created_at", row.created_at),
            ("published_at", row.published_at),
            ("valid_from", row.valid_from),
            ("valid_until", row.valid_until),
        )
    }
    return {"id": row.id, "number": row.number, "state": row.state, "passages": row.passages_total, **times}


def _place(passage: Passage | None, lang: str) -> str:
    from appliance.ai.knowledge.hits import Source

    if passage is None:
        return ""
    title = passage.heading or f"#{passage.ordinal + 1}"
    return Source(None, title, passage.page, passage.sheet, passage.cell, passage.heading).label(lang)


def _pieces(words: tuple[Words, ...]) -> list[list[Any]]:
    return [[one.text, one.differs] for one in words]


def _text(pieces: list[list[Any]], colour: str) -> Text:
    from rich.text import Text

    said = Text("    ")
    for words, differs in pieces:
        said.append(words, style=f"bold {colour}" if differs else "dim")
    return said
