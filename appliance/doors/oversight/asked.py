"""What an officer typed into the search box, made searchable: numbers and names become the tokens they are kept under.

The code of a conversation stays as it is, whatever it looks like (QQ84): it is looked up before anything is masked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from appliance.core.audit.salted import salted
from appliance.core.kit.errors import BadInput
from appliance.core.kit.parts import Parts
from appliance.core.masking.engine import Masker
from appliance.core.masking.text import TOKEN, MaskedText, RawText
from appliance.core.store.session import ReadSession, Store
from appliance.core.vault.vault import Vault
from appliance.service.conversations import queries
from appliance.service.conversations.tables import Conversation, Message

LONGEST = 200
CODE = re.compile(r"[2-9A-HJ-NP-Za-hj-np-z]{4,8}")
"""What conversations are called by."""
MOST_HASHES, MOST_TRACED = 20, 500


@dataclass(frozen=True)
class Asked:
    """`text` is what the index is asked for; `displays` how its tokens are shown."""

    text: MaskedText
    displays: Mapping[str, str]

    @property
    def holds_tokens(self) -> bool:
        """Whether personal data was recognised in it."""
        return TOKEN.search(str(self.text)) is not None


def ask(typed: str, parts: Parts) -> Asked:
    """Mask what was typed. Tokens that stand in it already (a link from our own page) stay as they are.

    Raises `BadInput` when it is longer than any search needs to be.
    """
    typed = typed.strip()
    if len(typed) > LONGEST:
        raise BadInput(
            f"搜索内容不能超过 {LONGEST} 字，请缩短。",
            f"A search may have at most {LONGEST} characters; shorten it.",
        )
    if CODE.fullmatch(typed):
        with parts.get(Store).reading() as s:
            if queries.is_code(s, typed):
                return Asked(MaskedText.trusted(typed), {})
    masker, hasher = parts.get(Masker), parts.get(Vault).value_hash
    pieces: list[str] = []
    displays: dict[str, str] = {}
    at = 0
    for token in [*TOKEN.finditer(typed), None]:
        plain = typed[at : token.start() if token else len(typed)]
        if plain.strip():
            masked = masker.mask(RawText(plain), hasher=hasher)
            displays |= {found.token_id: found.display for found in masked.entities}
            pieces.append(str(masked.text))
        if token:
            pieces.append(token.group())
            at = token.end()
    text = MaskedText.trusted(" ".join(pieces).strip())
    return Asked(text, displays)


def traces(s: ReadSession, vault: Vault, asked: Asked, ordinals: Sequence[int]) -> list[str]:
    """What the audit keeps of a search: a hash for each contact it found (the first twenty), salted under their key.

    So one can ask later whether somebody looked for this number or name, as long as there is such a contact.
    """
    found = s.scalars(
        select(Conversation.contact_id)
        .join(Message, Message.conversation_id == Conversation.id)
        .where(Message.ordinal.in_(ordinals[:MOST_TRACED]))
        .distinct()
        .limit(MOST_HASHES)
    )
    return sorted(filter(None, (salted(vault, contact_id, str(asked.text)) for contact_id in found)))
