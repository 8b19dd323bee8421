"""The whole data, looked through once: every page, structure, reference, audit event and anchor. Changes nothing.

Works beside a running service, and on a store that a start refuses.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from appliance.core.audit import marks, rollback
from appliance.core.audit.standing import Standing
from appliance.core.audit.verify import verify
from appliance.core.kit.counted import many
from appliance.core.kit.errors import ApplianceError
from appliance.core.settings import Settings
from appliance.core.store.engine import open_store
from appliance.core.store.inspection import inspect
from appliance.core.store.session import Store
from appliance.core.vault.vault import Vault

Report = Callable[[dict[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Line:
    """One result: good, bad, or (None) only told."""

    good: bool | None
    zh: str
    en: str


def look(
    settings: Settings, vault: Vault, store: Store | None = None, report: Report = lambda step: None
) -> list[Line]:
    """Every file, then the chain. `store` is the open store, if there is one. Needs an open vault."""
    found: list[Line] = []
    if store is None:
        try:
            Standing(settings.store_path, settings.anchor_paths, vault.anchor_key()).check()
        except ApplianceError as problem:
            found.append(Line(False, problem.zh, problem.en))
    files = (
        (settings.store_path, vault.store_key(), "数据", "store"),
        (settings.search_path, vault.search_key(), "检索索引", "search index"),
    )
    for path, key, zh, en in files:
        if path == settings.search_path and not path.exists():
            continue  # derived: made again at the next start
        wrong = inspect(path, key, report)
        found += [Line(False, each.zh, each.en) for each in wrong]
        if not wrong:
            found.append(
                Line(True, f"{zh}（{path.name}）每一页完好", f"{en} ({path.name}): every page is whole")
            )
        elif path == settings.search_path:
            found.append(
                Line(
                    None,
                    "检索索引可重建：停止服务后删除 search.db*，再启动。",
                    "The search index can be made again: stop the service, delete search.db*, start it.",
                )
            )
    report({"text": "审计链 · audit chain"})
    try:
        if store is not None:
            return found + _chain(settings, vault, store)
        with open_store(settings.store_path, vault.store_key()) as opened:
            return found + _chain(settings, vault, opened)
    except ApplianceError as problem:
        return [*found, Line(False, f"审计链未能核验：{problem.zh}", f"audit chain not walked: {problem.en}")]


def _chain(settings: Settings, vault: Vault, store: Store) -> list[Line]:
    found, key = [], vault.audit_key()
    own, *others = settings.anchor_paths
    # The anchor first: it only grows, and what it says now the store read after it must know.
    known = [(path, marks.last(path, key)) for path in others]
    with store.reading() as s:
        try:
            rollback.check(s, settings.anchor_paths, key)
        except ApplianceError as problem:
            found.append(Line(False, problem.zh, problem.en))
        walked = verify(s, key, own)
    if walked.ok:
        found.append(
            Line(
                True,
                f"审计链 {walked.count} 条完整，与锚定一致",
                f"audit chain: {many(walked.count, 'event')}, whole and as anchored",
            )
        )
    else:
        found.append(Line(False, walked.why_zh, walked.why_en))
    for path, mark in known:
        if mark is None:
            found.append(
                Line(
                    False,
                    f"第二锚定文件 {path} 不存在或为空（ANCHOR_PATH）",
                    f"the second anchor {path} is missing or empty (ANCHOR_PATH)",
                )
            )
    return found
