"""What each agent has on the screen, as far as their pages have asked for it: so that words are told only where they are seen.

A page asks for its list anew at least once a minute, and for what follows in its conversation after every connect; whoever has
not asked for anything lately is told of everything, as is everybody while the appliance has just begun.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable
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
    """Thread-safe: noted by requests, asked by the feeds' hub, which asks of conversations and lists rather than of each agent:
    hardly anybody of a hundred has to do with one message."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked: dict[str, float] = {}  # by agent, when they last asked for any list
        self._lists: dict[str, dict[str, float]] = {}  # by list and agent
        self._opened: dict[str, OrderedDict[str, None]] = {}  # by agent
        self._having: dict[str, set[str]] = {}  # by conversation

    def at_list(self, agent_id: str, name: str) -> None:
        """A page of the agent's shows this list."""
        with self._lock:
            self._asked[agent_id] = self._lists.setdefault(name, {})[agent_id] = monotonic()

    def at_conversation(self, agent_id: str, conversation_id: str) -> None:
        """A page of the agent's shows this conversation."""
        with self._lock:
            mine = self._opened.setdefault(agent_id, OrderedDict())
            mine[conversation_id] = None
            mine.move_to_end(conversation_id)
            self._having.setdefault(conversation_id, set()).add(agent_id)
            while len(mine) > OPENED:
                left, _ = mine.popitem(last=False)
                self._having[left].discard(agent_id)
                if not self._having[left]:
                    del self._having[left]

    def lately(self) -> set[str]:
        """Agents who have asked for a list lately; all others are to be told of everything."""
        since = monotonic() - LATELY
        with self._lock:
            return {agent for agent, at in self._asked.items() if at > since}

    def having(self, conversation_ids: Iterable[str]) -> set[str]:
        """Agents who may have one of these open."""
        with self._lock:
            return {agent for each in conversation_ids for agent in self._having.get(each, ())}

    def listing(self, states: Iterable[str]) -> set[str]:
        """Agents of whom a list may show others' conversations in one of these states."""
        since = monotonic() - LATELY
        with self._lock:
            names = {NAMED}.union(*(IN_LISTS.get(state, self._lists) for state in states))
            return {agent for name in names for agent, at in self._lists.get(name, {}).items() if at > since}
