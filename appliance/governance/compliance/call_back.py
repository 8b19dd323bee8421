"""Reaching a customer who left contact details: the agent in charge sees one of them for one task, because a lead agreed.

It is a reveal like an officer's (`reveal`): a reason, a second person, five minutes, each look on record first. Only the agent
who has the conversation may ask and look, only for details by which somebody is reached, and no longer once it is passed on.
"""

from __future__ import annotations

from typing import Final

from appliance.core.approvals.kinds import CONTACT_DETAILS
from appliance.core.approvals.tables import Approval
from appliance.core.entities.tables import Entity
from appliance.core.kit.actors import Actor
from appliance.core.kit.errors import NotFound
from appliance.core.masking.text import MaskedText
from appliance.core.store.session import ReadSession, Store, WriteSession
from appliance.core.vault.vault import Vault
from appliance.governance.compliance import reveal
from appliance.governance.compliance.reveal import Revealed, Standing
from appliance.service.conversations import queries
from appliance.service.conversations.errors import NotYours

DETAILS: Final = frozenset({"MOBILE", "LANDLINE", "EMAIL", "WECHAT", "QQ"})
"""Kinds of values by which somebody is reached."""


def ask(
    s: WriteSession, conversation_id: str, token_id: str, *, by: Actor, role: str, reason: MaskedText
) -> Approval:
    """Ask the lead. Raises `NotYours`, `NotFound` for what is no contact detail, `AlreadyAsked`, `BadInput` (no reason)."""
    in_charge(s, conversation_id, by)
    entity = s.get(Entity, (conversation_id, token_id))
    if entity is None or entity.kind not in DETAILS:
        raise NotFound(
            "这不是联系方式，不能在工作台查看。", "This is no contact detail and cannot be seen at the desk."
        )
    return reveal.ask(s, conversation_id, token_id, by=by, role=role, reason=reason, kind=CONTACT_DETAILS)


def standing(s: ReadSession, conversation_id: str, token_id: str, agent_id: str) -> Standing | None:
    """How this agent's newest request for it stands; `None` when there was none."""
    return reveal.standing(s, conversation_id, token_id, agent_id, CONTACT_DETAILS)


def view(store: Store, vault: Vault, approval_id: str, *, by: Actor) -> Revealed:
    """One look. Raises what `reveal.view` raises, and `NotYours` once somebody else has the conversation."""
    return reveal.view(
        store,
        vault,
        approval_id,
        by=by,
        kind=CONTACT_DETAILS,
        may=lambda s, request: in_charge(s, str(request.conversation_id), by),
    )


def in_charge(s: ReadSession, conversation_id: str, by: Actor) -> None:
    """Raises `NotYours` for anybody but the agent who has the conversation now."""
    row = queries.conversation(s, conversation_id)
    if row.state != "human" or row.agent_id != by.id:
        raise NotYours()
