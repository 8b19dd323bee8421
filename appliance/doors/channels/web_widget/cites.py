"""Links from an answer to what it rests on: signed, so that only who was shown the answer can open them.

A link is `<message>.<number of the source>.<mark>`; the mark is the vault's keyed hash of the rest. It opens the passage
that this message rested on, in the version of that time, and nothing else: no conversation, no other document.
"""

from __future__ import annotations

import hmac
import re
from typing import Any

from sqlalchemy import select

from appliance.ai.knowledge.cited import Cited, cited
from appliance.core.kit.errors import NotFound
from appliance.core.store.session import ReadSession
from appliance.core.vault.vault import Vault
from appliance.service.conversations.tables import Conversation, Message

PLACE = "/widget/source/"
_KIND = "WIDGET_SOURCE"
_SHAPE = re.compile(r"([0-9A-Za-z]{26})\.(\d{1,2})\.([0-9a-z]{26})")


def link(vault: Vault, message_id: str, number: int, source: dict[str, Any], lang: str) -> str:
    """The address of one source of a message; "" for one whose text is not known."""
    if not source.get("passage_id") and not source.get("qa_id"):
        return ""
    said = f"{message_id}.{number}"
    return f"{PLACE}{said}.{vault.value_hash(_KIND, said)}?lang={lang}"


def opened(s: ReadSession, vault: Vault, given: str) -> Cited:
    """What a link leads to. Raises `NotFound` for a link that is not ours, an answer that was taken back or erased, and
    what is only for staff."""
    shape = _SHAPE.fullmatch(given)
    if shape is None or not hmac.compare_digest(shape[3], vault.value_hash(_KIND, f"{shape[1]}.{shape[2]}")):
        raise _nowhere()
    query = (
        select(Message.meta, Message.withdrawn, Message.visitor_seq, Conversation.erased_at)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(Message.id == shape[1])
    )
    row = s.execute(query).first()
    if row is None or row.withdrawn or row.visitor_seq is None or row.erased_at is not None:
        raise _nowhere()
    sources = (row.meta or {}).get("sources", [])
    if int(shape[2]) >= len(sources):
        raise _nowhere()
    source = sources[int(shape[2])]
    found = cited(s, source.get("passage_id"), source.get("qa_id"))
    if found.audience != "visitor":
        raise _nowhere()
    return found.alone() if found.standing == "withdrawn" else found


def _nowhere() -> NotFound:
    return NotFound(
        "这个链接已失效，请回到对话中重新打开出处。",
        "This link leads nowhere any more; open the source again from the conversation.",
    )
