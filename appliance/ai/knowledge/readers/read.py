"""Read a file in a process of its own, so that a hostile one can neither hang nor starve the appliance."""

import json
import os
import subprocess
import sys
from pathlib import Path

import appliance
from appliance.ai.knowledge.errors import UnreadableDocument
from appliance.ai.knowledge.readers.block import Block, Reading
from appliance.ai.knowledge.readers.limits import check_size, damaged
from appliance.ai.knowledge.readers.registry import suffix_of

MEMORY_BYTES = 3 * 1024**3
TIMEOUT_SECONDS = 300
DEFAULT_LIMIT_BYTES = 20 * 1024 * 1024


def read(
    path: Path,
    *,
    filename: str | None = None,
    limit_bytes: int = DEFAULT_LIMIT_BYTES,
    timeout_seconds: float = TIMEOUT_SECONDS,
) -> Reading:
    """All blocks of the file; `filename` decides the format when the file on disk carries another name.

    Raises `UnreadableDocument` or `TooLarge`, each with one sentence for the person who uploaded it.
    """
    suffix = suffix_of(filename or path.name)
    check_size(path, limit_bytes)
    command = [
        sys.executable,
        "-m",
        "appliance.ai.knowledge.readers.child",
        str(path.absolute()),
        suffix,
        str(MEMORY_BYTES),
    ]
    # The child gets no more of our environment than Python needs: no secrets reach a parser.
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(Path(appliance.__file__).parents[1]),
        "PYTHONDONTWRITEBYTECODE": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }
    try:
        done = subprocess.run(
            command, capture_output=True, env=environment, timeout=timeout_seconds, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableDocument(
            "读取文件超时，请拆分或重新导出后上传。",
            "Reading the file took too long; split it or export it again.",
        ) from error
    try:
        answer = json.loads(done.stdout)
    except ValueError as error:
        raise damaged() from error
    if "zh" in answer:
        raise UnreadableDocument(answer["zh"], answer["en"])
    return Reading([Block(**block) for block in answer["blocks"]], answer["pages"])
