"""`appliance handoff rules` and `replay`: the rule book that holds, and another one tried over past conversations."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from appliance.cli.inside import run
from appliance.cli.terminal import Steps, language, out, say
from appliance.core.kit import clock
from appliance.core.kit.actors import SYSTEM
from appliance.core.kit.counted import many
from appliance.core.kit.errors import BadInput, NotFound

if TYPE_CHECKING:
    from appliance.cli.control import Report
    from appliance.core.kit.parts import Parts

KINDS = {
    "more": ("新增转人工", "handed over now, not before"),
    "fewer": ("不再转人工", "no longer handed over"),
    "earlier": ("更早转", "earlier"),
    "later": ("更晚转", "later"),
    "other": ("原因不同", "for another reason"),
}
LISTED = 40  # differences named one by one


def rules() -> None:
    """打印现行规则（TOML）· print the rules in force, as TOML"""
    typer.echo(run("handoff.rules", {}), nl=False)


def replay(
    rules_file: Annotated[
        Path,
        typer.Option("--rules", metavar="FILE", help="规则文件（TOML 或 JSON）· a rule book, TOML or JSON"),
    ],
    since: Annotated[
        str, typer.Option("--since", metavar="DATE", help="从哪天起，如 2026-11-01 · from which day on")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON · print JSON")] = False,
) -> None:
    """在以往会话上试一套规则 · try a rule book on past conversations, against the one in force"""
    day = day_of(since)
    content = read(rules_file).content()
    with Steps() as steps:
        found = run("handoff.replay", {"content": content, "since": day.isoformat()}, steps)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
    else:
        _print(found)


def read(file: Path) -> Any:
    """The rule book in a file. Raises `NotFound`, `BadInput` naming rule and key."""
    from appliance.service.handoff.file import decoded

    if not file.is_file():
        raise NotFound(f"找不到文件 {file.name}。", f"There is no file {file.name}.")
    return decoded(file.read_bytes(), file.name)


def day_of(typed: str) -> datetime:
    """The beginning of a day in the bank's own zone, in UTC. Raises `BadInput`."""
    try:
        day = datetime.strptime(typed.strip(), "%Y-%m-%d").replace(tzinfo=clock.zone())
    except ValueError:
        raise BadInput(
            f"日期“{typed[:20]}”无法识别，请写成 2026-11-01。",
            f"The date “{typed[:20]}” cannot be read; write 2026-11-01.",
        ) from None
    return day.astimezone(UTC)


def do_rules(parts: Parts, arguments: dict[str, Any], report: Report) -> str:
    """The rules in force as TOML."""
    from appliance.core.store.session import Store
    from appliance.service.handoff import versions
    from appliance.service.handoff.file import dumps

    with parts.get(Store).reading() as s:
        return dumps(versions.current(s))


def do_replay(parts: Parts, arguments: dict[str, Any], report: Report) -> dict[str, Any]:
    """Counts and differences; on record before anything is read. Raises `BadInput`."""
    from appliance.core.store.session import Store
    from appliance.core.vault.vault import Vault
    from appliance.service.handoff import replay_jobs, versions
    from appliance.service.handoff.decide import Decide

    store, since = parts.get(Store), datetime.fromisoformat(str(arguments["since"]))
    with store.writing(essential=True) as s:
        against = versions.number(s)
        replay_jobs.note(s, "terminal", since, against, SYSTEM)
    tried = replay_jobs.run(
        store,
        parts.get(Vault),
        parts.get(Decide),
        arguments["content"],
        against,
        since,
        lambda done, total: report({"done": done, "total": total}),
    )
    return {"against": against, **tried.kept()}


def _print(found: dict[str, Any]) -> None:
    zh = language() == "zh"
    say(
        f"看了 {found['conversations']} 个会话、{found['turns']} 轮 AI 答复。",
        f"{many(found['conversations'], 'conversation')}, {many(found['turns'], 'turn')} of the AI.",
    )
    table = Table(box=None, pad_edge=False)
    for at, head in enumerate(("原因", "现行", "试用") if zh else ("reason", "in force", "tried")):
        table.add_column(head, justify="right" if at else "left")
    now, then = found["now"], found["then"]
    for code in sorted({*now, *then}, key=lambda each: (-max(now.get(each, 0), then.get(each, 0)), each)):
        table.add_row(code, str(now.get(code, 0)), str(then.get(code, 0)))
    table.add_row("合计" if zh else "all", str(sum(now.values())), str(sum(then.values())))
    out.print(table)
    for one in found["differs"][:LISTED]:
        label = KINDS[one["kind"]][0 if zh else 1]
        sides = " → ".join(_point(one[side], zh) for side in ("now", "then"))
        out.print(f"  {one['code']}  {label}: {sides}", markup=False, soft_wrap=True)
    if len(found["differs"]) > LISTED:
        out.print("…")
    say(
        f"共 {sum(found['kinds'].values())} 处不同。",
        f"{many(sum(found['kinds'].values()), 'difference')}.",
    )


def _point(point: dict[str, Any] | None, zh: bool) -> str:
    from appliance.service.handoff.evidence import said

    if point is None:
        return "不转" if zh else "not handed over"
    seen = said(point["evidence"], "zh" if zh else "en")
    where = f"第 {point['seq']} 条" if zh else f"message {point['seq']}"
    return f"{where} {point['zh' if zh else 'en']} ({seen})"


HANDLERS = {"handoff.rules": do_rules, "handoff.replay": do_replay}
