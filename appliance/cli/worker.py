"""`appliance worker`: turns, imports and the engine in a process of their own, beside a `serve` with WORKER_INSIDE=false.

The keys come from the running service over its owner-only socket; when it seals or stops, this process drops them
and ends.
"""

from __future__ import annotations

import contextlib
import signal
import threading
from pathlib import Path
from types import FrameType

import typer

from appliance.cli import control
from appliance.cli.inside import control_path
from appliance.cli.terminal import say
from appliance.core.kit import closed, heap, logs
from appliance.core.kit.errors import ApplianceError, BadInput
from appliance.core.masking.labelled import Foreign
from appliance.core.settings import load
from appliance.wiring import Appliance
from appliance.worker import Worker

app = typer.Typer()

LOOK_EVERY = 1.0  # seconds between two looks whether the service is still open


@app.callback(invoke_without_command=True)
def worker() -> None:
    """Work until the service seals or stops, or Ctrl-C."""
    settings = load(worker_inside=True)
    path = control_path(settings)
    if not control.listening(path):
        raise BadInput(
            "没有正在运行的服务；请先启动 appliance serve。",
            "No service is running; start `appliance serve` first.",
        )
    appliance = Appliance(settings)
    appliance.make_worker = Worker
    logs.configure(
        settings.log_level,
        file=appliance.data_dir / "logs" / "worker.log",
        redact=appliance.redact,
        redact_foreign=Foreign(appliance.masker),
    )
    closed.keep_memory_in(appliance.data_dir)
    ended = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        ended.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    try:
        appliance.join(lambda: bytes.fromhex(control.call(path, "worker.keys", {})["root"]))
        appliance.start()
        heap.seldom()
        heap.settle_later()
        say("后台进程已就绪。", "The worker is ready.")
        while not ended.wait(LOOK_EVERY) and _open(path):
            pass
    finally:
        appliance.stop()


def _open(path: Path) -> bool:
    with contextlib.suppress(ApplianceError, OSError):
        return bool(control.call(path, "worker.wanted", {}))
    return False
