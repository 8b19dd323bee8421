"""A rule book as a file: TOML as it is printed, TOML or JSON as it is read."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from appliance.core.kit.errors import BadInput
from appliance.service.handoff.book import RuleBook, book
from appliance.service.handoff.rules.registry import KINDS

_LINE = re.compile(r"\bline (\d+)")


def loads(text: str, name: str) -> RuleBook:
    """The book in a file; one whose name ends in .json is JSON. Raises `BadInput` naming line, or rule and key."""
    kind = "JSON" if name.lower().endswith(".json") else "TOML"
    try:
        content = json.loads(text) if kind == "JSON" else tomllib.loads(text)
    except (ValueError, RecursionError) as problem:  # both kinds of decoding errors are ValueErrors
        raise _unreadable(name, kind, str(problem), text) from None
    return book("draft", content)


def _unreadable(name: str, kind: str, problem: str, text: str) -> BadInput:
    """One sentence: which line, and what to do. What the parser says is in its own language and its own terms."""
    found = _LINE.search(problem)
    line = int(found[1]) if found else text.rstrip().count("\n") + 1 if "end of document" in problem else 0
    if not line:
        return BadInput(
            f"{name} 不是有效的 {kind} 文件，请对照下载的现行规则检查后再试。",
            f"{name} is no valid {kind} file; compare it with the rules that you can download, then try again.",
        )
    return BadInput(
        f"{name} 第 {line} 行不符合 {kind} 格式，请改正这一行后再试。",
        f"{name}, line {line}, is not valid {kind}; correct that line and try again.",
    )


def decoded(raw: bytes, name: str) -> RuleBook:
    """`loads` of a file's bytes. Raises `BadInput`, also for what is no UTF-8."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput(
            f"{name} 不是 UTF-8 文本，请另存为 UTF-8 后再试。",
            f"{name} is no UTF-8 text; save it as UTF-8 and try again.",
        ) from None
    return loads(text, name)


def dumps(made: RuleBook) -> str:
    """TOML that `loads` reads back; each rule's title stands above it."""
    return "\n".join(_lines(made)) + "\n"


def _lines(made: RuleBook) -> Iterator[str]:
    yield f"# 转人工规则，第 {made.version} 版 · handoff rules, version {made.version}"
    content = made.content()
    for kind in KINDS:
        kept = dict(content["rules"][kind.name])
        cases = kept.pop("cases", [])
        yield ""
        yield f"# {kind.title[0]} · {kind.title[1]}"
        yield f"[rules.{kind.name}]"
        yield from _pairs(kept)
        for case in cases:
            yield ""
            yield f"[[rules.{kind.name}.cases]]"
            yield from _pairs(case)
    for code, kept in content["topics"].items():
        yield ""
        yield f"# {made.topics[code].zh} · {made.topics[code].en}"
        yield f"[topics.{code}]"
        yield from _pairs(kept)


def _pairs(table: Mapping[str, Any]) -> Iterator[str]:
    # JSON's strings, numbers, booleans and lists of them are TOML's as well.
    return (f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in table.items())
