"""What becomes of moods, summaries and impressions when a conversation is erased, merged, masked anew or joined to a customer: in
the same transaction."""

from __future__ import annotations

from sqlalchemy import delete, update

from appliance.core.store.session import WriteSession
from appliance.core.vault.vault import Vault
from appliance.service.conversations.events import Erased, Joined, Merged, MessageRemasked
from appliance.service.impressions import impression
from appliance.service.impressions.tables import HandoffSummary, Impression, MoodReading


def on_erased(s: WriteSession, event: Erased) -> None:
    """Nothing is left of what came from it."""
    for table in (MoodReading, HandoffSummary, Impression):
        s.execute(delete(table).where(table.conversation_id == event.conversation_id))


def on_merged(s: WriteSession, event: Merged) -> None:
    """Moods go along with their messages; an impression keeps the key that it was sealed with, and is erased with the contact.
    What was said at a handoff is not said of the whole: the rules' facts take its place."""
    s.execute(delete(HandoffSummary).where(HandoffSummary.conversation_id == event.conversation_id))
    s.execute(
        update(MoodReading)
        .where(MoodReading.conversation_id == event.conversation_id)
        .values(conversation_id=event.into)
    )


def on_remasked(s: WriteSession, event: MessageRemasked) -> None:
    """What a model made of words that were masked too little is let go; an agent's words were masked by themselves."""
    s.execute(
        delete(HandoffSummary).where(
            HandoffSummary.conversation_id == event.conversation_id, HandoffSummary.by_name == ""
        )
    )


def on_joined(s: WriteSession, vault: Vault, event: Joined) -> None:
    """What was written of a visitor is known of the customer they turned out to be. Moods go by conversation, as they did."""
    assert event.conversation_id is not None
    impression.move(s, vault, event.conversation_id, event.old, event.new)
