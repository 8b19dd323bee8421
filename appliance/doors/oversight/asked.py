"""What an officer typed into the search box, made searchable: numbers and names become the tokens they are kept under."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from appliance.core.kit.errors import BadInput
from appliance.core.masking.engine import Masker
from appliance.core.masking.text import TOKEN, MaskedText, RawText
from appliance.core.vault.vault import Vault

LONGEST = 200


@dataclass(frozen=True)
class Asked:
    """`text` is what the index is asked for; `displays` how its tokens are shown; `hash` all that the audit keeps of it."""

    text: MaskedText
    displays: Mapping[str, str]
    hash: str

    @property
    def holds_tokens(self) -> bool:
        """Whether personal data was recognised in it."""
        return TOKEN.search(str(self.text)) is not None


def ask(typed: str, masker: Masker, vault: Vault) -> Asked:
    """Mask what was typed. Tokens that stand in it already (a link from our own page) stay as they are.

    Raises `BadInput` when it is longer than any search needs to be.
    """
    typed = typed.strip()
    if len(typed) > LONGEST:
        raise BadInput(
            f"搜索内容不能超过 {LONGEST} 字，请缩短。",
            f"A search may have at most {LONGEST} characters; shorten it.",
        )
    parts: list[str] = []
    displays: dict[str, str] = {}
    at = 0
    for token in [*TOKEN.finditer(typed), None]:
        plain = typed[at : token.start() if token else len(typed)]
        if plain.strip():
            masked = masker.mask(RawText(plain), hasher=vault.value_hash)
            displays |= {found.token_id: found.display for found in masked.entities}
            parts.append(str(masked.text))
        if token:
            parts.append(token.group())
            at = token.end()
    text = MaskedText.trusted(" ".join(parts).strip())
    return Asked(text, displays, vault.value_hash("SEARCH", str(text)) if text else "")
