"""The OCR process: reads the pages of one file that it is asked for, one at a time. Started by `ocr.py` only.

rapidocr (Apache-2.0) with the PP-OCRv6 weights that its package brings; nothing is fetched.
"""

from __future__ import annotations

import json
import math
import os
import statistics
import sys
from pathlib import Path
from typing import Any

from appliance.ai.knowledge.readers.block import as_box
from appliance.ai.knowledge.readers.shield import raise_shield

LONG_SIDE = 2340
"""Dots of the longer side: A4 at 200 dpi. More takes longer and reads no better."""

_MOST_THREADS = 4
_MOST_SKEW = math.radians(8)


def main(arguments: list[str]) -> int:
    """Arguments: path, ending, memory limit in bytes. Each line in asks `{"page": n}`, each line out is
    `{"lines": [{"text", "box", "ocr"}]}` or `{"failed": true}`."""
    path, suffix, memory = Path(arguments[0]), arguments[1], int(arguments[2])
    os.nice(10)
    raise_shield(memory, cpu_seconds=24 * 3600, only=path)
    reader = _reader()
    for asked in sys.stdin:
        answer: dict[str, Any]
        try:
            page = int(json.loads(asked)["page"])
            answer = {"lines": read(reader, picture_of(path, suffix, page))}
        except Exception:  # noqa: BLE001  hostile pictures; the page is told as unread
            answer = {"failed": True}
        print(json.dumps(answer, ensure_ascii=False), flush=True)
    return 0


def picture_of(path: Path, suffix: str, page: int) -> Any:
    """Page `page` (from 1) as an array of rows, three colours a dot (blue, green, red)."""
    import numpy as np
    from PIL import Image, ImageOps

    if suffix == ".pdf":
        import pypdfium2

        document = pypdfium2.PdfDocument(path)
        sheet = document[page - 1]
        picture = sheet.render(scale=LONG_SIDE / max(*sheet.get_size(), 1.0)).to_pil()
    else:
        picture = Image.open(path)
        picture.seek(page - 1)
        turned = ImageOps.exif_transpose(picture)
        picture = turned if turned is not None else picture
        if max(picture.size) > LONG_SIDE:
            picture.thumbnail((LONG_SIDE, LONG_SIDE))
    if picture.mode in ("RGBA", "LA", "P"):
        ground = Image.new("RGB", picture.size, "white")
        clear = picture.convert("RGBA")
        ground.paste(clear, mask=clear.split()[3])
        picture = ground
    return np.asarray(picture.convert("RGB"))[:, :, ::-1].copy()


def read(reader: Any, picture: Any) -> list[dict[str, Any]]:
    """What stands on the picture: text, box (of the page set straight) and confidence of each piece."""
    found = reader(picture)
    if found.boxes is None or not found.txts:
        return []
    height, width = picture.shape[:2]
    turn = _skew(found.boxes)
    out = []
    for corners, text, score in zip(found.boxes, found.txts, found.scores, strict=True):
        points = [_turned(float(x), float(y), turn, width / 2, height / 2) for x, y in corners]
        xs, ys = [x for x, _ in points], [y for _, y in points]
        # A straight box around a piece as the page would lie without skew.
        top, bottom = statistics.mean(sorted(ys)[:2]), statistics.mean(sorted(ys)[2:])
        box = as_box((min(xs) / width, top / height, max(xs) / width, bottom / height))
        out.append({"text": str(text).strip(), "box": box, "ocr": round(float(score), 3)})
    return out


def _skew(boxes: Any) -> float:
    """The angle by which lines slope, in radians, long ones counting most; scans lie up to a few degrees aslant."""
    weight = slope = 0.0
    for (ax, ay), (bx, by), _, _ in boxes:
        across = float(bx - ax)
        if across > 0:
            weight += across**3
            slope += across**2 * float(by - ay)
    angle = math.atan(slope / weight) if weight else 0.0
    return angle if abs(angle) < _MOST_SKEW else 0.0


def _turned(x: float, y: float, angle: float, cx: float, cy: float) -> tuple[float, float]:
    sin, cos = math.sin(-angle), math.cos(-angle)
    return cx + (x - cx) * cos - (y - cy) * sin, cy + (x - cx) * sin + (y - cy) * cos


def _reader() -> Any:
    from rapidocr import RapidOCR

    threads = min(_MOST_THREADS, max(1, (os.cpu_count() or 2) // 2))
    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "EngineConfig.onnxruntime.intra_op_num_threads": threads,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
