"""vault.json: how the root key is locked away, and the data keys wrapped by it. No key stands in it in clear.

    version       2
    vault_id      names the vault in every binding
    method        passphrase, keyfile or shares; `params` are what the method needs (a salt, costs), no secrets
    generation    of the root key, 1, 2, 3 …
    wrapped_root  the root key under the unseal key
    keys          [use, version, wrapped under a key derived from the root] each

The file is replaced whole, in one rename: after a crash the old one opens or the new one. Layout 1 had no `keys`:
they were derived from the root by their names; such a file still opens, and the next unseal brings it to layout 2
with the same keys.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from appliance.core.vault import envelope, keys
from appliance.core.vault.errors import BrokenVault, Tampered
from appliance.core.vault.files import write_atomic
from appliance.core.vault.keys import KeySet
from appliance.core.vault.seal import METHODS, Method, Params

LAYOUT = 2


@dataclass(frozen=True)
class VaultFile:
    """The content of one vault.json."""

    vault_id: str
    method: Method
    params: Params
    generation: int
    wrapped_root: bytes
    wrapped_keys: Mapping[tuple[str, int], bytes] = field(default_factory=dict)
    layout: Literal[1, 2] = 2

    def root(self, unseal_key: bytes) -> bytes | None:
        """The root key, or None when the unseal key is another."""
        try:
            return envelope.unwrap(unseal_key, self.wrapped_root, bound_to=self._root_place())
        except Tampered:
            return None

    def keyset(self, root: bytes) -> KeySet:
        """The data keys. Raises `BrokenVault` when one does not open under this root."""
        if self.layout == 1:
            return KeySet.of_first_layout(root)
        by = keys.derive(root, keys.DATA_KEYS)
        if {use for use, _ in self.wrapped_keys} != set(keys.USES):
            raise _broken()  # a key that is gone is never replaced by a new one
        try:
            return KeySet(
                {
                    at: envelope.unwrap(by, wrapped, bound_to=self._key_place(*at))
                    for at, wrapped in self.wrapped_keys.items()
                }
            )
        except Tampered:
            raise _broken() from None

    def with_root(self, root: bytes, unseal_key: bytes, generation: int) -> VaultFile:
        """Another root key. `with_keys` must follow: the data keys in here are still under the old one."""
        fresh = replace(self, generation=generation, layout=2)
        wrapped = envelope.wrap(unseal_key, root, bound_to=fresh._root_place())
        return replace(fresh, wrapped_root=wrapped)

    def with_keys(self, root: bytes, keyset: KeySet) -> VaultFile:
        """The data keys wrapped by the root anew. The root's own wrapping is left as it is."""
        if self.layout == 1:
            raise ValueError("a file of the first layout is brought up to date by with_root")
        by = keys.derive(root, keys.DATA_KEYS)
        return replace(
            self,
            wrapped_keys={
                at: envelope.wrap(by, key, bound_to=self._key_place(*at)) for at, key in keyset.keys.items()
            },
        )

    def write(self, path: Path) -> None:
        """Replace the file on disk. Raises `StorageFull`; the old one then stands."""
        content = {
            "version": LAYOUT,
            "vault_id": self.vault_id,
            "method": self.method,
            "params": self.params,
            "generation": self.generation,
            "wrapped_root": self.wrapped_root.hex(),
            "keys": [[use, number, wrapped.hex()] for (use, number), wrapped in self.wrapped_keys.items()],
        }
        write_atomic(path, json.dumps(content, indent=2).encode() + b"\n")

    def _root_place(self) -> str:
        place = f"vault/root/{self.vault_id}"
        return place if self.layout == 1 else f"{place}/{self.generation}"

    def _key_place(self, use: str, version: int) -> str:
        return f"vault/keys/{self.vault_id}/{use}/{version}"


def read(path: Path) -> VaultFile:
    """The vault's file. Raises `BrokenVault` if it is missing, unreadable or of a form this version does not know."""
    try:
        content = json.loads(path.read_bytes())
        layout = content["version"]
        if layout not in (1, 2) or content["method"] not in METHODS:
            raise ValueError(layout)
        return VaultFile(
            vault_id=_text(content["vault_id"]),
            method=content["method"],
            params=_mapping(content["params"]),
            generation=int(content["generation"]) if layout == 2 else 1,
            wrapped_root=_blob(content["wrapped_root"]),
            wrapped_keys=(
                {(_text(use), int(number)): _blob(wrapped) for use, number, wrapped in content["keys"]}
                if layout == 2
                else {}
            ),
            layout=layout,
        )
    except FileNotFoundError:
        raise BrokenVault(
            f"{path.parent} 中没有保险库；请先执行 appliance init。",
            f"There is no vault in {path.parent}; run appliance init first.",
        ) from None
    except (OSError, ValueError, KeyError, TypeError):
        raise _broken() from None


def _broken() -> BrokenVault:
    return BrokenVault(
        "保险库文件 vault.json 已损坏或版本不符，请从备份恢复。",
        "The vault file vault.json is damaged or of another version; restore it from a backup.",
    )


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise TypeError(value)
    return value


def _mapping(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError(value)
    return value


def _blob(value: Any) -> bytes:
    blob = bytes.fromhex(value)
    if not blob:
        raise ValueError(value)
    return blob
