"""Files of JSON objects, one a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from appliance.ai.knowledge.errors import UnreadableDocument


def json_lines(path: Path) -> Iterator[tuple[int, dict[str, Any] | None]]:
    """Each line that is not blank with its number, from 1: its object, or None for what is no JSON object.

    Raises `UnreadableDocument` for a file that is not there or no UTF-8.
    """
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableDocument(
            f"无法读取“{path.name}”，请确认文件存在且为 UTF-8 编码。",
            f"“{path.name}” cannot be read; check that it exists and is UTF-8.",
        ) from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except ValueError:
            found = None
        yield number, found if isinstance(found, dict) else None
