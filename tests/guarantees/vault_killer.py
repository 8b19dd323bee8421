"""Changes a vault's keys and dies by kill -9 just before or just after its n-th write.

stdin: lines of JSON {"folder", "act", "at"}; for each one a child is forked that acts and is killed at that write, and one
line comes back: {"ended": it came to its end, "writes": counted so far, "made": contacts acknowledged meanwhile}.

A write is an fsync, a rename, a removal, a commit, a checkpoint or a re-key: whatever changes what a crash leaves behind.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from appliance.core.vault import changes, cipher_file, keyring_rotation, rekey, shares
from appliance.core.vault.vault import Vault
from appliance.service.conversations import key_rotation
from tests.service import scene  # noqa: F401 - brings every table

KEY = bytes(range(32))
OTHER = bytes(range(32, 64))
CUSTODIANS = shares.Made(
    OTHER, {"set": "000000", "threshold": 2, "shares": 2, "marks": ["a", "b"]}, []
)  # marks are not looked at here


class Death:
    """Counts writes; the n-th one is the last thing this process does, or the one after the last."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.count = 0

    def moment(self) -> None:
        self.count += 1
        if self.count == self.at:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, write: Callable[..., Any]) -> Callable[..., Any]:
        def watched(*given: Any, **more: Any) -> Any:
            self.moment()
            result = write(*given, **more)
            self.moment()
            return result

        return watched


class Watched:
    """A connection whose writing statements are counted; everything else passes."""

    WRITES = ("COMMIT", "PRAGMA rekey", "PRAGMA wal_checkpoint")

    def __init__(self, inner: Any, death: Death) -> None:
        self._inner, self._death = inner, death

    def execute(self, statement: str, *given: Any) -> Any:
        if statement.startswith(self.WRITES):
            return self._death.around(self._inner.execute)(statement, *given)
        return self._inner.execute(statement, *given)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


def mortal(death: Death) -> None:
    """Every write of this process counts from now on."""
    os.fsync = death.around(os.fsync)
    Path.replace = death.around(Path.replace)  # type: ignore[method-assign]
    Path.unlink = death.around(Path.unlink)  # type: ignore[method-assign]
    connect = cipher_file.connect
    cipher_file.connect = lambda *given, **more: Watched(connect(*given, **more), death)  # type: ignore[assignment]


def act(folder: Path, name: str, death: Death, acknowledge: Callable[[str], None]) -> None:
    """One change, from a vault that was just unsealed."""
    keyring_rotation.BATCH = key_rotation.BATCH = 8
    vault, path = Vault(folder), folder / "store" / "appliance.db"
    if name.startswith("rewrap"):
        mortal(death)
        if name == "rewrap to shares":
            changes.rewrap(vault, KEY, "shares", CUSTODIANS.secret, CUSTODIANS.params)
        else:
            changes.rewrap(vault, KEY, "keyfile", OTHER)
    elif name == "rotate":
        # The keyring is opened mortal, so that its commits count; unsealing itself must not.
        mortal(quiet := Death(0))
        vault.unseal(KEY)
        quiet.count, quiet.at = 0, death.at
        done = threading.Event()

        def visitors() -> None:
            while not done.is_set():
                acknowledge(vault.new_contact())

        arriving = threading.Thread(target=visitors, daemon=True)
        arriving.start()
        changes.rotate(vault, KEY)
        done.set()
        arriving.join()
        death.count = quiet.count
    elif name == "rekey":
        vault.unseal(KEY)
        mortal(death)
        rekey.rekey_store(vault, path, [path.with_name("search.db")])
    elif name == "contacts":
        from appliance.core.store.engine import open_store

        mortal(quiet := Death(0))
        vault.unseal(KEY)
        with open_store(path, vault.store_key()) as store:
            store.audit_key = vault.audit_key()
            store.failpoints["commit"] = store.failpoints["committed"] = quiet.moment
            quiet.count, quiet.at = 0, death.at
            key_rotation.rotate_contacts(store, vault)
        death.count = quiet.count


def child(told: dict[str, Any], out: int) -> None:
    """Act; the end is said by a line of its own."""
    death = Death(int(told["at"]))
    act(Path(told["folder"]), told["act"], death, lambda made: os.write(out, f"{made}\n".encode()) and None)
    os.write(out, f"ended {death.count}\n".encode())


def main() -> None:
    for line in sys.stdin:
        reading, writing = os.pipe()
        number = os.fork()
        if number == 0:
            os.close(reading)
            try:
                child(json.loads(line), writing)
            finally:
                os._exit(0)
        os.close(writing)
        with os.fdopen(reading) as heard:
            said = [each.strip() for each in heard if each.endswith("\n")]
        os.waitpid(number, 0)
        ended = said[-1].split() if said and said[-1].startswith("ended") else None
        made = [each for each in said if not each.startswith("ended")]
        print(json.dumps({"ended": ended is not None, "writes": int(ended[1]) if ended else 0, "made": made}))
        sys.stdout.flush()


if __name__ == "__main__":
    main()
