"""Masking alone: messages a second on one and two cores, the time of a 60-character message, and of the longest one allowed."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import time

from rich.console import Console

from appliance.core.masking.context import Turn
from appliance.core.masking.engine import Masker
from appliance.core.masking.text import RawText
from tests.benchmarks.machine import table
from tests.benchmarks.texts import MESSAGES

SIXTY = [
    "您好，我想咨询一下信用卡年费怎么收，去年刷了十几次还要交吗，可以用积分抵扣吗，麻烦您帮我看一看，谢谢，比较着急用。",
    "我叫王建国，手机号13812345678，身份证110101199003077432，卡丢了，麻烦先帮我挂失一下再补一张新的。",
    "我看一下啊，短信上写的是五八零二三一，你帮我输进去试试看，不行的话我再重新获取一次，刚才那个好像已经过期不能用了。",
    "住在杭州市西湖区文三路90号1单元302，电话0571-86623914，想把账单改成寄到家里，之前寄到单位老收不到。",
]
ASKED = [
    Turn("agent", "请提供您的手机号和收到的验证码"),
    Turn("visitor", "稍等"),
    Turn("agent", "好的，不着急"),
]
LONGEST = 4000


def _hasher(kind: str, value: str) -> str:
    return hashlib.sha256(f"{kind}/{value}".encode()).hexdigest()[:26]


def _each(masker: Masker, texts: list[str], count: int) -> list[float]:
    seconds = []
    for i in range(count):
        began = time.perf_counter()
        masker.mask(RawText(texts[i % len(texts)]), hasher=_hasher, context=ASKED if i % 2 else ())
        seconds.append(time.perf_counter() - began)
    return seconds


def _worker(core: int, count: int, ready: object, go: object, done: object) -> None:
    os.sched_setaffinity(0, {core})
    masker = Masker()
    masker.warm_up()
    ready.put(core)  # type: ignore[attr-defined]
    go.wait()  # type: ignore[attr-defined]
    began = time.perf_counter()
    _each(masker, [*MESSAGES, *SIXTY], count)
    done.put((began, time.perf_counter()))  # type: ignore[attr-defined]


def _rate(cores: list[int], count: int) -> float:
    """Messages a second of one process on each core, all at once."""
    way = multiprocessing.get_context("spawn")
    ready, done, go = way.Queue(), way.Queue(), way.Event()
    workers = [way.Process(target=_worker, args=(core, count, ready, go, done)) for core in cores]
    for worker in workers:
        worker.start()
    for _ in workers:
        ready.get()
    go.set()
    times = [done.get() for _ in workers]
    for worker in workers:
        worker.join()
    return len(cores) * count / (max(end for _, end in times) - min(begin for begin, _ in times))


def run(out: Console, count: int) -> None:
    """`count` messages per measurement."""
    cores = sorted(os.sched_getaffinity(0))
    masker = Masker()
    masker.warm_up()
    os.sched_setaffinity(0, cores[:1])
    try:
        long = ("".join([*SIXTY, *MESSAGES]) * 40)[:LONGEST]
        rows = {
            "60 characters (mean), half with earlier turns": _each(masker, SIXTY, 4 * count),
            f"{LONGEST} characters of chat": _each(masker, [long], 5),
            f"{LONGEST} digits": _each(masker, ["1234 5678-" * (LONGEST // 10)], 5),
            f"{LONGEST} Chinese numerals": _each(masker, ["一二三 四五六，" * (LONGEST // 8)], 5),
        }
    finally:
        os.sched_setaffinity(0, cores)
    table(out, "Masking, one core", rows)
    for some in {1: cores[:1], 2: cores[:2]}.values():
        out.print(
            f"  {_rate(some, 3 * count):.0f} messages/s on {len(some)} core{'s' if len(some) > 1 else ''}"
        )


if __name__ == "__main__":
    run(Console(width=110), 200)
