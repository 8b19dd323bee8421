"""Does one thing between two words on standard output, so that a tracer can kill it at each of its writes.

argv: data folder, `commit` or `backup`. stdin: the root key. stdout: the id of what was acknowledged, `begin`, what is
acknowledged then, `end`.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from appliance.core.backups.make import make
from appliance.core.kit.actors import SYSTEM
from appliance.core.store.engine import open_store
from appliance.core.vault.vault import Vault
from appliance.service.conversations import actions
from tests.service.scene import masked, mobile, subscriptions


def say(word: str) -> None:
    os.write(1, f"{word}\n".encode())


def main() -> None:
    data_dir, what = Path(sys.argv[1]), sys.argv[2]
    vault = Vault(data_dir)
    vault.adopt(bytes.fromhex(sys.stdin.readline().strip()))
    store = open_store(data_dir / "store" / "appliance.db", vault.store_key())
    store.audit_key = vault.audit_key()
    store.subscribers = subscriptions()

    def write(client_id: str) -> None:
        found = mobile(vault)
        text = masked(f"{client_id} 的手机 ⟦{found.token_id}⟧", entities=[found])
        with store.writing() as s:
            actions.receive_message(s, vault, actions.Intake("web_widget", client_id, client_id, text))
        say(client_id)

    write("a-1")
    say("begin")
    if what == "commit":
        write("a-2")
    else:
        made = make(store, vault, data_dir / "backups", actor=SYSTEM, data_dir=data_dir, files=("uploads",))
        say(made.path.name)
    say("end")
    os._exit(0)  # as if killed: nothing is closed, nothing tidied


if __name__ == "__main__":
    main()
