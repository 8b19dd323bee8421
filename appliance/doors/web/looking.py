"""What each agent has on the screen, as far as their pages have asked for it: so that words are told only where they are seen.

A page asks for its list anew at least once a minute, and for what follows in its conversation after every connect; whoever has
not asked for anything lately is told of everything, as is everybody while the appliance has just begun.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Final

from appliance.core.kit.clock import monotonic

LATELY: Final = 150.0  # seconds that a list counts as looked at; a page asks every 60
OPENED: Final = 50  # conversations of an agent, in all their tabs and in the pages that lie behind them
IN_LISTS: Final = {
    "ai": frozenset({"ai"}),
    "queued": frozenset({"waiting"}),
    "human": frozenset({"team", "human"}),
}
"""Lists that show others' conversations in a state. What names somebody may be in any."""
NAMED: Final = "mentions"


class Looking:
    """Thread-safe: noted by requests, asked by the feeds' hub."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lists: dict[str, dict[str, float]] = {}
        self._opened: dict[str, OrderedDict[str, None]] = {}

    def at_list(self, agent_id: str, name: str) -> None:
        """A page of the agent's shows this list."""
        with self._lock:
            self._lists.setdefault(agent_id, {})[name] = monotonic()

    def at_conversation(self, agent_id: str, conversation_id: str) -> None:
        """A page of the agent's shows this conversation."""
        with self._lock:
            mine = self._opened.setdefault(agent_id, OrderedDict())
            mine[conversation_id] = None
            mine.move_to_end(conversation_id)
            while len(mine) > OPENED:
                mine.popitem(last=False)

    def sees(self, agent_id: str, conversation_id: str) -> bool:
        """Whether the agent may have the conversation open."""
        return conversation_id in self._opened.get(agent_id, ()) or not self._lists_of(agent_id)

    def lists(self, agent_id: str, state: str) -> bool:
        """Whether a list of the agent's may show others' conversations in this state."""
        names = self._lists_of(agent_id)
        return not names or NAMED in names or not IN_LISTS.get(state, names).isdisjoint(names)

    def _lists_of(self, agent_id: str) -> set[str]:
        since = monotonic() - LATELY
        with self._lock:
            return {name for name, at in self._lists.get(agent_id, {}).items() if at > since}
