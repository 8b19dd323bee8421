"""Intake: from the visitor's words to the acknowledged commit, step by step and over HTTP."""

from __future__ import annotations

import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from rich.console import Console

from tests.benchmarks.machine import table
from tests.benchmarks.texts import MESSAGES
from tests.house import House


def run(out: Console, folder: Path, count: int) -> None:
    steps(out, folder / "steps", count)
    over_http(out, folder / "one", count // 2, clients=1)
    over_http(out, folder / "four", count, clients=4)


def steps(out: Console, folder: Path, count: int) -> None:
    """In one process: masking alone, then the write transaction alone, by one thread and by eight that share commits."""
    from appliance.core.masking.engine import Masked, Masker
    from appliance.core.masking.text import RawText
    from appliance.service.conversations import actions
    from tests.benchmarks.opened import appliance

    with appliance(folder) as house:
        masker = house.parts.get(Masker)
        masker.warm_up()

        def act(number: int, masked: Masked) -> float:
            began = time.perf_counter()
            with house.store.writing() as s:
                actions.receive_message(
                    s,
                    house.vault,
                    actions.Intake(
                        channel="loopback",
                        external_id=f"v{number % 20}",
                        client_id=str(uuid.uuid4()),
                        masked=masked,
                        lang="zh",
                    ),
                )
            return time.perf_counter() - began

        masking, writing, computing = [], [], 0.0
        for number in range(count):
            raw = RawText(MESSAGES[number % len(MESSAGES)])
            began = time.perf_counter()
            masked = masker.mask(raw, hasher=house.vault.value_hash)
            masking.append(time.perf_counter() - began)
            computed = time.thread_time()
            writing.append(act(number, masked))
            computing += time.thread_time() - computed
        began = time.perf_counter()
        with ThreadPoolExecutor(8) as threads:
            shared = list(threads.map(lambda number: act(number, masked), range(4 * count)))
        spent = time.perf_counter() - began
        table(
            out,
            f"Intake, one writer, in process ({len(writing) / sum(writing):.0f} acts/s by one thread, "
            f"{computing / len(writing) * 1000:.1f} ms of computing each; {len(shared) / spent:.0f} acts/s by eight)",
            {
                "masking": masking,
                "sealing, rows, audit, commit": writing,
                "the same, eight threads": shared,
            },
        )


def over_http(out: Console, folder: Path, count: int, clients: int) -> None:
    """Through the widget's own door, with several visitors at once."""
    with House(folder).running() as house:
        house.visitor().write("热身")
        seconds: list[float] = []
        lock = threading.Lock()

        def write(visitor_count: int) -> None:
            visitor = house.visitor()
            for number in range(visitor_count):
                began = time.perf_counter()
                visitor.write(MESSAGES[number % len(MESSAGES)]).raise_for_status()
                with lock:
                    seconds.append(time.perf_counter() - began)

        began = time.perf_counter()
        threads = [threading.Thread(target=write, args=(count // clients,)) for _ in range(clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        spent = time.perf_counter() - began
        table(
            out,
            f"Intake over HTTP, {clients} visitors without pause, AI turns beside ({len(seconds) / spent:.0f}/s)",
            {"POST /widget/api/messages": seconds},
        )
