"""What a reading process gives up before it looks at a file: the network, new programs, other processes, memory, time.

On Linux (x86-64, arm64) the kernel itself refuses the calls: a seccomp filter (Documentation/userspace-api/seccomp_filter.rst)
laid by the process on itself, which needs no privilege and cannot be taken off again. It names what is refused, since
Python, pdfium and onnxruntime need too many harmless calls to list. Where the kernel does not take the filter an audit
hook (PEP 578) refuses the same inside Python: that holds for Python code, not for a parser that was taken over.
"""

import contextlib
import ctypes
import os
import platform
import resource
import signal
import struct
import subprocess
import sys
from pathlib import Path
from typing import Final, Literal

from appliance.ai.knowledge.readers.landlock import close_files

Held = Literal["kernel", "interpreter"]

CPU_SECONDS: Final = 3600
_FILES: Final = 256

_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _FILTER = 1, 38, 22, 2
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 13  # SECCOMP_RET_ALLOW; SECCOMP_RET_ERRNO with EACCES
_LOAD, _EQUAL, _AT_LEAST, _RETURN = (
    0x20,
    0x15,
    0x35,
    0x06,
)  # BPF_LD|W|ABS, BPF_JMP|JEQ|K, JMP|JGE|K, BPF_RET|K

# socket socketpair connect bind listen accept accept4 sendto sendmsg sendmmsg; execve execveat; ptrace, process_vm_*,
# pidfd_getfd; kill tkill tgkill; io_uring_*; bpf, perf_event_open, userfaultfd; add_key request_key keyctl; mount
# umount2 unshare setns pivot_root chroot. (arch/x86/entry/syscalls/syscall_64.tbl, include/uapi/asm-generic/unistd.h)
_REFUSED: Final = {
    "x86_64": (
        0xC000003E,
        "41 53 42 49 50 43 288 44 46 307 59 322 101 310 311 438 62 200 234 425 426 427 321 298 323 248 249 250 165 166 272 308"
        " 155 161",
    ),
    "aarch64": (
        0xC00000B7,
        "198 199 203 200 201 202 242 206 211 269 221 281 117 270 271 438 129 130 131 425 426 427 280 241 282 217 218 219 40 39"
        " 97 268 41 51",
    ),
}
# Events of Python's own table of audit events.
_BARRED: Final = (
    "socket.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.fork",
    "ftplib.",
    "urllib.",
)


def raise_shield(memory: int, cpu_seconds: int = CPU_SECONDS, only: Path | None = None) -> Held:
    """Give up memory beyond `memory` bytes, processor time, files to write, the network and other programs; and, where the
    kernel has Landlock, every file but `only` and what Python needs.

    Says who holds network and programs: the kernel, or only the interpreter. Cannot be undone.
    """
    _end_with_parent()
    if only is not None:
        close_files(only)
    for what, limit in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_NOFILE, _FILES),
    ):
        _, most = resource.getrlimit(what)
        wanted = limit if most == resource.RLIM_INFINITY else min(limit, most)
        resource.setrlimit(what, (wanted, wanted))
    held: Held = "kernel" if _seccomp() else "interpreter"
    sys.addaudithook(_refuse)
    return held


def _end_with_parent() -> None:
    """A reader must not go on reading for nobody when the appliance is killed."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def _refuse(event: str, _: object) -> None:
    if event.startswith(_BARRED):
        raise PermissionError(13, "a reading process has no network and starts no programs")


def _seccomp() -> bool:
    known = _REFUSED.get(platform.machine()) if sys.platform == "linux" else None
    if known is None:
        return False
    architecture, numbers = known[0], [int(number) for number in known[1].split()]
    code = [(_LOAD, 0, 0, 4), (_EQUAL, 1, 0, architecture), (_RETURN, 0, 0, _REFUSE), (_LOAD, 0, 0, 0)]
    # Numbers with bit 30 set are the same calls by another table (x32).
    code.append((_AT_LEAST, len(numbers) + 1, 0, 0x40000000))
    for index, number in enumerate(numbers):
        code.append((_EQUAL, len(numbers) - index, 0, number))
    code += [(_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _REFUSE)]
    program = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *line) for line in code))

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))

    given = Program(len(code), ctypes.addressof(program))
    try:
        prctl = ctypes.CDLL(None, use_errno=True).prctl
    except (OSError, AttributeError):
        return False
    prctl.argtypes = [ctypes.c_int, ctypes.c_ulong, ctypes.c_void_p, ctypes.c_ulong, ctypes.c_ulong]
    if prctl(_PR_SET_NO_NEW_PRIVS, 1, None, 0, 0) != 0:
        return False
    return bool(prctl(_PR_SET_SECCOMP, _FILTER, ctypes.addressof(given), 0, 0) == 0)


def environment(root: str) -> dict[str, str]:
    """What a reading process is given of ours: no secret, no proxy, no cache folder; one thread for the mathematics."""
    return {
        "PATH": os.environ.get("PATH", ""),
        "LANG": "C.UTF-8",
        "PYTHONPATH": root,
        "PYTHONDONTWRITEBYTECODE": "1",
        "ORT_DISABLE_TELEMETRY": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "OMP_WAIT_POLICY": "PASSIVE",
    }


def held_by() -> Held:
    """Who would hold a reading process on this machine, tried out in a process of its own."""
    root = str(Path(__file__).parents[4])
    try:
        done = subprocess.run(
            [sys.executable, "-m", "appliance.ai.knowledge.readers.shield"],
            capture_output=True,
            text=True,
            env=environment(root),
            timeout=30,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return "interpreter"
    return "kernel" if done.stdout.strip() == "kernel" else "interpreter"


if __name__ == "__main__":
    print(raise_shield(1 << 30))
