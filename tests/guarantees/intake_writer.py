"""Three writers take visitors' messages in and print each id once its commit has returned, until they are killed.

stdin: the root key, then one line of JSON {visitor: first number}. stdout: one id `visitor-number` a line.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from itertools import count
from pathlib import Path

from appliance.core.store.engine import open_store
from appliance.core.vault.vault import Vault
from appliance.service.conversations import actions
from tests.service.scene import masked, mobile, subscriptions


def main() -> None:
    data_dir = Path(sys.argv[1])
    vault = Vault(data_dir)
    vault.adopt(bytes.fromhex(sys.stdin.readline().strip()))
    starts: dict[str, int] = json.loads(sys.stdin.readline())
    store = open_store(data_dir / "store" / "appliance.db", vault.store_key())
    store.audit_key = vault.audit_key()
    store.subscribers = subscriptions()

    def write(visitor: str, start: int) -> None:
        for number in count(start):
            client_id = f"{visitor}-{number}"
            found = mobile(vault, str(13800000000 + number))
            text = masked(f"{client_id} 的手机 ⟦{found.token_id}⟧", entities=[found])
            with store.writing() as s:
                actions.receive_message(s, vault, actions.Intake("web_widget", visitor, client_id, text))
            os.write(1, f"{client_id}\n".encode())  # one write, so lines of several threads do not mix

    for visitor, start in starts.items():
        threading.Thread(target=write, args=(visitor, start)).start()


if __name__ == "__main__":
    main()
