"""A sender's own id of a message, as it is kept.

It comes from outside and may be any text. A UUID is kept as it is, so that a window finds its own bubble again; of
anything else only a keyed hash is kept: an id made of somebody's telephone number would stand in the store for good.
"""

from __future__ import annotations

import re

from appliance.core.kit.errors import BadInput
from appliance.core.vault.vault import Vault

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
LONGEST = 128


def kept(vault: Vault, client_id: str) -> str:
    """What stands for `client_id` in a row; equal ids have equal ones. Raises `BadInput` for an empty or overlong id."""
    if not client_id or len(client_id) > LONGEST:
        raise BadInput(
            f"消息编号为空或过长（最多 {LONGEST} 个字符）。",
            f"The message's client id is empty or longer than {LONGEST} characters.",
        )
    return client_id if _UUID.fullmatch(client_id) else vault.value_hash("CLIENT_ID", client_id)


def keys(vault: Vault, owner: str, client_id: str) -> tuple[str, ...]:
    """Under which `client_key` this owner's message of that id may be known: as it is written now, then as it was
    written before ids were hashed. Raises `BadInput` as `kept` does."""
    return tuple(dict.fromkeys((f"{owner}:{kept(vault, client_id)}", f"{owner}:{client_id}")))
