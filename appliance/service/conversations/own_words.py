"""Originals, opened by the conversation's key: for the visitor's own window where the policy keeps them, and for a reveal.

The window: only for channels that read the store themselves: through a messenger a value would pass somebody else's servers.
"""

from __future__ import annotations

from dataclasses import replace

from appliance.core.entities import originals
from appliance.core.kit.errors import NotFound
from appliance.core.masking.policy import Way
from appliance.core.masking.show import shown
from appliance.core.masking.text import RawText, tokens_in
from appliance.core.store.session import ReadSession
from appliance.core.vault.errors import KeyForgotten
from appliance.core.vault.vault import Vault
from appliance.service.conversations import keys
from appliance.service.conversations.columns import SEEN_AT_COMMIT
from appliance.service.conversations.tables import Conversation
from appliance.service.conversations.views import MessageView


def put_back(
    s: ReadSession, vault: Vault, conversation: Conversation, views: list[MessageView]
) -> list[MessageView]:
    """The views, with originals among their displays for kinds that the channel's policy keeps."""
    policy = s.store.policies.of(conversation.channel)
    if conversation.channel not in SEEN_AT_COMMIT or Way.KEEP not in policy.ways.values():
        return views
    wanted = {
        token.token_id
        for view in views
        for token in tokens_in(view.text)
        if policy.way(token.kind) is Way.KEEP
    }
    try:
        key = keys.unwrap(vault, conversation.id, conversation.contact_id, conversation.key_wrapped)
    except KeyForgotten:
        return views
    found = originals.opened(s, conversation.id, key, wanted)
    kept = {token_id: shown(policy, token_id, "", raw.expose()) for token_id, raw in found.items()}
    return [replace(view, displays={**view.displays, **kept}) for view in views]


def original(s: ReadSession, vault: Vault, conversation_id: str, token_id: str) -> RawText:
    """What stood in the place of a token, for a reveal. Raises `NotFound`, `KeyForgotten` for an erased contact."""
    conversation = s.get(Conversation, conversation_id)
    if conversation is not None:
        key = keys.unwrap(vault, conversation.id, conversation.contact_id, conversation.key_wrapped)
        if found := originals.opened(s, conversation_id, key, {token_id}):
            return found[token_id]
    raise NotFound("这个会话里没有这个值。", "There is no such value in this conversation.")
