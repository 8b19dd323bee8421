"""The parsing process: reads one file, says how far it is and what it found, ends. Started by `read.py` only."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from appliance.ai.knowledge.readers.block import Line
from appliance.ai.knowledge.readers.given import Given
from appliance.ai.knowledge.readers.limits import check_kind, damaged
from appliance.ai.knowledge.readers.registry import READERS
from appliance.ai.knowledge.readers.shield import raise_shield
from appliance.ai.knowledge.readers.suspicious import looked_over
from appliance.core.kit.errors import ApplianceError


def main(arguments: list[str]) -> int:
    """Arguments: path, ending, memory limit in bytes. One line comes in, `{"seen": {page: [line, …]}}`.

    Lines out: `{"done", "total"}` any number of times, then the reading or `{"zh", "en"}`.
    """
    path, suffix, memory = Path(arguments[0]), arguments[1], int(arguments[2])
    raise_shield(memory, only=path)
    try:
        told = json.loads(sys.stdin.readline())
        seen = {int(page): [Line.of(line) for line in lines] for page, lines in told["seen"].items()}
        check_kind(path, suffix)
        reading = looked_over(READERS[suffix](Given(path, seen, _tell)))
        answer: dict[str, Any] = {
            "pages": reading.pages,
            "blocks": [asdict(block) for block in reading.blocks],
            "findings": [finding.kept() for finding in reading.findings],
            "pictures": reading.pictures,
        }
    except ApplianceError as error:
        answer = {"zh": error.zh, "en": error.en}
    except MemoryError:
        answer = {
            "zh": "文件内容过大，读取所需内存超过上限，请拆分后上传。",
            "en": "The file needs more memory than allowed; split it and upload the parts.",
        }
    except Exception:  # noqa: BLE001  parsers meet hostile files; whatever they raise means "damaged"
        sentence = damaged()
        answer = {"zh": sentence.zh, "en": sentence.en}
    print(json.dumps(answer, ensure_ascii=False), flush=True)
    return 0


def _tell(done: int, total: int) -> None:
    print(json.dumps({"done": done, "total": total}), flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
