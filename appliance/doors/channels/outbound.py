"""What was said leaves by the conversation's channel, after the commit that said it.

The web widget reads its feed itself; for channels that must be pushed to, the words' job row is part of the
transaction that said them, so nothing leaves that was not stored, and nothing stored is forgotten.
"""

from __future__ import annotations

from appliance.core.events.event import Event
from appliance.core.jobs.queue import enqueue
from appliance.core.jobs.registry import JobContext, Registry
from appliance.core.store.session import Store, WriteSession
from appliance.core.vault.vault import Vault
from appliance.doors.channels.adapter import OutMessage
from appliance.doors.channels.registry import Channels
from appliance.doors.channels.web_widget.adapter import NAME as WEB_WIDGET
from appliance.service.conversations import actions, queries

JOB = "channels.deliver"


def on_said(s: WriteSession, event: Event) -> None:
    """Within the act: ask for delivery unless the channel fetches by itself."""
    assert event.conversation_id is not None
    channel = queries.channel_of(s, event.conversation_id)
    if channel != WEB_WIDGET:
        payload = {"conversation_id": event.conversation_id}
        enqueue(s, JOB, payload, lane=f"{JOB}:{event.conversation_id}")


def register(registry: Registry, store: Store, vault: Vault, channels: Channels) -> None:
    """Add the job that hands undelivered messages of one conversation to its adapter, in order."""

    def deliver(context: JobContext) -> None:
        conversation_id = str(context.payload["conversation_id"])
        with store.reading() as s:
            row = queries.conversation(s, conversation_id)
            waiting = [
                view
                for view in queries.visitor_thread(s, vault, conversation_id, after_visitor_seq=0)
                if view.author_kind != "visitor" and view.delivered_at is None and not view.withdrawn
            ]
        adapter = channels.get(row.channel)
        for view in waiting:
            adapter.deliver(
                OutMessage(
                    conversation_id=conversation_id,
                    message_id=view.id,
                    external_id=row.channel_key.partition(":")[2],
                    number=view.visitor_seq or 0,
                    author_kind=view.author_kind,
                    author_name=view.author_name,
                    text=view.text,
                    displays=view.displays,
                )
            )
            with store.writing() as s:
                actions.mark_delivered(s, [view.id])

    registry.add(JOB, deliver)
