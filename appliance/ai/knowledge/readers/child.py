"""The parsing process: reads one file, prints one JSON object, ends. Started by `read.py` only."""

import json
import resource
import sys
from dataclasses import asdict
from pathlib import Path

from appliance.ai.knowledge.readers.limits import check_kind, damaged
from appliance.ai.knowledge.readers.registry import READERS
from appliance.core.kit.errors import ApplianceError


def main(arguments: list[str]) -> int:
    """Arguments: path, ending, memory limit in bytes. Prints `{"pages", "blocks"}` or `{"zh", "en"}`."""
    path, suffix, memory = Path(arguments[0]), arguments[1], int(arguments[2])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        check_kind(path, suffix)
        reading = READERS[suffix](path)
        answer: dict[str, object] = {
            "pages": reading.pages,
            "blocks": [asdict(block) for block in reading.blocks],
        }
    except ApplianceError as error:
        answer = {"zh": error.zh, "en": error.en}
    except MemoryError:
        answer = {
            "zh": "文件内容过大，读取所需内存超过上限，请拆分后上传。",
            "en": "The file needs more memory than allowed; split it and upload the parts.",
        }
    except Exception as error:  # noqa: BLE001  parsers meet hostile files; whatever they raise means "damaged"
        print(f"{type(error).__name__}", file=sys.stderr)
        sentence = damaged()
        answer = {"zh": sentence.zh, "en": sentence.en}
    json.dump(answer, sys.stdout, ensure_ascii=False)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
