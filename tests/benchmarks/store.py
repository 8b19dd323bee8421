"""The store: commits and reads a second, search among a million messages, the price of encryption, the time to open."""

from __future__ import annotations

import itertools
import os
import statistics
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from appliance.core.store.engine import open_store
from appliance.core.store.search_index import SearchIndex
from appliance.core.vault import cipher_file
from tests.benchmarks.corpus import messages
from tests.benchmarks.machine import percentile, table

KEY = bytes(range(32))
ROUNDS = 3

# Kind of query -> texts of it. What is common, rare or never written follows from `corpus`.
QUERIES: dict[str, tuple[str, ...]] = {
    "common word": ("您好", "信用卡", "年费", "请问", "手机银行", "还款"),
    "two characters, rarer": ("吞卡", "遗产", "签证", "黄金", "代发", "结汇"),
    "one character": ("的", "费", "我", "卡", "留", "您", "e"),
    "rare": ("独角兽", "安博晨达", "涛婉欣艳"),
    "a masked value": ("⟦MOBILE:0000ff⟧", "⟦MOBILE:00a1b2⟧"),
    "several words": ("信用卡 年费", "您好 请问 信用卡 年费 怎么", "信用卡 独角兽", "房贷 遗产 黄金 吞卡"),
    "a whole sentence": (
        "我的信用卡年费怎么",
        "您好我请问信用卡年费多少可以谢谢",
        "请问房贷提前还款怎么办理",
    ),
    "nothing to find": ("没有的词", "⟦MOBILE:ffffff⟧", "x", "嗯哼"),
}


def run(out: Console, folder: Path, count: int, corpus: int) -> None:
    folder.mkdir(parents=True)
    intake_and_reads(out, folder / "house", count)
    encryption(out, folder)
    search(out, folder, corpus)


def intake_and_reads(out: Console, folder: Path, count: int) -> None:
    """Whole acts on the real tables: sealing, rows, audit event, job, commit with sync; then transcripts read again."""
    from appliance.service.conversations import actions, lists, queries
    from tests.core.backups import staged
    from tests.fixtures import small
    from tests.service.scene import masked

    folder.mkdir()
    with staged.opened(small.data(folder)) as house:
        store, vault = house.store, house.vault
        numbers = itertools.count()

        def write() -> None:
            number = next(numbers)
            inbound = actions.Intake(
                "loopback", f"v{number % 200}", f"m{number}", masked("信用卡年费怎么收？谢谢")
            )
            with store.writing() as s:
                actions.receive_message(s, vault, inbound)

        for _ in range(400):
            write()
        with store.reading() as s:
            ids = [row.id for row in lists.list_for_desk(s, vault, "all")]

        def read() -> None:
            number = next(numbers)
            with store.reading() as s:
                queries.thread(s, vault, ids[number % len(ids)], limit=10)

        rows = []
        for name, act, least in (("intake commits/s", write, count), ("transcripts read/s", read, 5 * count)):
            for threads in (1, 8, 40):
                rows.append((f"{name}, {threads} threads", rate(act, least, threads)))
        rates(out, "Store, whole acts (SQLCipher, FULL sync)", rows)
        path, key = store.path, vault.store_key()

        def reopen() -> None:
            open_store(path, key).close()

        table(out, "Opening the store", {"pools, writer, first read, close": timed(reopen, 20)})


def encryption(out: Console, folder: Path) -> None:
    """The same library with a raw key and without one, turn about, medians of three."""
    found: dict[str, dict[str, list[float]]] = {}
    for number in range(ROUNDS):
        for name, key in (
            (("no key", None), ("raw key", KEY)) if number % 2 else (("raw key", KEY), ("no key", None))
        ):
            for what, value in _one(folder / f"price-{number}-{name[:2]}.db", key).items():
                found.setdefault(what, {}).setdefault(name, []).append(value)
    drawn = Table(
        title="The price of encryption: the same library without a key", title_justify="left", box=None
    )
    for column in ("", "no key", "raw key", "ratio"):
        drawn.add_column(column, justify="left" if not column else "right")
    for what, both in found.items():
        plain, sealed = (statistics.median(both[name]) for name in ("no key", "raw key"))
        drawn.add_row(what, f"{plain:,.1f}", f"{sealed:,.1f}", f"{sealed / plain:.2f}")
    out.print(drawn)


def _one(path: Path, key: bytes | None) -> dict[str, float]:
    texts = [text for _, _, _, text in messages(20_000)]
    began = time.perf_counter()
    db = _connect(path, key, 64 * 1024, fresh=True)
    db.execute("CREATE TABLE message (seq INTEGER PRIMARY KEY, conversation INTEGER, text TEXT)")
    db.execute("CREATE INDEX message_conversation ON message (conversation)")
    found: dict[str, float] = {}
    began = time.perf_counter()
    db.execute("BEGIN IMMEDIATE")
    db.executemany("INSERT INTO message VALUES (?, ?, ?)", ((n, n // 10, t) for n, t in enumerate(texts)))
    db.execute("COMMIT")
    found["rows inserted/s, one commit"] = len(texts) / (time.perf_counter() - began)
    began = time.perf_counter()
    for number in range(200):
        db.execute("INSERT INTO message VALUES (?, ?, ?)", (10**6 + number, number, texts[number]))
    found["commits/s, FULL sync"] = 200 / (time.perf_counter() - began)
    db.close()
    for cache, name in ((64 * 1024, "64 MB"), (256, "0.25 MB")):
        db = _connect(path, key, cache)
        reads = [n * 7919 % 2000 for n in range(6000)]
        for conversation in reads[:2000]:
            db.execute("SELECT text FROM message WHERE conversation = ?", (conversation,)).fetchall()
        began = time.perf_counter()
        for conversation in reads:
            db.execute("SELECT text FROM message WHERE conversation = ?", (conversation,)).fetchall()
        found[f"conversations read/s, {name} of cache"] = len(reads) / (time.perf_counter() - began)
        db.close()
    found["open and first read, ms"] = 1000 * statistics.median(
        timed(lambda: _connect(path, key, 2048).close(), 30)
    )
    return found


def search(out: Console, folder: Path, corpus: int) -> None:
    """Among `corpus` messages, newest fifty, cache warm after the first round; cold figures are the first of each."""
    path = folder / "search.db"
    began = time.perf_counter()
    index = SearchIndex(path, KEY)
    rows = messages(corpus)
    while batch := list(itertools.islice(rows, 20_000)):
        index.add(batch)
    spent = time.perf_counter() - began
    index.close()
    began = time.perf_counter()
    index = SearchIndex(path, KEY)
    opened = time.perf_counter() - began
    size = path.stat().st_size / 2**20
    out.print(
        f"{corpus:,} messages indexed in {spent:.0f} s ({size:.0f} MB); opened in {opened * 1000:.1f} ms"
    )
    first: dict[str, list[float]] = {}
    warm: dict[str, list[float]] = {}
    for number in range(6):
        for kind, texts in QUERIES.items():
            for text in texts:
                seconds = timed(lambda text=text: index.search(text), 1)
                (warm if number else first).setdefault(kind, []).extend(seconds)
    everything = [second for seconds in warm.values() for second in seconds]
    table(out, "Search, first time", {"all": [s for seconds in first.values() for s in seconds]})
    table(out, "Search, warm", {**warm, "all": everything})
    out.print(f"search p95 {percentile(everything, 0.95) * 1000:.1f} ms (target 50 ms)\n")
    index.close()


def _connect(path: Path, key: bytes | None, cache_kib: int, *, fresh: bool = False) -> Any:
    if key is not None:
        if fresh:
            cipher_file.create_file(path)
        return cipher_file.connect(path, key, cache_kib=cache_kib, fresh=fresh)
    db = cipher_file.driver.connect(str(path), isolation_level=None, cached_statements=256)
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        "secure_delete = ON",
        "temp_store = MEMORY",
        f"cache_size = -{cache_kib}",
    ):
        db.execute(f"PRAGMA {pragma}").fetchall()
    return db


def timed(act: Callable[[], object], count: int) -> list[float]:
    """Seconds of each call."""
    found = []
    for _ in range(count):
        began = time.perf_counter()
        act()
        found.append(time.perf_counter() - began)
    return found


def rate(act: Callable[[], object], count: int, threads: int) -> float:
    """Calls a second when `threads` make `count` calls between them."""
    workers = [
        threading.Thread(target=lambda: [act() for _ in range(-(-count // threads))]) for _ in range(threads)
    ]
    began = time.perf_counter()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return -(-count // threads) * threads / (time.perf_counter() - began)


def rates(out: Console, title: str, rows: list[tuple[str, float]]) -> None:
    """Print one figure a row."""
    drawn = Table(title=f"{title}; load {os.getloadavg()[0]:.1f}", title_justify="left", box=None)
    drawn.add_column("", min_width=50)
    drawn.add_column("a second", justify="right")
    for name, value in rows:
        drawn.add_row(name, f"{value:,.0f}")
    out.print(drawn)


if __name__ == "__main__":
    import argparse
    import tempfile

    given = argparse.ArgumentParser(prog="python -m tests.benchmarks.store")
    given.add_argument("--count", type=int, default=2000)
    given.add_argument("--messages", type=int, default=1_000_000)
    options = given.parse_args()
    with tempfile.TemporaryDirectory(prefix="kefu-bench-") as scratch:
        run(Console(width=110), Path(scratch) / "store", options.count, options.messages)
