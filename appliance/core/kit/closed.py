"""What is in this process's memory stays there: no crash dump, no debugger of another process of ours, no stray files."""

from __future__ import annotations

import ctypes
import resource
import tempfile
from pathlib import Path

_PR_SET_DUMPABLE = 4


def keep_memory_in(data_dir: Path) -> None:
    """Switch crash dumps off and let temporary files fall into the data folder (mode 0700). Safe to repeat.

    A dump would hold keys and the words being masked. What Starlette spools while it reads a form would else lie in
    /tmp, outside the folder that the bank protects and wipes.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    libc = ctypes.CDLL(None, use_errno=True)
    if hasattr(libc, "prctl"):  # Linux; elsewhere the limit above has to do
        libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    folder = data_dir / "tmp"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    tempfile.tempdir = str(folder)
