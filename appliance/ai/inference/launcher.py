"""Runs the engine and sees to it that nothing of it outlives the appliance. Standard library only.

Run by the engine's Python:  python -I launcher.py [--nice=N] COMMAND…  with the appliance holding the other end of
standard input. The appliance never writes there. End of file means that it has gone, killed or not, and the
whole process group goes too. The engine itself is told by the kernel to die should this launcher be killed.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading

NICE = "--nice="
PR_SET_PDEATHSIG = 1
GRACE_SECONDS = 5.0


def _die_with_parent() -> None:
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def step_back(by: int) -> None:
    """Give way to whatever is not ours. Where the kernel shares processors among sessions (sched(7), autogroup) the number of a process
    counts only among those of its session, and the engine has one of its own: then the session's number counts."""
    nice = os.nice(by)
    with contextlib.suppress(OSError), open("/proc/self/autogroup", "w", encoding="ascii") as group:
        group.write(str(nice))


def main(command: list[str]) -> int:
    """Start the command in this process group, so much nicer than the appliance; return its exit code."""
    if command and command[0].startswith(NICE):
        step_back(int(command.pop(0).removeprefix(NICE)))
    engine = subprocess.Popen(command, stdin=subprocess.DEVNULL, preexec_fn=_die_with_parent)

    def end() -> None:
        engine.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            engine.wait(GRACE_SECONDS)
        os.killpg(os.getpgrp(), signal.SIGKILL)

    def watch() -> None:
        while os.read(0, 1024):
            pass
        end()

    def told(_number: int, _frame: object) -> None:
        threading.Thread(target=end).start()

    signal.signal(signal.SIGTERM, told)
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # Ctrl-C in a terminal is for the appliance, which then ends us in order
    threading.Thread(target=watch, daemon=True).start()
    code = engine.wait()
    # Its helpers may linger when it crashed: they hold memory that the next start needs.
    os.killpg(os.getpgrp(), signal.SIGKILL)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
