"""Takes the seal journal into the audit chain: each line once, in its order, whenever a process was killed.

How far it was taken stands in the chain itself, in the newest event of the vault: in one transaction with the events,
so neither can be ahead of the other; and a store that was put back from a backup takes the lines it lacks once more.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import select

from appliance.core.audit import chain
from appliance.core.audit.tables import TABLE
from appliance.core.audit.verbs import Verb
from appliance.core.kit.actors import Actor
from appliance.core.store.session import ReadSession, WriteSession
from appliance.core.vault import journal

VAULT = Actor("system", "vault", "vault")

EVENTS: dict[str, Verb] = {
    "created": Verb.VAULT_CREATED,
    "unsealed": Verb.VAULT_UNSEALED,
    "sealed": Verb.VAULT_SEALED,
    "wrong key": Verb.VAULT_KEY_REFUSED,
    "wrong share": Verb.VAULT_SHARE_REFUSED,
    "too few shares": Verb.VAULT_SHARES_MISSING,
    "rewrap begun": Verb.VAULT_REWRAP_BEGUN,
    "rewrapped": Verb.VAULT_REWRAPPED,
    "rotation begun": Verb.VAULT_ROTATION_BEGUN,
    "rotated": Verb.VAULT_ROTATED,
    "contact keys rotated": Verb.VAULT_CONTACTS_ROTATED,
    "rekey begun": Verb.VAULT_REKEY_BEGUN,
    "rekeyed": Verb.VAULT_REKEYED,
    "ledger damaged": Verb.VAULT_LEDGER_DAMAGED,
}
# The journal lies in the open: nothing else of a line gets into a trail that is never erased.
_DETAILS = (
    "method",
    "before",
    "shares",
    "threshold",
    "custodians",
    "generation",
    "wait_seconds",
    "why",
    "line",
)
_LONGEST = 40


def take_in(s: WriteSession, folder: Path) -> int:
    """Append what the journal in `folder` holds beyond the last line taken; returns how many events.

    A line that is not of our form is an event too (`vault.journal_damaged`), as is a journal that has become shorter
    (`vault.journal_cut`); of the latter, lines that say they are later than the last one taken are new.
    """
    start, last = _taken(s)
    count, cut = 0, start > journal.size(folder)
    if cut:
        chain.append(s, Verb.VAULT_JOURNAL_CUT, actor=VAULT, subject="vault", journal=0, happened=last)
        start, count = 0, 1
    for end, line in journal.lines(folder, start):
        if cut and line is not None and line["at"] <= last:
            continue
        verb = EVENTS.get(line["event"]) if line is not None else None
        told = _details(line) if line is not None and verb is not None else {"happened": last}
        last = told["happened"]
        chain.append(s, verb or Verb.VAULT_JOURNAL_DAMAGED, actor=VAULT, subject="vault", journal=end, **told)
        count += 1
    return count


def _taken(s: ReadSession) -> tuple[int, str]:
    """(bytes taken, time of the last line taken)."""
    newest = select(TABLE.c.details).where(TABLE.c.actor_id == VAULT.id).order_by(TABLE.c.seq.desc()).limit(1)
    details: dict[str, Any] = s.execute(newest).scalar() or {}
    return int(details.get("journal", 0)), str(details.get("happened", ""))


def _details(line: dict[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {"happened": line["at"][:_LONGEST]}
    for name in _DETAILS:
        value = line.get(name)
        if isinstance(value, str):
            told[name] = value[:_LONGEST]
        elif isinstance(value, int):
            told[name] = value
    return told
