"""How a visitor's conversation stands, as their window shows it: what follows the last number it knows, and what is happening."""

from __future__ import annotations

from typing import Any

from appliance.core.store.session import ReadSession
from appliance.core.vault.vault import Vault
from appliance.doors.channels.web_widget import consent, views
from appliance.doors.channels.web_widget.adapter import NAME
from appliance.service.conversations import closings, queries, recent
from appliance.service.conversations.views import row_of
from appliance.service.routing import queue, wait


def seen(s: ReadSession, vault: Vault, who: str, after: int, lang: str) -> dict[str, Any]:
    """JSON. When `remasked` has changed, earlier messages read otherwise than before: ask again from the beginning. When `code`
    has changed, numbers begin anew."""
    row = queries.newest_of(s, NAME, who)
    agreed = consent.standing(s, who)
    if row is None:
        return {
            "messages": [],
            "consent": agreed,
            "state": "new",
            "thinking": False,
            "headline": "",
            "remasked": 0,
        }
    found = row_of(row)
    thread = queries.seen_by_visitor(s, vault, row, after)
    again = recent.remasked(s, found.id)
    ended = closings.last(s, found.id) if found.state == "closed" else None
    asks = ended is not None and ended.score is None and agreed != "needed"
    place = queue.place(s, found.id) if found.state == "queued" else 0
    minutes = wait.minutes(s, found.id) if place else None
    agent = found.agent_name if found.state == "human" else ""
    return {
        "messages": [views.message(vault, view, lang) for view in thread],
        "consent": agreed,
        "state": found.state,
        "rate": asks,
        "thinking": found.awaits_ai,
        "remasked": again,
        "code": found.code,
        "headline": views.headline(found.state, lang, place=place or 0, minutes=minutes, agent=agent),
        "place": place or None,
        "wait_minutes": minutes,
    }
