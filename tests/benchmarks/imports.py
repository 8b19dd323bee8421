"""Imports: new text, the same again in a new version, and how soon a manual of 200 pages is of use.

    python -m tests.benchmarks.imports [--pages 200]

Real store, real embedder in its process of lowest priority, real Chroma, in a base where one person publishes; counted from the
file to the published version. The second version is the first with one page changed. What text search finds is looked for by
somebody else all the while. Reading a file and looking for personal data in it cost the same each time; what the kept vectors spare
is the work on a passage after that (embedding, rows, vector index, publication).
"""

from __future__ import annotations

import argparse
import random
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from rich.console import Console
from rich.table import Table

from appliance.ai.knowledge import finding, ingest, queries
from appliance.ai.knowledge.knowledge_base import KnowledgeBase
from appliance.core.kit.actors import SYSTEM
from appliance.core.masking.text import MaskedText
from tests.ai.knowledge import files
from tests.benchmarks.figures import Figure
from tests.benchmarks.machine import described
from tests.benchmarks.opened import appliance
from tests.factories.knowledge import one_person

PRODUCTS = [
    "安心存",
    "薪金贷",
    "惠农卡",
    "商户贷",
    "养老储蓄",
    "跨境汇款",
    "白金信用卡",
    "公务卡",
    "保管箱",
    "结构性存款",
]
PARTS = ["申请条件", "所需材料", "办理流程", "收费标准", "额度管理", "提前终止", "风险提示", "投诉渠道"]
CLAUSES = [
    "客户须持本人有效证件原件到任一网点办理，{product}不受理代办，材料不齐的应当场一次告知。",
    "经办人员应在{days}个工作日内完成{part}的核对，逾期须向业务主管书面说明原因并登记台账。",
    "{product}每笔收取手续费{fee}元，当月累计满{count}笔的，自第{count}笔起免收，次月重新计算。",
    "对{part}有异议的，客户可以在{days}日内提出书面申请，本行自收到之日起十五日内答复。",
    "单户余额低于{amount}元的账户不纳入{product}的优惠范围，特殊情况由分行行长审批。",
]
NEEDLE = "琥珀计划的宽限天数为十九天"
ASKED = "琥珀计划到期以后最多可以晚几天"


def manual(path: Path, pages: int, *, edition: int = 1) -> Path:
    """So many pages of clauses, no two alike; another `edition` differs from the first in its last page."""
    chance = random.Random(7)
    made = []
    for number in range(1, pages + 1):
        part = f"{PRODUCTS[number % len(PRODUCTS)]}{PARTS[number % len(PARTS)]}"
        lines = [f"{number}. {part}（{number}）"]
        for _ in range(3):
            for clause in chance.sample(CLAUSES, len(CLAUSES)):
                said = clause.format(
                    product=PRODUCTS[number % len(PRODUCTS)],
                    part=part,
                    days=chance.randint(2, 90),
                    fee=chance.randint(1, 999),
                    count=chance.randint(2, 60),
                    amount=1000 * chance.randint(1, 999),
                )
                lines += [said[start : start + 40] for start in range(0, len(said), 40)]
        if number == pages:
            lines.append(f"{NEEDLE}。" + ("" if edition == 1 else "本版另增一条。"))
        made.append(lines)
    return files.pdf(path, made)


def run(out: Console, folder: Path, pages: int = 200) -> list[Figure]:
    with appliance(folder, engine="off") as house:
        knowledge = house.knowledge
        one_person(knowledge.store)
        knowledge.embedder.passages(["预热"])  # started once in a service's life
        house.masker.warm_up()
        path = manual(folder / "manual.pdf", pages)
        first = _imported(knowledge, path)
        by_meaning = _by_meaning(knowledge)
        manual(path, pages, edition=2)
        again = _imported(knowledge, path)
    table = Table(
        title=f"A manual of {pages} pages, {first.passages} passages; seconds",
        title_justify="left",
        box=None,
        padding=(0, 2),
    )
    for column in ("", "read", "screened", "found by text", "published", "a passage after reading"):
        table.add_column(column, justify="left" if not column else "right")
    for name, one in (("new", first), ("a new version, one page changed", again)):
        table.add_row(
            name,
            *(f"{each:.1f}" for each in (one.read, one.screened, one.words, one.whole)),
            f"{1000 * one.work / one.passages:.1f} ms",
        )
    out.print(table)
    out.print(f"Found by meaning once published: {'yes' if by_meaning else 'NO'}")
    new, old = first.work / first.passages, again.work / again.passages
    return [
        _one("import: new chunks a second", first.passages / first.work, first.passages),
        _one("import: unchanged chunks, times faster", new / old, again.passages),
        _one("import: unchanged version, times faster, reading included", first.whole / again.whole, 2),
        _one("manual: seconds to text search", first.words, 1),
        _one("manual: seconds to found by meaning", first.whole, 1),
    ]


@dataclass(frozen=True)
class Timed:
    """Seconds of an import: reading, looking for personal data, until its words are found, until it is published."""

    read: float
    screened: float
    words: float
    whole: float
    passages: int

    @property
    def work(self) -> float:
        """What the passages cost once they had been read and looked at."""
        return self.whole - self.read - self.screened


def _one(name: str, value: float, n: int) -> Figure:
    return Figure(name, value, value, value, n)


def _imported(knowledge: KnowledgeBase, path: Path) -> Timed:
    ended, found = threading.Event(), [float("inf")]
    with knowledge.store.reading() as s:
        before = {one.document_id for one in finding.in_text(s, NEEDLE)}
    spent = {"read": 0.0, "screened": 0.0}
    began = time.perf_counter()

    def look() -> None:
        while not ended.wait(0.05):
            with knowledge.store.reading() as s:
                if {one.document_id for one in finding.in_text(s, NEEDLE)} - before:
                    found[0] = time.perf_counter() - began
                    return

    looker = threading.Thread(target=look)
    looker.start()
    with (
        patch.object(ingest, "read", _timing(ingest.read, spent, "read")),
        patch.object(ingest.screened, "found", _timing(ingest.screened.found, spent, "screened")),
    ):
        document_id = ingest.import_document(knowledge, path, actor=SYSTEM, publish=True)
    whole = time.perf_counter() - began
    ended.set()
    looker.join()
    with knowledge.store.reading() as s:
        document = queries.document(s, document_id)
    assert document is not None
    assert document.state == "published", document.state
    return Timed(spent["read"], spent["screened"], min(found[0], whole), whole, document.passages_total)


def _timing(act: Callable[..., Any], spent: dict[str, float], name: str) -> Callable[..., Any]:
    def timed(*given: Any, **named: Any) -> Any:
        began = time.perf_counter()
        try:
            return act(*given, **named)
        finally:
            spent[name] += time.perf_counter() - began

    return timed


def _by_meaning(knowledge: KnowledgeBase) -> bool:
    found = knowledge.search(MaskedText.trusted(ASKED), k=6)
    return not found.text_only and any(hit.dense > 0 and "琥珀" in hit.text for hit in found.hits)


def main() -> None:
    given = argparse.ArgumentParser(prog="python -m tests.benchmarks.imports")
    given.add_argument("--pages", type=int, default=200)
    options = given.parse_args()
    out = Console(width=110)
    out.print(described())
    with tempfile.TemporaryDirectory(prefix="kefu-bench-") as folder:
        for figure in run(out, Path(folder) / "house", options.pages):
            out.print(f"{figure.name}: {figure.value:.1f}")


if __name__ == "__main__":
    main()
