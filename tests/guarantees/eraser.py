"""Erases one contact in a process of its own and kills it, -9, at a named point: once for every folder it is given.

stdin: lines of JSON {folder, erasure, point, root}. stdout: "killed" or "ended" a line. Each folder gets a forked child,
so that what is imported once serves all.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path

from appliance.core.store.engine import open_store
from appliance.core.store.search_index import SearchIndex
from appliance.core.vault.vault import Vault
from appliance.governance.compliance import erase, requests
from appliance.governance.compliance.erase import EraseParts
from tests.governance.compliance.conftest import CHEN, ROLE
from tests.service import scene as scenes


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def erase_until(folder: Path, root: bytes, erasure_id: str, point: str) -> None:
    """Allow the request and run it; die at `point`."""
    vault = Vault(folder)
    vault.adopt(root)
    store = open_store(folder / "store" / "appliance.db", vault.store_key())
    store.audit_key = vault.audit_key()
    store.subscribers = scenes.subscriptions()
    if point in ("commit", "committed"):
        store.failpoints[point] = die
    with store.writing() as s:
        requests.approve(s, erasure_id, by=CHEN, role=ROLE)
    if point == "begun":
        die()
    index = SearchIndex(folder / "store" / "search.db", vault.search_key())

    def reached(step: str) -> None:
        if step == point:
            die()

    erase.run(EraseParts(store, vault, index, 30, reached=reached), erasure_id)


def main() -> None:
    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if child == 0:
            erase_until(Path(asked["folder"]), bytes.fromhex(asked["root"]), asked["erasure"], asked["point"])
            os._exit(0)
        _, status = os.waitpid(child, 0)
        print("killed" if os.WIFSIGNALED(status) else f"ended {status}", flush=True)


if __name__ == "__main__":
    main()
