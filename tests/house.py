"""A whole appliance for tests: its own process, data folder and port, real store and knowledge.

The sample bank is imported once and kept under `.cache/`; each house gets a copy, so tests never share state.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
import uuid
from pathlib import Path
from typing import Any

import httpx
import psutil

ROOT = Path(__file__).resolve().parent.parent
PASSWORD = "haiyue-demo-2026"
START_SECONDS = 120


def _fingerprint() -> str:
    """Changes when the sample bank, the migrations or what imports them change."""
    digest = hashlib.sha256()
    for pattern in (
        "deploy/sample/**/*",
        "appliance/**/tables.py",
        "appliance/ai/knowledge/**/*.py",
        "appliance/core/store/migrations/**/*.py",
        "appliance/core/vault/*.py",
        "appliance/core/masking/**/*.py",
        "appliance/cli/demo.py",
    ):
        for path in sorted(ROOT.glob(pattern)):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def seeded() -> Path:
    """A data folder with the sample bank and the demo accounts, made on first use; a second process waits for the first."""
    folder = ROOT / ".cache" / f"seeded-{_fingerprint()}"
    folder.parent.mkdir(exist_ok=True)
    with (folder.parent / "seeding.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "sample.done").exists():
            for old in (ROOT / ".cache").glob("seeded-*"):
                shutil.rmtree(old, ignore_errors=True)
            made = subprocess.run(
                [sys.executable, "-m", "appliance", "demo", "--folder", str(folder), "--seed-only"],
                cwd=ROOT,
                env=_environment(BALLAST_MB="0"),
                capture_output=True,
                text=True,
            )
            assert made.returncode == 0, made.stdout + made.stderr
    return folder


def _environment(**more: str) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in {"PATH", "HOME", "TMPDIR", "VIRTUAL_ENV"} or name.startswith(("OPENBLAS", "LC_"))
    }
    return {**kept, "PYTHONUNBUFFERED": "1", "LOCALE": "zh", "OMP_NUM_THREADS": "1", **more}


class House:
    """One appliance. `with House(tmp_path).running() as house: house.url`."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder / "data"
        if not self.folder.exists():
            shutil.copytree(seeded(), self.folder, symlinks=True)
        self.settings = {
            "DATA_DIR": str(self.folder),
            "SEAL": "keyfile",
            "KEY_FILE": str(self.folder / "unseal.key"),
            "PORT": "0",
            "ENGINE": "off",
            "DEMO": "true",
            "INTAKE_PER_MINUTE": "6000",
            "BALLAST_MB": "0",  # every copy of the folder would be so much larger
            **settings,
        }
        self.process: subprocess.Popen[str] | None = None
        self.url = ""
        self.visitors_url = ""
        self._wrapped = False
        self._signed_in: dict[tuple[str, str], dict[str, str]] = {}
        self.said: list[str] = []

    def start(self, wrap: list[str] | None = None, wait: bool = True) -> House:
        """Start and wait until the vault is open. `wrap` is a command to run it under (strace, say)."""
        self._wrapped = wrap is not None
        self.process = subprocess.Popen(
            [*(wrap or []), sys.executable, "-m", "appliance", "serve"],
            cwd=ROOT,
            env=_environment(**self.settings),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )
        found = threading.Event()

        def listen(lines: Any) -> None:
            for line in lines:
                self.said.append(line)
                if match := re.search(r"http://[\d.]+:\d+", line):
                    if "访客入口" in line:
                        self.visitors_url = match.group()
                        continue
                    self.url = match.group()
                    self.visitors_url = self.visitors_url or self.url
                    found.set()
            found.set()

        threading.Thread(target=listen, args=(self.process.stdout,), daemon=True).start()
        if wait:
            assert found.wait(START_SECONDS), "the house did not open in time"
            assert self.url, "".join(self.said)
        return self

    def stop(self) -> int:
        """Ask it to stop and wait; gives its exit code."""
        assert self.process is not None
        with contextlib.suppress(ProcessLookupError, psutil.NoSuchProcess):
            # A tracer keeps such a signal to itself: what it runs is its only child.
            wrapped = psutil.Process(self.process.pid).children() if self._wrapped else []
            os.kill(wrapped[0].pid if wrapped else self.process.pid, signal.SIGTERM)
        try:
            return self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.kill()
            raise

    def kill(self) -> None:
        """kill -9, its children included."""
        assert self.process is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(30)

    @contextlib.contextmanager
    def running(self, **start: Any):
        self.start(**start)
        try:
            yield self
        finally:
            if self.process is not None and self.process.poll() is None:
                self.stop()

    def command(self, *words: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
        """Run the `appliance` command on this house's data."""
        return subprocess.run(
            [sys.executable, "-m", "appliance", *words],
            cwd=ROOT,
            env=_environment(**self.settings),
            input=stdin,
            stdin=None if stdin is not None else subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )

    def until_model(self, state: str, seconds: float = 400) -> None:
        """Wait until the language model is in `state`."""
        deadline = time.monotonic() + seconds
        seen = ""
        while time.monotonic() < deadline:
            seen = httpx.get(f"{self.url}/readyz", timeout=10).json()["model"]
            if seen == state:
                return
            time.sleep(0.5)
        raise AssertionError(f"the model is {seen}, not {state}: " + "".join(self.said[-20:]))

    def visitor(self, lang: str = "zh") -> Visitor:
        return Visitor(self.visitors_url, lang)

    def staff(self, login: str) -> httpx.Client:
        """A signed-in member of staff; `client.headers` carries the page's CSRF token.

        One sign-in a person and house: the appliance refuses those who try too often.
        """
        client = httpx.Client(base_url=self.url, follow_redirects=True, timeout=30)
        client.cookies.update(self._signed_in.get((self.url, login), {}))
        home = client.get("/")
        if home.url.path == "/sign-in":
            home = client.post(
                "/sign-in", data={"login": login, "password": PASSWORD}, headers={"Origin": self.url}
            )
        assert home.status_code == 200, (home.status_code, home.text[:400])
        assert home.url.path != "/sign-in", home.text[:400]
        self._signed_in[self.url, login] = dict(client.cookies)
        found = re.search(r'<meta name="csrf-token" content="([^"]+)"', home.text)
        client.headers.update({"Origin": self.url, "X-CSRF-Token": found.group(1) if found else ""})
        client.follow_redirects = False
        return client


class Visitor:
    """A visitor without a browser: the widget's own API."""

    def __init__(self, url: str, lang: str = "zh") -> None:
        self.lang = lang
        self.client = httpx.Client(base_url=url, timeout=60, headers={"Accept-Language": lang})
        token = (
            self.client.post("/widget/api/session", json={"lang": lang}).raise_for_status().json()["token"]
        )
        self.client.headers["Authorization"] = f"Bearer {token}"

    def write(self, text: str, client_id: str | None = None, after: int | None = None) -> httpx.Response:
        """With `after` the answer tells what is to be seen then, as it does the widget."""
        written = {"client_id": client_id or str(uuid.uuid4()), "text": text, "lang": self.lang}
        more = {} if after is None else {"after": after}
        return self.client.post("/widget/api/messages", json={**written, **more})

    def ask_for_person(self) -> httpx.Response:
        return self.client.post(
            "/widget/api/person", json={"client_id": str(uuid.uuid4()), "lang": self.lang}
        )

    def messages(self, after: int = 0) -> dict[str, Any]:
        answer: dict[str, Any] = (
            self.client.get("/widget/api/messages", params={"after": after}).raise_for_status().json()
        )
        return answer

    def until(self, done: Any, seconds: float = 60) -> dict[str, Any]:
        """Follow the live feed until `done(answer)`; fails after `seconds`."""
        answer = self.messages()
        if done(answer):
            return answer
        with self.client.stream("GET", "/widget/api/stream", timeout=httpx.Timeout(10, read=seconds)) as feed:
            answer = self.messages()
            if done(answer):
                return answer
            for line in feed.iter_lines():
                if line.startswith("data:"):
                    answer = self.messages()
                    if done(answer):
                        return answer
        raise AssertionError(f"the feed ended first: {answer}")
