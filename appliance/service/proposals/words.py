"""Words of a transcript as a pair may keep them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from appliance.core.masking.kinds import LABELS
from appliance.core.masking.text import TOKEN, MaskedText
from appliance.core.vault.errors import KeyForgotten
from appliance.service.conversations import keys

if TYPE_CHECKING:
    from appliance.core.vault.vault import Vault
    from appliance.service.conversations.tables import Conversation

_MASKS = "⟦⟧"


def is_erased(vault: Vault, conversation: Conversation) -> bool:
    """Whether its words are gone: what is shown in their place is no question and no answer."""
    try:
        keys.unwrap(vault, conversation.id, conversation.contact_id, conversation.key_wrapped)
    except KeyForgotten:
        return True
    return conversation.erased_at is not None


def is_clean(text: MaskedText) -> bool:
    """Whether nothing in it was masked."""
    return not any(mark in str(text) for mark in _MASKS)


def labelled(text: MaskedText, lang: str) -> str:
    """The text with `[手机]` or `[Mobile]` where a value was masked: whoever reviews it words that anew."""
    place = 0 if lang == "zh" else 1
    said = TOKEN.sub(lambda m: f"[{LABELS[m[1]][place] if m[1] in LABELS else m[1]}]", str(text))
    return "".join(character for character in said if character not in _MASKS)
