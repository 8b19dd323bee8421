"""Who hears which event: part of the wiring, in two lists that can be read at a glance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from appliance.core.events.subscribers import Subscribers
from appliance.core.store.search_index import SearchIndex
from appliance.core.store.session import Store
from appliance.core.vault.vault import Vault

if TYPE_CHECKING:
    from appliance.service.turns.echoes import Echoes


def subscriptions(
    store: Store, vault: Vault, index: SearchIndex, echoes: Echoes | None = None
) -> Subscribers:
    """Who hears which event: `within` in the same transaction (store work only), `after` as a job."""
    from appliance.core.accounts.events import SignedOut
    from appliance.doors.channels import outbound
    from appliance.governance.compliance import legal_hold
    from appliance.service.attachments import jobs as attachments
    from appliance.service.conversations import events as said
    from appliance.service.conversations import search
    from appliance.service.impressions import hearing as impressions
    from appliance.service.impressions import jobs as summaries
    from appliance.service.routing import balance
    from appliance.service.routing import hearing as routing
    from appliance.service.second_look import jobs as second_look
    from appliance.service.turns import jobs as turns

    return Subscribers(
        within={
            said.MessageReceived: [
                balance.on_message_received,
                lambda s, event: turns.on_message_received(s, event, echoes),
            ],
            said.GivenBack: [turns.on_given_back, routing.on_given_back],
            said.TakenBack: [turns.on_taken_back],
            said.Reopened: [routing.on_reopened],
            said.ComesToWait: [routing.on_comes_to_wait],
            said.HandedOff: [routing.on_handed_off, summaries.on_handed_off],
            said.Transferred: [routing.on_transferred],
            SignedOut: [routing.on_signed_out],
            said.ReplyPosted: [outbound.on_said],
            said.AgentReplied: [outbound.on_said],
            said.SystemSaid: [outbound.on_said],
            said.Closed: [second_look.on_closed, routing.on_closed],
            said.NotePosted: [second_look.on_note],
            said.Erased: [impressions.on_erased],
            said.Merged: [impressions.on_merged],
            said.MessageRemasked: [impressions.on_remasked],
            said.FileReceived: [attachments.on_file_received],
            said.Joined: [
                legal_hold.on_joined,
                lambda s, event: impressions.on_joined(s, vault, event),
            ],
            said.MessageWithheld: [second_look.on_withheld],
        },
        after={
            said.MessageRemasked: [("search", lambda event: search.reindex(store, vault, index, event))],
            said.Merged: [("search.merged", lambda event: search.follow(store, vault, index, event))],
        },
    )
