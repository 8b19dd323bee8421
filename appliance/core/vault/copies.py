"""Copies of the keyring, kept apart from the backups of the data, and known by name.

A data backup holds no contact's key; without the keyring it cannot be read. So the keyring is copied apart
(`copy_file.py`), and every copy is registered in copies.json beside the keyring: when somebody is erased, each copy is
written anew without the key, and whoever asks can be told where keys lie.

A copy that cannot be reached then (a disk in a safe) still holds that key. The certificate names it; it is written anew
as soon as it is seen again, and it ages out: older than `days` it is not taken back in. Copies never lose any other key:
what one holds and the keyring lacks stays.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from appliance.core.kit import clock
from appliance.core.kit.errors import ApplianceError, BadInput, Conflict, NotFound, StorageFull
from appliance.core.kit.ids import new_id
from appliance.core.vault import copy_file, keyring_copying, keys, ledger
from appliance.core.vault.copy_file import BadCopy, Content, NoCopy
from appliance.core.vault.files import write_atomic
from appliance.core.vault.keyring import ContactKeys

if TYPE_CHECKING:
    from appliance.core.vault.vault import Vault

FILE = "copies.json"
Standing = Literal["current", "behind", "missing", "another", "damaged", "unwritable"]


class BadRegister(ApplianceError):
    """The register is not what was written."""

    def __init__(self) -> None:
        super().__init__(
            f"密钥环副本登记（vault/{FILE}）已损坏或被改动；请核对所有副本并重新登记。",
            f"The register of keyring copies (vault/{FILE}) is damaged or was changed; "
            "look after all copies and register them anew.",
        )


@dataclass(frozen=True)
class Copy:
    """One registered copy. `ledger` is the last line of the erasure ledger that it is free of; `path` where it was
    put."""

    id: str
    path: str
    made_at: str
    sha256: str
    keys: int
    ledger: int

    def ages_out(self, days: int) -> datetime:
        """When it is no longer taken back."""
        return datetime.fromisoformat(self.made_at) + timedelta(days=days)


@dataclass(frozen=True)
class Seen:
    """A copy and how it was found. Only a `current` one is free of every erased key."""

    copy: Copy
    standing: Standing


def save_copy(vault: Vault, path: Path) -> Copy:
    """Write a copy to `path` (a folder gets a name of ours) and register it.

    Raises `BadInput` for a place that cannot be written or lies in the vault's own folder, `Conflict` over a file that
    is no copy of ours, `BadRegister`, `StorageFull`. Another copy of ours at that path is replaced, in the register too.
    """
    path = path.expanduser().absolute()
    copy_id = new_id()
    if path.is_dir():
        path = path / f"keyring-{clock.now():%Y%m%d}-{copy_id[-6:]}.copy"
    if path.resolve().is_relative_to(vault.folder.resolve().parent):
        raise BadInput(
            "副本要放在数据目录之外，否则会与数据一起丢失。",
            "A copy belongs outside the data folder: inside it is lost together with it.",
        )
    register = _read(vault)
    if path.exists():
        try:
            before = copy_file.read(path, vault.backup_key()).id
        except ApplianceError:
            raise Conflict(
                f"{path} 已存在，且不是本机的密钥环副本，不会覆盖。",
                f"{path} exists and is no keyring copy of this vault; it will not be replaced.",
            ) from None
        register = [each for each in register if each.id != before]
    # On the register before it exists: a crash in between leaves a name too many, never a copy that nobody knows of.
    _keep(vault, [*register, Copy(copy_id, str(path), _now(), "", 0, 0)])
    try:
        made = _write(vault, path, copy_id, {})
    except (OSError, StorageFull) as problem:
        _keep(vault, register)
        if isinstance(problem, StorageFull):
            raise
        raise _unwritable(path) from None
    _keep(vault, [*register, made])
    return made


def registered(vault: Vault) -> list[Copy]:
    """Every copy, oldest first. Raises `BadRegister`."""
    return _read(vault)


def refresh(vault: Vault) -> list[Seen]:
    """Write every copy within reach anew, without what was erased and with what was added; how each was found.

    Safe to repeat and to interrupt. Raises `BadRegister`, `BadLedger`.
    """
    register = _read(vault)
    seen: list[Seen] = []
    for copy in register:
        seen.append(_renew(vault, copy))
        if seen[-1].copy != copy:
            after = [each.copy for each in seen]
            _keep(vault, [*after, *register[len(after) :]])
    return seen


def look(vault: Vault) -> list[Seen]:
    """How each copy stands now, changing none. Raises `BadRegister`, `BadLedger`."""
    head = ledger.of(vault).head()[0]
    return [_look(vault, copy, head) for copy in _read(vault)]


def strike(vault: Vault, copy_id: str) -> Copy:
    """Take a copy that has been destroyed off the register. Raises `NotFound`, `BadRegister`."""
    register = _read(vault)
    found = next((each for each in register if each.id == copy_id), None)
    if found is None:
        raise NotFound("登记中没有这个副本。", "There is no such copy in the register.")
    _keep(vault, [each for each in register if each is not found])
    return found


def take_back(vault: Vault, path: Path, *, days: int) -> int:
    """Put the keys of a copy into the keyring, where it lacks them; returns how many. Erased ones stay erased.

    Raises `NoCopy`, `BadCopy`, and `BadInput` for a copy older than `days`.
    """
    found = copy_file.read(path, vault.backup_key())
    if datetime.fromisoformat(found.made_at) + timedelta(days=days) < clock.now():
        raise BadInput(
            f"这个副本做于 {found.made_at[:10]}，已超过 {days} 天的期限，不能再恢复；"
            "如确需使用，请先调整 KEYRING_COPY_DAYS。",
            f"This copy was made on {found.made_at[:10]}, more than {days} days ago, and has aged out; "
            "raise KEYRING_COPY_DAYS first if it must be used.",
        )
    own = ledger.of(vault)
    own.adopt(found.ledger)
    erased = set(own.ids())
    left = {each: held for each, held in found.keys.items() if each not in erased}
    return vault.with_keyring(lambda ring: keyring_copying.take(ring, left))


def _renew(vault: Vault, copy: Copy) -> Seen:
    path = Path(copy.path)
    try:
        found = copy_file.read(path, vault.backup_key())
        if found.id != copy.id:
            return Seen(copy, "another")
        return Seen(_write(vault, path, copy.id, found.keys), "current")
    except NoCopy:
        return Seen(copy, "missing")
    except BadCopy:
        return Seen(copy, "damaged")
    except (OSError, ApplianceError):
        return Seen(copy, "unwritable")


def _look(vault: Vault, copy: Copy, head: int) -> Seen:
    try:
        found = copy_file.read(Path(copy.path), vault.backup_key())
    except NoCopy:
        return Seen(copy, "missing")
    except BadCopy:
        return Seen(copy, "damaged")
    if found.id != copy.id:
        return Seen(copy, "another")
    same = hashlib.sha256(Path(copy.path).read_bytes()).hexdigest() == copy.sha256
    return Seen(copy, "current" if same and copy.ledger >= head else "behind")


def _write(vault: Vault, path: Path, copy_id: str, older: Mapping[str, ContactKeys]) -> Copy:
    own = ledger.of(vault)
    head, erased = own.head()[0], set(own.ids())
    held = {**older, **vault.with_keyring(keyring_copying.everything)}
    left = {each: held[each] for each in sorted(held) if each not in erased}
    made_at = _now()
    content = Content(copy_id, made_at, left, own.path.read_bytes() if own.path.exists() else b"")
    digest = copy_file.write(path, content, vault.backup_key())
    return Copy(copy_id, str(path), made_at, digest, len(left), head)


def _now() -> str:
    return clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _read(vault: Vault) -> list[Copy]:
    try:
        kept = json.loads((vault.folder / FILE).read_bytes())
        found = [Copy(**each) for each in kept["copies"]]
        right = hmac.compare_digest(kept["mac"], _mac(vault, found))
    except FileNotFoundError:
        return []
    except (OSError, ValueError, KeyError, TypeError):
        right = False
    if not right:
        raise BadRegister
    return found


def _keep(vault: Vault, copies: list[Copy]) -> None:
    content = {"copies": [asdict(each) for each in copies], "mac": _mac(vault, copies)}
    write_atomic(vault.folder / FILE, json.dumps(content, indent=1, ensure_ascii=False).encode() + b"\n")


def _mac(vault: Vault, copies: list[Copy]) -> str:
    key = keys.derive(vault.audit_key(), "keyring-copies")
    content = json.dumps([asdict(each) for each in copies], sort_keys=True, ensure_ascii=False)
    return hmac.new(key, content.encode(), hashlib.sha256).hexdigest()


def _unwritable(path: Path) -> BadInput:
    return BadInput(
        f"无法写入 {path}；请检查目录是否存在、是否可写。",
        f"{path} cannot be written; check that its folder exists and can be written to.",
    )
