"""The reason that somebody gives for an act, as it may be kept: people name customers in one."""

from __future__ import annotations

from appliance.core.kit.errors import BadInput
from appliance.core.kit.parts import Parts
from appliance.core.masking.engine import Masker
from appliance.core.masking.text import MaskedText, RawText
from appliance.core.vault.vault import Vault

MAX_REASON = 500


def masked_reason(parts: Parts, reason: str) -> MaskedText:
    """Raises `BadInput` for one that is too long."""
    if len(reason) > MAX_REASON:
        raise BadInput(f"原因最多 {MAX_REASON} 字。", f"A reason has at most {MAX_REASON} characters.")
    return parts.get(Masker).mask(RawText(reason.strip()), hasher=parts.get(Vault).value_hash).text
