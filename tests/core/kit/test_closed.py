"""A process that holds keys leaves no picture of its memory."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SEEN = """
import ctypes, resource, sys, tempfile
from pathlib import Path
from appliance.core.kit.closed import keep_memory_in
keep_memory_in(Path(sys.argv[1]))
print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
print(tempfile.NamedTemporaryFile().name)
"""


def test_no_dump_and_no_stray_files(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-c", SEEN, str(tmp_path)], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert told[0] == "(0, 0) 0"
    assert Path(told[1]).parent == tmp_path / "tmp"
    assert (tmp_path / "tmp").stat().st_mode & 0o077 == 0
