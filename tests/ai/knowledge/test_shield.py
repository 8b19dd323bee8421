"""A reading process has no network, starts nothing, writes nothing, and ends where its memory ends."""

import json
import os
import select
import subprocess
import sys
from pathlib import Path

import pytest

from appliance.ai.knowledge.readers import shield

TRIES = """
import ctypes, json, os, socket, sys, threading
from appliance.ai.knowledge.readers import shield
if {interpreter}:
    shield._seccomp = lambda: False
held = shield.raise_shield({memory})
said = {{"held": held}}
libc = ctypes.CDLL(None, use_errno=True)
def attempt(name, act):
    try:
        said[name] = repr(act())
    except BaseException as error:
        said[name] = type(error).__name__
attempt("socket", lambda: socket.socket())
attempt("lookup", lambda: socket.getaddrinfo("example.com", 80))
attempt("program", lambda: os.execv("/bin/true", ["true"]))
attempt("spawn", lambda: __import__("subprocess").run(["true"]))
attempt("memory", lambda: len(bytearray({memory} * 2)))
attempt("other", lambda: os.kill({pid}, 0))
def write():
    with open({path!r}, "wb") as file:
        file.write(b"x" * 100)
attempt("write", write)
if not {interpreter}:
    said["raw socket"] = (libc.socket(2, 1, 0), ctypes.get_errno())
    said["raw exec"] = (libc.execve(b"/bin/true", None, None), ctypes.get_errno())
thread = threading.Thread(target=lambda: said.update(thread=True)); thread.start(); thread.join()
print(json.dumps(said))
"""


def tried(folder: Path, *, interpreter: bool) -> dict[str, object]:
    root = str(Path(shield.__file__).parents[4])
    code = TRIES.format(memory=1 << 30, path=str(folder / "x"), interpreter=interpreter, pid=os.getppid())
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=shield.environment(root), check=True
    )
    said: dict[str, object] = json.loads(done.stdout)
    return said


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's filter is Linux'")
def test_the_kernel_refuses_network_and_programs(tmp_path: Path) -> None:
    said = tried(tmp_path, interpreter=False)
    assert said["held"] == "kernel"
    assert said["raw socket"] == [-1, 13]
    assert said["raw exec"] == [-1, 13]
    assert said["other"] == "PermissionError"
    for act in ("socket", "program", "spawn"):
        assert said[act] == "PermissionError", act
    assert said["lookup"] in ("PermissionError", "gaierror")
    assert said["memory"] == "MemoryError"
    assert said["write"] == "OSError"
    assert said["thread"] is True


def test_where_the_kernel_does_not_the_interpreter_refuses(tmp_path: Path) -> None:
    said = tried(tmp_path, interpreter=True)
    assert said["held"] == "interpreter"
    for act in ("socket", "lookup", "program", "spawn"):
        assert said[act] == "PermissionError", act
    assert said["memory"] == "MemoryError"


def test_no_file_but_its_own_can_be_opened(tmp_path: Path) -> None:
    """Not the one beside it, not the appliance's folder, not another process's memory or surroundings."""
    own, other = tmp_path / "own.txt", tmp_path / "other.txt"
    own.write_text("own")
    other.write_text("other")
    code = f"""
import json, os
from pathlib import Path
from appliance.ai.knowledge.readers import landlock
said = {{"held": landlock.close_files(Path({str(own)!r}))}}
for name in ({str(own)!r}, {str(other)!r}, {str(tmp_path)!r}, "/proc/{os.getpid()}/environ", "/etc/passwd"):
    try:
        said[name] = os.listdir(name) if os.path.isdir(name) else open(name).read(5)
    except OSError as error:
        said[name] = type(error).__name__
print(json.dumps(said))
"""
    root = str(Path(shield.__file__).parents[4])
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=shield.environment(root), check=True
    )
    said = json.loads(done.stdout)
    if not said.pop("held"):
        pytest.skip("this kernel has no Landlock")
    assert said.pop(str(own)) == "own"
    assert set(said.values()) == {"PermissionError"}, said


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's filter is Linux'")
def test_it_can_be_told_beforehand_who_holds() -> None:
    assert shield.held_by() == "kernel"


@pytest.mark.skipif(sys.platform != "linux", reason="told by the kernel")
def test_a_reading_process_ends_with_who_started_it() -> None:
    code = (
        "import time, sys; from appliance.ai.knowledge.readers.process import Process\n"
        "with Process('tests.ai.knowledge.endless_reader') as one:\n"
        "    print(one.hear(time.monotonic() + 60)['pid'], flush=True); sys.stdin.read()"
    )
    root = str(Path(shield.__file__).parents[4])
    starter = subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=shield.environment(root),
    )
    assert starter.stdout is not None
    reader = os.pidfd_open(int(starter.stdout.readline()))
    starter.kill()
    starter.wait()
    ended, _, _ = select.select([reader], [], [], 30)
    os.close(reader)
    assert ended


def test_no_secret_of_ours_is_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEAL_PASSPHRASE", "x")
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    given = shield.environment("/x")
    assert "SEAL_PASSPHRASE" not in given
    assert not [name for name in given if "PROXY" in name.upper()]
    assert given["ORT_DISABLE_TELEMETRY"] == "1"
