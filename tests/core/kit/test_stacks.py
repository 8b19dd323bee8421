"""A process that hangs is asked where it is at: it writes frames, no values, and ends."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

from appliance.core.kit import stacks

HANGS = """
import sys, threading
from pathlib import Path
from appliance.core.kit import stacks

def waits_for_nobody(words):
    print("hangs", flush=True)
    threading.Event().wait()

stacks.tell_in(Path(sys.argv[1]))
threading.Thread(target=waits_for_nobody, args=("王小明的密码",), daemon=True).start()
threading.Event().wait()
"""
PATIENCE = 60.0  # seconds; only a failure is that slow


def until_still(pid: int) -> None:
    """Until all its threads sleep: frames that change while they are written may end the process in another way."""
    end = time.monotonic() + PATIENCE
    while any(
        stat.read_text().rpartition(")")[2].split()[0] != "S"
        for stat in Path(f"/proc/{pid}/task").glob("*/stat")
    ):
        assert time.monotonic() < end


def asked(file: Path) -> int:
    """A process that hangs, and is asked; how it ended."""
    with subprocess.Popen([sys.executable, "-c", HANGS, str(file)], stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == b"hangs\n"
            until_still(process.pid)
            process.send_signal(stacks.ASK)
            return process.wait(PATIENCE)
        finally:
            process.kill()


def test_it_writes_every_threads_frames_and_no_value_and_ends(tmp_path: Path) -> None:
    file = tmp_path / "logs" / "stacks.log"
    assert asked(file) == -signal.SIGUSR1
    told = file.read_text("utf-8")
    assert "in waits_for_nobody" in told
    assert told.count("most recent call first") == 2
    assert "王小明" not in told
    assert "密码" not in told
    assert file.stat().st_mode & 0o777 == 0o600


def test_what_the_last_one_wrote_is_kept_beside_and_no_more_than_that(tmp_path: Path) -> None:
    file = tmp_path / "stacks.log"
    for _ in range(3):
        assert asked(file) == -signal.SIGUSR1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["stacks.before.log", "stacks.log"]
    for path in tmp_path.iterdir():
        assert path.read_text("utf-8").count("in waits_for_nobody") == 1
