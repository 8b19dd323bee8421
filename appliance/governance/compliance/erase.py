"""Erasing a contact: one act in several files, each step safe to repeat.

    begin    in the transaction that allows it: rows of messages and values removed, identities too, skeletons left,
             audit event, job. From here on nobody can read the contact, and whoever writes by the same channel is new
    run      ledger   the key ids into the erasure ledger, durable before the key goes
             keys     the contact's keys destroyed: old backups of the data cannot be read any more
             search   rows of the search file removed
             memory   keys and derived texts that this process holds dropped
             pages    the write-ahead log cut, so that the old pages are gone from the disk
             copies   every copy of the keyring within reach written anew without the keys
             certificate   signed and stored, audit event

Killed in between, `run` is called again (the job, or `resume` at the next start) and ends the same. `again` erases what a
restore has brought back: contacts and conversations that the ledger names and the rows still hold.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from appliance.core.approvals import actions as approvals
from appliance.core.audit import chain
from appliance.core.audit.verbs import Verb
from appliance.core.jobs.queue import enqueue
from appliance.core.kit import clock
from appliance.core.kit.actors import SYSTEM, Actor
from appliance.core.kit.errors import ApplianceError
from appliance.core.kit.logs import get_logger
from appliance.core.store.column_types import to_ms
from appliance.core.store.old_pages import drop_old_pages
from appliance.core.store.search_index import SearchIndex
from appliance.core.store.session import ReadSession, Store, WriteSession
from appliance.core.vault import copies, ledger
from appliance.core.vault.vault import Vault
from appliance.governance.compliance import certificate, legal_hold
from appliance.governance.compliance.errors import NoErasure
from appliance.governance.compliance.tables import Erasure
from appliance.service.contacts import actions as contacts
from appliance.service.contacts.tables import Contact
from appliance.service.conversations import erasure as conversations
from appliance.service.conversations import keys
from appliance.service.conversations.tables import Conversation

JOB = "compliance.erase"
STEPS = ("rows", "ledger", "keys", "search", "memory", "pages", "copies", "certificate")
_ATTEMPTS = 20
_AT_ONCE = 500

log = get_logger("compliance")


def _nothing(step: str) -> None:
    return None


@dataclass(frozen=True)
class EraseParts:
    """What an erasure needs; wiring makes one. `days`: how long a keyring copy may be taken back. `forgets` empty caches
    that may hold something derived from a contact's words. `reached` hears of each step before it is noted (for tests)."""

    store: Store
    vault: Vault
    index: SearchIndex
    days: int
    forgets: Sequence[Callable[[], object]] = field(default=())
    reached: Callable[[str], None] = _nothing


def key_ids(s: ReadSession, contact_id: str) -> list[str]:
    """The ids of a contact's keys. One today; a merged contact keeps those of all that were merged into it."""
    return [contact_id]


def begin(s: WriteSession, row: Erasure, *, by: Actor) -> None:
    """The part of the act that is one transaction. Raises `Held`; the approval must have been used in it already."""
    legal_hold.check(s, row.contact_id)
    ids = conversations.ids_of(s, [row.contact_id])
    removed = conversations.empty(s, ids)
    approvals.forget(s, ids)
    identities = contacts.forget(s, row.contact_id)
    row.state = "running"
    row.removed = {
        "conversations": removed.conversations,
        "messages": removed.messages,
        "values": removed.values,
        "identities": identities,
    }
    row.steps = {"rows": to_ms(clock.now())}
    chain.append(
        s,
        Verb.CONTACT_ERASING,
        actor=by,
        subject=row.contact_id,
        erasure=row.id,
        asked_by=row.asked_by,
        ground=row.ground,
        conversations=removed.conversations,
        messages=removed.messages,
    )
    go_on(s, row.id)


def go_on(s: WriteSession, erasure_id: str) -> None:
    """Ask for the steps after the first as a job; once is enough."""
    enqueue(s, JOB, {"erasure_id": erasure_id}, key=f"{JOB}:{erasure_id}", max_attempts=_ATTEMPTS)


def run(parts: EraseParts, erasure_id: str) -> Erasure:
    """Take every step that is left, in order. A finished erasure is returned as it is.

    Raises `NoErasure`, and what a step could not do (`Unavailable`, `StorageFull`): call it again.
    """
    with parts.store.reading() as s:
        row = s.get(Erasure, erasure_id)
        if row is None:
            raise NoErasure
        if row.state == "done":
            return row
        conversation_ids = conversations.ids_of(s, [row.contact_id])
    lines = _into_ledger(parts, row.key_ids)
    _note(parts, row.id, "ledger")
    for key_id in row.key_ids:
        parts.vault.forget_contact(key_id)
    _note(parts, row.id, "keys")
    parts.index.forget(conversation_ids)
    _note(parts, row.id, "search")
    keys.forget_contact(parts.vault, row.contact_id)
    for forget in parts.forgets:
        forget()
    _note(parts, row.id, "memory")
    drop_old_pages(parts.store.path, parts.vault.store_key())
    _note(parts, row.id, "pages")
    seen, register = _copies(parts)
    _note(parts, row.id, "copies")
    return _certify(parts, row.id, lines, seen, register)


def resume(parts: EraseParts) -> int:
    """Finish what was killed half-way; returns how many. What cannot be done now is left to its job."""
    with parts.store.reading() as s:
        left = list(
            s.scalars(select(Erasure.id).where(Erasure.state == "running").order_by(Erasure.asked_at))
        )
    done = 0
    for erasure_id in left:
        try:
            run(parts, erasure_id)
            done += 1
        except ApplianceError as problem:
            log.error("erasure not finished yet", erasure=erasure_id, error=problem.en)
            with parts.store.writing(essential=True) as s:
                go_on(s, erasure_id)
    return done


def again(parts: EraseParts) -> tuple[int, int]:
    """Erase what a restored store has brought back; returns how many contacts and conversations.

    Also tells the ledger of erasures it has lost, when it is the older one. Cheap when there is nothing to do.
    """
    own = _whole_ledger(parts)
    erased, single = own.ids(), own.ids("conversation")
    with parts.store.reading() as s:
        done = s.execute(select(Erasure.contact_id, Erasure.key_ids).where(Erasure.state == "done")).all()
        known = set(erased)
        lost = [key for row in done for key in row.key_ids if key not in known]
        back = _living(s, Contact, erased)
        loose = _living(s, Conversation, single)
    if lost:
        log.error("the erasure ledger had lost lines", lines=len(lost))
        own.append(lost)
        ledger.replay(own, parts.vault)
    for contact_id in back:
        with parts.store.writing(essential=True) as s:
            ids = conversations.ids_of(s, [contact_id])
            removed = conversations.empty(s, ids)
            approvals.forget(s, ids)
            contacts.forget(s, contact_id)
            chain.append(
                s,
                Verb.CONTACT_ERASED,
                actor=SYSTEM,
                subject=contact_id,
                again=True,
                conversations=removed.conversations,
                messages=removed.messages,
            )
        keys.forget_contact(parts.vault, contact_id)
        parts.index.forget(ids)
    for conversation_id in loose:
        conversations.forget_conversation(
            parts.store, parts.vault, parts.index, conversation_id, actor=SYSTEM
        )
    if back or loose:
        drop_old_pages(parts.store.path, parts.vault.store_key())
    return len(back), len(loose)


def _living(s: ReadSession, rows: type[Contact] | type[Conversation], ids: Sequence[str]) -> list[str]:
    """Which of these are there and not marked erased."""
    found: list[str] = []
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        found += s.scalars(select(rows.id).where(rows.id.in_(some), rows.erased_at.is_(None)))
    return found


def _note(parts: EraseParts, erasure_id: str, step: str) -> None:
    parts.reached(step)
    with parts.store.writing(essential=True) as s:
        row = s.get(Erasure, erasure_id)
        assert row is not None
        row.steps = {**row.steps, step: to_ms(clock.now())}
        s.flush()
    parts.reached(f"{step} noted")


def _whole_ledger(parts: EraseParts) -> ledger.Ledger:
    """The ledger; a damaged one is set aside for whoever looks into it, and its good lines go on."""
    own = ledger.of(parts.vault)
    aside = own.set_aside()
    if aside is not None:
        log.error("a damaged erasure ledger was set aside", file=aside.name)
        with parts.store.writing(essential=True) as s:
            chain.append(s, Verb.LEDGER_DAMAGED, actor=SYSTEM, subject="ledger", file=aside.name)
    return own


def _into_ledger(parts: EraseParts, ids: Sequence[str]) -> list[dict[str, Any]]:
    lines = _whole_ledger(parts).append(ids)
    return [{"number": line.number, "at": line.at, "mac": line.mac} for line in lines]


def _copies(parts: EraseParts) -> tuple[list[dict[str, Any]], bool]:
    """How every registered copy was found, and whether the register itself could be read."""
    try:
        seen = copies.refresh(parts.vault)
    except copies.BadRegister as problem:
        log.error("register of keyring copies damaged", error=problem.en)
        return [], False
    return [
        {
            "id": each.copy.id,
            "path": each.copy.path,
            "made_at": each.copy.made_at,
            "standing": each.standing,
            "ages_out": each.copy.ages_out(parts.days).isoformat(),
        }
        for each in seen
    ], True


def _certify(
    parts: EraseParts,
    erasure_id: str,
    lines: list[dict[str, Any]],
    seen: list[dict[str, Any]],
    register: bool,
) -> Erasure:
    parts.reached("certificate")
    with parts.store.writing(essential=True) as s:
        row = s.get(Erasure, erasure_id)
        assert row is not None
        if row.state == "done":
            return row
        row.state, row.done_at, row.copies = "done", clock.now(), seen
        row.steps = {**row.steps, "certificate": to_ms(row.done_at)}
        said = certificate.body(row, days=parts.days, lines=lines, register=register)
        row.certificate = certificate.sign(parts.vault, said)
        s.flush()
        chain.append(
            s,
            Verb.CONTACT_ERASED,
            actor=Actor("agent", row.decided_by, row.decided_by_name),
            subject=row.contact_id,
            erasure=row.id,
            ledger=[line["number"] for line in lines],
            copies=len(seen),
            beyond_reach=sum(each["standing"] != "current" for each in seen),
            signature=certificate.signature_of(row.certificate)[:64],
        )
    parts.reached("certificate noted")
    return row
