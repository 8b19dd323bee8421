"""One piece of work done for many lines, on every core, answers in the order of the lines.

The first lines are done right here, so that a few cost no second process. Nobody waits for a line that has not come:
a program that writes one line and reads its answer before the next one gets it.
"""

from __future__ import annotations

import multiprocessing
import os
import queue
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from typing import Any, Final

from appliance.core.kit.errors import Unavailable

HERE: Final = 64
"""Lines done in this process before others are started."""
_TOGETHER: Final = 16
"""Lines sent at once: handing over one by one takes a tenth of the time."""
_END: Final = object()

_work: Callable[[Any], str] | None = None


def answers(
    work: Callable[[Any], str], items: Iterable[Any], *, cores: int | None = None, here: int = HERE
) -> Iterator[str]:
    """`work` of each item, in order. Processes are forked, so `work` may hold what cannot be sent, loaded already.

    What `items` raises comes through behind the answers before it. Raises `Unavailable` when a process dies.
    """
    rest = iter(items)
    yield from map(work, islice(rest, here))
    cores = cores or len(os.sched_getaffinity(0))
    if cores < 2:
        yield from map(work, rest)
        return
    for item in rest:  # there are more: it goes first
        yield from _on_all(work, chain([item], rest), cores)


def _on_all(work: Callable[[Any], str], items: Iterator[Any], cores: int) -> Iterator[str]:
    fork = multiprocessing.get_context("fork")
    pool = ProcessPoolExecutor(cores, mp_context=fork, initializer=_adopt, initargs=(work,))
    try:
        pool.submit(_all, []).result()  # forks them all, before the thread below is there
        arrived: queue.Queue[Any] = queue.Queue(maxsize=4 * cores * _TOGETHER)
        threading.Thread(target=_fetch, args=(items, arrived), daemon=True).start()
        sent: deque[Future[list[str]]] = deque()
        ended: Any = None
        while ended is None or sent:
            batch: list[Any] = []
            if ended is None and len(sent) < 3 * cores:
                batch, ended = _at_hand(arrived, wait=not sent)
            if batch:
                sent.append(pool.submit(_all, batch))
            if sent and (not batch or sent[0].done()):
                yield from sent.popleft().result()
        if ended is not _END:
            raise ended
    except BrokenProcessPool:
        raise Unavailable(
            "一个处理进程意外结束，其余各行没有结果。请检查内存是否足够，然后重试。",
            "A process ended unexpectedly; the remaining lines have no answer. Check that there is memory enough, then try again.",
        ) from None
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _fetch(items: Iterator[Any], arrived: queue.Queue[Any]) -> None:
    """Waits for lines, so that whoever hands out answers need not. What goes wrong stands behind the last line."""
    try:
        for item in items:
            arrived.put(item)
    except Exception as problem:  # noqa: BLE001  (raised again where the answers are handed out)
        arrived.put(problem)
    else:
        arrived.put(_END)


def _at_hand(arrived: queue.Queue[Any], *, wait: bool) -> tuple[list[Any], Any]:
    """Items that have come by now, at least one with `wait`; and what ended them, if that came too."""
    batch: list[Any] = []
    while len(batch) < _TOGETHER:
        try:
            item = arrived.get(block=wait and not batch)
        except queue.Empty:
            break
        if item is _END or isinstance(item, Exception):
            return batch, item
        batch.append(item)
    return batch, None


def _adopt(work: Callable[[Any], str]) -> None:
    global _work
    _work = work
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that hands out the answers stops them all


def _all(batch: list[Any]) -> list[str]:
    assert _work is not None
    return [_work(item) for item in batch]
