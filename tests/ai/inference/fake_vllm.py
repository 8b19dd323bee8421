"""Stands in for vLLM's process: answers /health, has a child of its own, and does on command what a real
one does wrong.

python fake_vllm.py PORT MODE FOLDER    MODE: well | crash (at once) | deaf (ignores SIGTERM) It notes its
own and its child's process id in FOLDER/pids.
"""

import os
import signal
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None: ...


port, mode, folder = int(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
print("ENGINE STARTS", "key" if os.environ.get("VLLM_API_KEY") else "no key", flush=True)
if mode == "crash":
    print("RuntimeError: there is not enough memory for the cache", flush=True)
    sys.exit(1)
if mode == "deaf":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(3600)"])
with (folder / "pids").open("a") as file:
    file.write(f"{os.getpid()} {child.pid}\n")
HTTPServer(("127.0.0.1", port), Handler).serve_forever()
