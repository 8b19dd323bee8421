"""What an agent writes of a contact or of a handoff: whose word counts, how personal data stands in it, and how it is read again."""

from __future__ import annotations

from appliance.core.kit.actors import Actor
from appliance.core.kit.errors import BadInput
from appliance.core.masking import show
from appliance.core.masking.engine import Masked
from appliance.core.vault import envelope
from appliance.core.vault.errors import KeyForgotten
from appliance.core.vault.vault import Vault
from appliance.service.conversations import keys
from appliance.service.conversations.errors import NotYours
from appliance.service.conversations.tables import Conversation


def written(
    of: Conversation, words: Masked, actor: Actor, *, lead: bool, most: int, too_long: BadInput
) -> str:
    """An agent's words for keeping, personal data in its partial form.

    Raises `NotYours` for who neither has the conversation nor leads, `too_long` beyond `most` characters.
    """
    if of.agent_id != actor.id and not lead:
        raise NotYours()
    text = show.plain(words.text, {one.token_id: one.display for one in words.entities}, of.lang).strip()
    if len(text) > most:
        raise too_long
    return text


def opened(vault: Vault, of: Conversation, sealed: bytes, bound_to: str) -> str | None:
    """Sealed words again; None where their key was forgotten with the conversation."""
    try:
        key = keys.unwrap(vault, of.id, of.contact_id, of.key_wrapped)
    except KeyForgotten:
        return None
    return envelope.open_(key, sealed, bound_to=bound_to).decode()
