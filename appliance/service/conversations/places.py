"""An address in a question, kept to its district, so that 附近网点 finds the branch near it.

The stored message keeps its token. Only the question on its way to retrieval and prompt reads 北京市朝阳区, which is no
personal data by the shipped policy; where a channel's policy masks places too, the token stays there as well.
"""

from __future__ import annotations

from appliance.core.entities import originals
from appliance.core.masking.districts import to_district
from appliance.core.masking.text import MaskedText, tokens_in
from appliance.core.store.session import ReadSession
from appliance.core.vault.errors import KeyForgotten
from appliance.core.vault.vault import Vault
from appliance.service.conversations import keys
from appliance.service.conversations.tables import Conversation


def with_districts(s: ReadSession, vault: Vault, conversation: Conversation, text: MaskedText) -> MaskedText:
    """`text` with each address token that names a district read as that district. One query, and only if there is one."""
    wanted = {token.token_id for token in tokens_in(text) if token.kind == "ADDRESS"}
    if not wanted or not s.store.policies.of(conversation.channel).leaves("LOCATION"):
        return text
    try:
        key = keys.unwrap(vault, conversation.id, conversation.contact_id, conversation.key_wrapped)
    except KeyForgotten:
        return text
    said = str(text)
    for token_id, raw in originals.opened(s, conversation.id, key, wanted).items():
        if district := to_district(raw.expose()):
            said = said.replace(f"⟦{token_id}⟧", district)
    return MaskedText.trusted(said)
