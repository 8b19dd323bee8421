"""The one allowed way back: a backup takes the store's place, by two persons, on the record.

    check the backup -> copy it under the store's key, beside the store -> two persons -> audit event in the copy
    -> the old store set aside -> the copy in its place -> the anchor says so

Until the copy takes its place nothing is changed. A crash after that leaves a store that start-up refuses as older than
its anchor; restoring once more finishes it. The old store is set aside, not deleted: it is the evidence.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import MetaData, select

from appliance.core.audit import chain, marks, queries, rollback
from appliance.core.audit.standing import Standing
from appliance.core.audit.tables import TABLE
from appliance.core.audit.verbs import Verb
from appliance.core.audit.verify import verify as walk
from appliance.core.backups import container
from appliance.core.backups.container import STORE, Manifest
from appliance.core.backups.two_people import Claim, Person, two
from appliance.core.backups.verify import check_signed, check_store, remove, unpacked
from appliance.core.kit import clock
from appliance.core.kit.errors import ApplianceError, Conflict
from appliance.core.kit.ids import new_id
from appliance.core.store.copying import copy_database
from appliance.core.store.engine import open_store
from appliance.core.store.migrations import migrate
from appliance.core.store.session import Store
from appliance.core.vault import cipher_file
from appliance.core.vault.files import private_dir, sync_dir, write_atomic
from appliance.core.vault.vault import Vault

Report = Callable[[dict[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a restored store goes. `anchors`: the anchor files; `derived`: files and folders that are made again from the
    store and so must go with the old one."""

    store: Path
    data_dir: Path
    anchors: Sequence[Path]
    derived: Sequence[Path]


@dataclass(frozen=True, slots=True)
class Restored:
    """What happened. `before` is the last event of the store that was there, 0 if none could be read."""

    manifest: Manifest
    head: int
    before: int
    set_aside: Path | None
    chain_ok: bool


def restore(
    path: Path,
    place: Place,
    vault: Vault,
    people: tuple[Claim, Claim],
    metadata: MetaData,
    *,
    over: bool,
    before_use: Callable[[Store], None] = lambda store: None,
    report: Report = lambda step: None,
) -> Restored:
    """Put the backup `path` in the store's place. The caller holds the data folder; nobody has the store open.

    The two persons are checked in the present store while it opens and is not rolled back (what holds now decides),
    else in the restored one. `before_use` runs on the restored store before it takes its place: erasures made since
    the backup are carried out again there. Raises `Conflict` when a store is there and `over` is not said, `NoBackup`,
    `DamagedBackup`, `OtherVault`, `NotPermitted`, `StorageFull`; nothing is changed then.
    """
    if place.store.exists() and not over:
        raise Conflict(
            "这里已有数据。要用备份取代它，请加 --over（原数据会另存，不会删除）。",
            "There is a store here already. To put the backup in its place say --over (the old one is set aside, not deleted).",
        )
    key = vault.backup_key()
    manifest = container.read(path, container.public_of(key))
    check_signed(path, manifest, report)
    fresh = place.store.with_name(".restoring.db")
    try:
        _copy_out(path, manifest, fresh, key, vault, report)
        with _open(fresh, vault) as restored:
            before, judges = _present(place, vault)
            try:
                with (judges or restored).reading() as s:
                    first, second = two(s, *people)
            finally:
                if judges is not None:
                    judges.close()
            migrate(restored, metadata)
            with restored.reading() as s:
                checked = walk(s, vault.audit_key())
            seq = _record(
                restored,
                Verb.STORE_RESTORED,
                (first, second),
                backup=str(manifest.facts["id"]),
                upto=int(manifest.facts["chain"]["seq"]),
                before=before,
                marked=_marked(place.anchors),
                judged_by="restored" if judges is None else "present",
                first_bad=checked.first_bad,
            )
            before_use(restored)
        aside = _set_aside(place.store)
        fresh.rename(place.store)
        sync_dir(place.store.parent)
    except BaseException:
        _remove_store(fresh)
        raise
    _remove_store(fresh)
    with _open(place.store, vault) as store:
        _mark(store, place.anchors, seq)
    if aside is None:  # a machine of its own: what stands beside an existing store is newer
        for part in manifest.parts:
            if part.name != STORE:
                write_atomic(place.data_dir / part.name, container.opened(path, manifest, part, key))
    for derived in place.derived:
        shutil.rmtree(derived) if derived.is_dir() else remove(derived)
    return Restored(manifest, seq, before, aside, checked.ok)


def accept(place: Place, vault: Vault, people: tuple[Claim, Claim]) -> tuple[int, int]:
    """Break glass: take the store as it lies although it is older than its anchor. (its last event, the last one marked).

    Two persons of that store; an event in its chain says what was marked, and the anchor goes on from it.
    """
    with _open(place.store, vault) as store:
        with store.reading() as s:
            first, second = two(s, *people)
            ended = _end(store)
        marked = _marked(place.anchors)
        seq = _record(store, Verb.STORE_ACCEPTED, (first, second), ended=ended, marked=marked)
        _mark(store, place.anchors, seq)
    return ended, marked


@contextmanager
def _open(path: Path, vault: Vault) -> Iterator[Store]:
    with open_store(path, vault.store_key()) as store:
        store.audit_key = vault.audit_key()
        yield store


def _copy_out(path: Path, manifest: Manifest, fresh: Path, key: bytes, vault: Vault, report: Report) -> None:
    _remove_store(fresh)
    with unpacked(path, manifest, private_dir(fresh.parent)) as packed:
        check_store(path, manifest, packed, key, report)
        source = cipher_file.connect(packed, key)
        try:
            copy_database(
                source,
                fresh,
                vault.store_key(),
                lambda done, total: report({"text": "恢复数据 · restoring", "done": done, "total": total}),
            )
        finally:
            source.close()


def _present(place: Place, vault: Vault) -> tuple[int, Store | None]:
    """The last event of the store that is there, and the store itself if it is the one that its anchor knows."""
    if not place.store.exists():
        return 0, None
    standing = Standing(place.store, place.anchors, vault.anchor_key())
    try:
        store = open_store(place.store, vault.store_key())
    except ApplianceError:
        return 0, None
    ended = 0
    try:
        standing.check()
        ended = _end(store)
        with store.reading() as s:
            rollback.check(s, place.anchors, vault.audit_key())
    except Exception:  # noqa: BLE001 - damaged in whatever way: it cannot judge anybody, that is all we ask
        store.close()
        return ended, None
    return ended, store


def _record(store: Store, verb: Verb, people: tuple[Person, Person], **details: chain.Detail) -> int:
    first, second = people
    with store.writing() as s:
        return chain.append(
            s,
            verb,
            actor=first.actor,
            subject="store",
            conversation=None,
            first_role=first.role,
            second=second.id,
            second_name=second.name,
            second_role=second.role,
            **details,
        )


def _end(store: Store) -> int:
    with store.reading() as s:
        head = queries.head(s)
        return head.seq if head is not None else 0


def _mark(store: Store, anchors: Sequence[Path], seq: int) -> None:
    """Have the anchors go on with event `seq` of this store."""
    key = store.audit_key
    assert key is not None
    with store.reading() as s:

        def hash_at(number: int) -> str | None:
            found: str | None = s.execute(select(TABLE.c.hash).where(TABLE.c.seq == number)).scalar()
            return found

        digest = hash_at(seq)
        assert digest is not None
        for anchor in anchors:
            marks.go_back(anchor, seq, digest, key, lambda number, marked: hash_at(number) == marked)


def _marked(anchors: Sequence[Path]) -> int:
    known = [0]
    for anchor in anchors:
        with suppress(ApplianceError):
            known.append((marks.last(anchor) or (0, ""))[0])
    return max(known)


def _set_aside(store: Path) -> Path | None:
    if not store.exists():
        return None
    aside = private_dir(store.parent / f"set-aside-{clock.now():%Y%m%dT%H%M%SZ}-{new_id()[-4:]}")
    for each in (store.with_name(store.name + end) for end in ("-wal", "-shm", "")):
        if each.exists():
            each.rename(aside / each.name)
    sync_dir(aside)
    return aside


def _remove_store(path: Path) -> None:
    remove(path)
    for end in (".gate", ".turn"):
        path.with_name(path.name + end).unlink(missing_ok=True)
