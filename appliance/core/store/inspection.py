"""Is every page, every table and every reference of a file as it was written? Names what is not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver

from appliance.core.kit.counted import many
from appliance.core.kit.errors import ApplianceError
from appliance.core.store import pages
from appliance.core.vault import cipher_file

Report = Callable[[dict[str, Any]], None]
MOST = 20  # findings of one kind that are told one by one


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, in a sentence."""

    zh: str
    en: str


def inspect(path: Path, key: bytes, report: Report = lambda step: None) -> list[Finding]:
    """Everything that is wrong with one encrypted file and its write-ahead log; an empty list when it is whole.

    Reads the file once (about 20 000 pages a second), then lets SQLite walk tables and references. Changes no content.
    """
    name = path.name
    if not path.is_file() or path.stat().st_size == 0:
        return [Finding(f"{name}：文件缺失或为空。", f"{name}: the file is missing or empty.")]
    step = f"{name}：逐页校验 · checking pages"
    found = _pages(name, pages.broken(path, key, lambda done, total: report(_step(step, done, total))))
    found += [_frame(name, each) for each in pages.broken_frames(path, key)][:MOST]
    report(_step(f"{name}：检查结构 · checking structure"))
    return found + _structure(path, key)


def _pages(name: str, numbers: list[int]) -> list[Finding]:
    if len(numbers) > MOST:
        few = "、".join(map(str, numbers[:5]))
        return [
            Finding(
                f"{name}：{len(numbers)} 页校验失败（第 {few} …页），密钥不符或文件已损坏。",
                f"{name}: {many(len(numbers), 'page')} failed the check ({few}, …): another key, or a damaged file.",
            )
        ]
    return [
        Finding(
            f"{name}：第 {number} 页校验失败（被改动、调换或损坏）。",
            f"{name}: page {number} failed its check (changed, swapped or damaged).",
        )
        for number in numbers
    ]


def _frame(name: str, frame: pages.BrokenFrame) -> Finding:
    if frame.lost:
        return Finding(
            f"{name}-wal：第 {frame.index} 帧（第 {frame.number} 页）损坏，其后 {frame.lost} 帧已提交的内容不会被读取。",
            f"{name}-wal: frame {frame.index} (page {frame.number}) is damaged; "
            f"{many(frame.lost, 'frame')} of committed content from there on cannot be read.",
        )
    return Finding(
        f"{name}-wal：第 {frame.index} 帧不是本文件的第 {frame.number} 页。",
        f"{name}-wal: frame {frame.index} is not page {frame.number} of this file.",
    )


def _structure(path: Path, key: bytes) -> list[Finding]:
    name, found = path.name, []
    try:
        db = cipher_file.connect(path, key)
    except ApplianceError as problem:
        return [Finding(f"{name}：{problem.zh}", f"{name}: {problem.en}")]
    try:
        db.execute("PRAGMA query_only = ON")
        for (line,) in db.execute(f"PRAGMA integrity_check({MOST})").fetchall():
            if line != "ok":
                for each in str(line).splitlines()[:MOST]:
                    if not each.startswith("***"):
                        found.append(Finding(f"{name}：结构错误：{each}", f"{name}: {each}"))
        for table, row, parent, _ in db.execute("PRAGMA foreign_key_check").fetchall()[:MOST]:
            found.append(
                Finding(
                    f"{name}：表 {table} 第 {row} 行引用的 {parent} 不存在。",
                    f"{name}: row {row} of {table} refers to a row of {parent} that does not exist.",
                )
            )
    except driver.Error as problem:
        found.append(
            Finding(f"{name}：无法通读（{problem}）。", f"{name}: cannot be read through ({problem}).")
        )
    finally:
        db.close()
    return found


def _step(text: str, done: int | None = None, total: int | None = None) -> dict[str, Any]:
    return {"text": text, "done": done, "total": total} if total else {"text": text}
