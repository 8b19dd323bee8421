"""Labelled lines of a file as examples: `{"text", "wants_person", "mood", "escalating", "topic"[, "history"]}`."""

from __future__ import annotations

import json
from pathlib import Path

from appliance.ai.reading.training.seeds import Example


def examples(file: Path, weight: float = 1.0) -> list[Example]:
    """All lines of `file`. Raises `KeyError` and `ValueError` where one is no labelled line."""
    made = []
    for line in file.read_text("utf-8").splitlines():
        if not line.strip():
            continue
        row = json.loads(line)
        history = tuple((str(turn["role"]), str(turn["text"])) for turn in row.get("history") or ())
        made.append(
            Example(
                row["text"],
                row["wants_person"],
                row["mood"],
                row["escalating"],
                row["topic"],
                history,
                weight,
            )
        )
    return made
