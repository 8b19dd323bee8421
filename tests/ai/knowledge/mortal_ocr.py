"""Stands in for the OCR process: notes each page it is asked for beside the uploads; at page 4, the first time, the importer
dies as by `kill -9`."""

import json
import os
import signal
import sys
from pathlib import Path

SERVICES = (
    "年费",
    "挂失",
    "补卡",
    "转账",
    "取现",
    "短信",
)  # lines that are alike on all pages would be running titles
notes = Path(sys.argv[1]).parent.parent / "pages-asked"
for asked in sys.stdin:
    page = json.loads(asked)["page"]
    before = notes.read_text() if notes.exists() else ""
    notes.write_text(f"{before}{page} ")
    if page == 4 and "4" not in before:
        os.kill(os.getppid(), signal.SIGKILL)
        sys.stdin.read()
    lines = [{"text": f"{SERVICES[page - 1]}收费{page}元。", "box": [0.1, 0.1, 0.5, 0.2], "ocr": 0.99}]
    print(json.dumps({"lines": lines}), flush=True)
