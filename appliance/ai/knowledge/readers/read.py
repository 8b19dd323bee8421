"""Read a file in processes of their own, so that a hostile one can neither hang, starve nor reach anything."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from appliance.ai.knowledge.errors import UnreadableDocument
from appliance.ai.knowledge.readers import ocr
from appliance.ai.knowledge.readers.block import OCR_SURE, Block, Line, Reading, as_box
from appliance.ai.knowledge.readers.findings import Finding
from appliance.ai.knowledge.readers.limits import check_size, damaged
from appliance.ai.knowledge.readers.process import Ended, Process, TookTooLong
from appliance.ai.knowledge.readers.registry import suffix_of

MODULE = "appliance.ai.knowledge.readers.child"
MEMORY_BYTES = 3 * 1024**3
TIMEOUT_SECONDS = 120
"""Without a sign of life (a page done) for so long, reading is given up."""
MOST_SECONDS = 3600
"""For one file, OCR aside."""
MOST_SCANNED = 400
"""Pages to be read by OCR in one file: about an hour on two processors."""
DEFAULT_LIMIT_BYTES = 20 * 1024 * 1024

Told = Callable[[int, int], None]


def read(
    path: Path,
    *,
    filename: str | None = None,
    limit_bytes: int = DEFAULT_LIMIT_BYTES,
    timeout_seconds: float = TIMEOUT_SECONDS,
    told: Told = lambda done, total: None,
    memory: ocr.Memory | None = None,
) -> Reading:
    """All blocks of the file; `filename` decides the format when the file on disk carries another name.

    Pages that are pictures are read by OCR, which takes seconds a page; `told` hears how many pages are done, and `memory`
    keeps each, so that a reading that was broken off goes on with the next.
    Raises `UnreadableDocument` or `TooLarge`, each with one sentence for the person who uploaded it.
    """
    suffix = suffix_of(filename or path.name)
    check_size(path, limit_bytes)
    reading = _parsed(path, suffix, {}, timeout_seconds, told)
    if not reading.pictures:
        return reading
    if len(reading.pictures) > MOST_SCANNED:
        raise UnreadableDocument(
            f"文件有 {len(reading.pictures)} 页扫描图片，超过上限 {MOST_SCANNED} 页，请拆分后上传。",
            f"The file has {len(reading.pictures)} scanned pages, the limit is {MOST_SCANNED}; split it and upload the parts.",
        )
    pages = max(reading.pages, len(reading.pictures))
    first = pages - len(reading.pictures)
    told(first, pages)
    seen = ocr.read_pages(
        path, suffix, reading.pictures, lambda done, _: told(first + done, pages), memory=memory
    )
    findings = [_unread(page, lines) for page, lines in sorted(seen.items()) if not lines or _poor(lines)]
    whole = _parsed(
        path, suffix, {page: lines or [] for page, lines in seen.items()}, timeout_seconds, lambda *_: None
    )
    return Reading(whole.blocks, whole.pages, [*whole.findings, *findings])


def _unread(page: int, lines: list[Line] | None) -> Finding:
    if lines is None:
        return Finding("unread_page", page=page)
    return Finding("poor_scan" if lines else "picture_page", page=page)


def _poor(lines: list[Line]) -> bool:
    return any(line.ocr is not None and line.ocr < OCR_SURE for line in lines)


def _parsed(
    path: Path, suffix: str, seen: Mapping[int, list[Line]], timeout_seconds: float, told: Told
) -> Reading:
    end = time.monotonic() + MOST_SECONDS
    try:
        with Process(MODULE, str(path.absolute()), suffix, str(MEMORY_BYTES)) as process:
            process.say({"seen": {page: [_line(line) for line in lines] for page, lines in seen.items()}})
            while "done" in (answer := process.hear(min(end, time.monotonic() + timeout_seconds))):
                told(int(answer["done"]), int(answer["total"]))
            return _reading(answer)
    except TookTooLong as error:
        raise UnreadableDocument(
            "读取文件超时，请拆分或重新导出后上传。",
            "Reading the file took too long; split it or export it again.",
        ) from error
    except (Ended, KeyError, TypeError, ValueError) as error:
        raise damaged() from error


def _line(line: Line) -> dict[str, Any]:
    return {"text": line.text, "box": line.box, "ocr": line.ocr}


def _reading(answer: Mapping[str, Any]) -> Reading:
    if "zh" in answer:
        raise UnreadableDocument(str(answer["zh"]), str(answer["en"]))
    blocks = [
        Block(**{**block, "box": as_box(block["box"]) if block.get("box") else None})
        for block in answer["blocks"]
    ]
    return Reading(
        blocks,
        int(answer["pages"]),
        [Finding.of(one) for one in answer["findings"]],
        [int(page) for page in answer["pictures"]],
    )
