"""The local vLLM: started, watched, restarted and ended by the appliance.

It listens on loopback with a key of its own, made anew for every appliance start. Its processes form one
group, which ends with the appliance, however that ends (see `launcher.py`).
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

import httpx

from appliance.ai.bundles import shelf
from appliance.ai.bundles.shelf import Bundle
from appliance.ai.inference import command
from appliance.ai.inference.engine_log import EngineLog
from appliance.ai.inference.language_model import ModelStatus, ModelUnavailable, State
from appliance.core.kit.clock import monotonic, now
from appliance.core.settings import Settings

START_SECONDS = 900.0
POLL_STARTING, POLL_READY = 0.5, 2.0
SILENT_CHECKS = 5
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
GIVE_UP_AFTER = 4
STOP_SECONDS = 8.0

_DETAILS: dict[State, tuple[str, str]] = {
    "ready": ("推理引擎运行正常。", "The engine is running."),
    "starting": (
        "推理引擎正在启动；在此期间使用核准答复、原文引用和人工服务。",
        "The engine is warming up; meanwhile approved answers, quotes and people answer.",
    ),
    "restarting": ("推理引擎已停止，正在重新启动。", "The engine stopped and is being restarted."),
    "off": ("推理引擎已关闭。", "The engine is switched off."),
}


class Engine:
    """`start` returns at once; a thread of its own does the rest.

    `command_for` builds the call (tests give their own).

    `on_change` is called with every new state, in the engine's thread. `url` may change when it restarts.
    """

    def __init__(
        self,
        settings: Settings,
        bundle: Bundle | None,
        log_dir: Path,
        *,
        on_change: Callable[[ModelStatus], None] = lambda status: None,
        command_for: Callable[[int, str, Path], command.Call] | None = None,
        first_pause: float = FIRST_PAUSE,
    ) -> None:
        self._settings = settings
        self._bundle = bundle
        self._home = (settings.data_dir / "engine").absolute()
        self._log = EngineLog(log_dir)
        self._on_change = on_change
        self._command_for = command_for or self._vllm
        self._first_pause = first_pause
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._port = settings.engine_port
        self.key = secrets.token_urlsafe(32)
        self.name = bundle.bundle_id if bundle else ""
        self._status = self._make("off", *_DETAILS["off"])

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def pid(self) -> int | None:
        """The launcher's process id, which is also the group's; None when nothing runs."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def status(self) -> ModelStatus:
        """How it is now."""
        return self._status

    def start(self) -> None:
        """Begin. What is missing becomes a state with one sentence, not an error."""
        if self._thread is not None:
            return
        problem = self._cannot_start()
        if problem is not None:
            self._set(*problem)
            return
        self._stopping.clear()
        self._set("starting", *_DETAILS["starting"])
        self._thread = threading.Thread(target=self._run, name="engine", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the engine and all its processes. Returns when they are gone; safe to call twice."""
        self._stopping.set()
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.join(STOP_SECONDS + 5)
        self._end_processes()
        self._set("off", *_DETAILS["off"])

    def _cannot_start(self) -> tuple[State, str, str] | None:
        if not self._settings.engine_python_path.exists():
            return (
                "missing",
                "本机没有安装推理引擎（请运行 deploy/setup.py engine）；目前用核准答复、原文引用和人工服务。",
                "The engine is not installed here (run deploy/setup.py engine); approved answers, quotes and "
                "people answer.",
            )
        if self._bundle is None:
            return (
                "missing",
                "没有启用任何模型包；请用 appliance models activate 启用一个。",
                "No model bundle is active; choose one with appliance models activate.",
            )
        return None

    def _run(self) -> None:
        pause, failures = self._first_pause, 0
        while not self._stopping.is_set():
            try:
                was_ready = self._one_life()
            except ModelUnavailable as refused:
                self._set("failed", refused.zh, refused.en)
                self._stopping.wait(LONGEST_PAUSE)
                continue
            if self._stopping.is_set():
                break
            failures = 0 if was_ready else failures + 1
            pause = self._first_pause if was_ready else min(pause * 2, LONGEST_PAUSE)
            if failures >= GIVE_UP_AFTER:
                # It goes on trying, once a minute: a person may free the memory or the port it lacks.
                why = self._log.last_error() or "engine.log"
                self._set(
                    "failed",
                    f"推理引擎连续 {failures} 次启动失败，请查看 logs/engine.log：{why}",
                    f"The engine failed to start {failures} times in a row; see logs/engine.log: {why}",
                )
            else:
                self._set("restarting", *_DETAILS["restarting"])
            self._stopping.wait(pause)

    def _one_life(self) -> bool:
        """Start, watch, and clean up. True when it had become ready."""
        try:
            process = self._launch()
        except OSError as problem:
            self._log.note(f"cannot be started: {problem.strerror}")
            return False
        try:
            return self._watch(process)
        finally:
            self._end_processes()

    def _launch(self) -> subprocess.Popen[bytes]:
        self._port = self._settings.engine_port or free_port()
        # What a killed engine left behind goes; the cache beside it stays, it makes the next start quicker.
        shutil.rmtree(self._home / "tmp", ignore_errors=True)
        (self._home / "tmp").mkdir(parents=True, mode=0o700)
        call = self._command_for(self._port, self.key, self._home)
        self._log.note(f"starting {self.name}")
        process = subprocess.Popen(
            call.argv,
            env=dict(call.environment),
            cwd=self._home,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        if process.stdout is not None:
            self._log.follow(process.stdout)
        with self._lock:
            self._process = process
        return process

    def _watch(self, process: subprocess.Popen[bytes]) -> bool:
        ready, silent, began = False, 0, monotonic()
        with httpx.Client(trust_env=False, timeout=5.0) as client:
            while not self._stopping.wait(POLL_READY if ready else POLL_STARTING):
                if process.poll() is not None:
                    self._log.note(f"ended with code {process.returncode}")
                    break
                if self._healthy(client):
                    silent = 0
                    if not ready:
                        ready = True
                        self._log.note(f"ready after {monotonic() - began:.1f} s")
                        self._set("ready", *_DETAILS["ready"])
                    continue
                silent += 1
                if ready and silent >= SILENT_CHECKS:
                    self._log.note("no longer answers its health check")
                    break
                if not ready and monotonic() - began > START_SECONDS:
                    self._log.note(f"was not ready within {START_SECONDS:.0f} s")
                    break
        return ready

    def _healthy(self, client: httpx.Client) -> bool:
        try:
            return client.get(f"{self.url}/health").status_code == 200
        except httpx.HTTPError:
            return False

    def _end_processes(self) -> None:
        with self._lock:
            process, self._process = self._process, None
        if process is None:
            return
        if process.stdin is not None:
            process.stdin.close()  # the launcher takes this as the word to end
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def _vllm(self, port: int, key: str, home: Path) -> command.Call:
        """The real call.

        The bundle is checked again before every start: what was good may have been changed since.
        """
        if self._bundle is None:
            raise ModelUnavailable("没有启用任何模型包。", "No model bundle is active.")
        bundle = shelf.inspect(self._bundle.path, self._settings)
        if not bundle.ok or bundle.manifest is None:
            first = bundle.problems[0]
            raise ModelUnavailable(
                f"模型包 {bundle.bundle_id} 未通过校验，不予加载：{first.zh}",
                f"The model bundle {bundle.bundle_id} did not pass its check and is not loaded. {first.en}",
            )
        python = self._settings.engine_python_path.absolute()
        return command.build(python, bundle.path.absolute(), bundle.manifest, port=port, key=key, home=home)

    def _set(self, state: State, zh: str, en: str) -> None:
        before, self._status = self._status, self._make(state, zh, en)
        if (before.state, before.detail_en) != (state, en):
            self._on_change(self._status)

    def _make(self, state: State, zh: str, en: str) -> ModelStatus:
        return ModelStatus(state, self.name, now(), zh, en)


def free_port() -> int:
    """A loopback port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
