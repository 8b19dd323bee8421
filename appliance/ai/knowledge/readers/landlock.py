"""A reading process may open the file it reads and its own programs, and nothing else of this machine.

Landlock (Documentation/userspace-api/landlock.rst, Linux 5.13 and later): laid by the process on itself, without
privilege. It also keeps it from other processes' memory, the appliance's with its keys above all.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import struct
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import appliance

_CREATE, _ADD, _RESTRICT = 444, 445, 446  # the same numbers on all architectures
_BENEATH, _VERSION = 1, 1
_READ, _LIST = 1 << 2, 1 << 3
_PR_SET_NO_NEW_PRIVS: Final = 38
# Rights by the version of Landlock that brought the last of them.
_KNOWN: Final = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1}
_SYSTEM: Final = (
    "/usr",
    "/lib",
    "/lib64",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/proc/self",
    "/proc/cpuinfo",
)
_ALSO: Final = ("/proc/meminfo", "/sys/devices/system/cpu", "/dev/urandom")


def close_files(path: Path) -> bool:
    """Leave this process only `path`, Python and our code to read. False where the kernel does not have Landlock."""
    try:
        call = ctypes.CDLL(None, use_errno=True)
        system, prctl = call.syscall, call.prctl
    except (OSError, AttributeError):
        return False
    if sys.platform != "linux":
        return False
    system.restype = ctypes.c_long
    version = system(ctypes.c_long(_CREATE), None, ctypes.c_size_t(0), ctypes.c_uint32(_VERSION))
    if version < 1:
        return False
    handled = _KNOWN[min(version, max(_KNOWN))]
    attributes = ctypes.create_string_buffer(struct.pack("=Q", handled))
    rules = system(ctypes.c_long(_CREATE), attributes, ctypes.c_size_t(8), ctypes.c_uint32(0))
    if rules < 0:
        return False
    try:
        for place in (*_programs(), path.resolve()):
            _allow(system, rules, place)
        if prctl(ctypes.c_int(_PR_SET_NO_NEW_PRIVS), 1, 0, 0, 0) != 0:
            return False
        return bool(system(ctypes.c_long(_RESTRICT), ctypes.c_int(rules), ctypes.c_uint32(0)) == 0)
    finally:
        os.close(rules)


def _allow(system: ctypes._NamedFuncPointer, rules: int, place: Path) -> None:
    with contextlib.suppress(OSError):
        opened = os.open(place, os.O_PATH | os.O_CLOEXEC)
        try:
            rights = _READ | _LIST if place.is_dir() else _READ
            rule = ctypes.create_string_buffer(struct.pack("=Qi", rights, opened))
            system(ctypes.c_long(_ADD), ctypes.c_int(rules), ctypes.c_int(_BENEATH), rule, ctypes.c_uint32(0))
        finally:
            os.close(opened)


def _programs() -> Iterable[Path]:
    """Python, its packages, the system's libraries, our own code."""
    ours = Path(appliance.__file__).parent
    root = ours.parent
    packages = [Path(each) for each in sys.path if each and Path(each) != root]
    places: list[str | Path] = [
        *_SYSTEM,
        *_ALSO,
        sys.prefix,
        sys.base_prefix,
        sys.exec_prefix,
        *packages,
        ours,
    ]
    return [Path(place).resolve() for place in places if Path(place).exists()]
