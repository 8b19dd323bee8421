"""Stands in for the OCR process: reads one line, and is not sure of it."""

import json
import sys

for _ in sys.stdin:
    print(
        json.dumps({"lines": [{"text": "挂失手续费十元。", "box": [0.1, 0.1, 0.5, 0.2], "ocr": 0.71}]}),
        flush=True,
    )
