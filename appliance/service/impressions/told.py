"""The words of a summary at handoff: drafted by a model that can, or written by an agent, who has the last word. Without either the
rules' facts stand alone (`summary`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from appliance.core.audit import chain
from appliance.core.audit.verbs import Verb
from appliance.core.events.outbox import emit
from appliance.core.kit import clock
from appliance.core.kit.actors import AI, Actor
from appliance.core.kit.errors import BadInput
from appliance.core.masking.engine import Masked
from appliance.core.store.session import ReadSession, WriteSession
from appliance.core.vault import envelope
from appliance.core.vault.vault import Vault
from appliance.service.conversations import writing
from appliance.service.conversations.events import Marked
from appliance.service.conversations.tables import Conversation
from appliance.service.impressions.tables import HandoffSummary
from appliance.service.impressions.words import opened, written

LONGEST: Final = 400


@dataclass(frozen=True)
class Told:
    """What is said at handoff; `by_name` is empty where the model drafted it."""

    text: str
    by_name: str


def kept(s: ReadSession, vault: Vault, conversation_id: str, since: int) -> Told | None:
    """The words, if there are any from after number `since` (where the conversation last began) that can still be opened."""
    row = s.get(HandoffSummary, conversation_id)
    of = s.get(Conversation, conversation_id)
    if row is None or of is None or row.seq <= since:
        return None
    text = opened(vault, of, row.body_sealed, _place(of.id))
    return None if text is None else Told(text, row.by_name)


def keep(
    s: WriteSession, vault: Vault, conversation_id: str, words: Masked, actor: Actor, *, lead: bool = False
) -> None:
    """Keep an agent's words, personal data in its partial form; empty ones leave the rules' facts alone.

    Raises `NotYours` for who neither has the conversation nor leads, `BadInput` for too many words, `NoConversation`,
    `AlreadyErased`.
    """
    conversation = writing.load(s, conversation_id)
    too_long = BadInput(f"小结至多 {LONGEST} 字。", f"A summary has at most {LONGEST} characters.")
    text = written(conversation, words, actor, lead=lead, most=LONGEST, too_long=too_long)
    _put(s, vault, conversation, text, conversation.staff_seq, actor, actor.name)


def keep_draft(s: WriteSession, vault: Vault, conversation_id: str, text: str, seq: int) -> bool:
    """Keep the model's draft for the handoff of number `seq`; False where it comes too late: it is with no person any
    more, or somebody has written since.

    Raises `NoConversation`, `AlreadyErased`, `AlreadyMerged`.
    """
    conversation = writing.load(s, conversation_id)
    row = s.get(HandoffSummary, conversation_id)
    if conversation.state not in ("queued", "human") or (row is not None and row.seq >= seq):
        return False
    _put(s, vault, conversation, text, seq, AI, "")
    return True


def _put(
    s: WriteSession, vault: Vault, conversation: Conversation, text: str, seq: int, by: Actor, by_name: str
) -> None:
    row = s.get(HandoffSummary, conversation.id)
    if row is not None:
        s.delete(row)
        s.flush()
    if text:
        key = writing.key_of(vault, conversation)
        s.add(
            HandoffSummary(
                conversation_id=conversation.id,
                seq=seq,
                body_sealed=envelope.seal(key, text.encode(), bound_to=_place(conversation.id)),
                by_name=by_name,
                changed_at=clock.now(),
            )
        )
    s.flush()
    chain.append(
        s,
        Verb.HANDOFF_SUMMARISED,
        actor=by,
        subject=conversation.id,
        conversation=conversation.id,
        length=len(text),
    )
    emit(s, Marked(conversation.id))


def _place(conversation_id: str) -> str:
    return f"handoff_summaries/body/{conversation_id}"
