"""Stands in for a reading process that never ends: tells its number and waits."""

import json
import os
import signal

from appliance.ai.knowledge.readers.shield import raise_shield

raise_shield(1 << 30)
print(json.dumps({"done": 0, "pid": os.getpid()}), flush=True)
signal.pause()
