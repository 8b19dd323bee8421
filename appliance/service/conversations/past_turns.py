"""The AI's turns of a conversation as they were: what it was asked, what it had drafted, and whether it handed over.

Laid by the same function as a live turn (`turn.laid`), so that whatever decides on a turn decides the same of a past one.
Messages are read as they are masked today.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from appliance.core.store.session import ReadSession
from appliance.core.vault.vault import Vault
from appliance.service.conversations.tables import Conversation, Message
from appliance.service.conversations.turn import A_PERSON, LOOK_BACK, Turn, laid

_ROW = select(Conversation.__table__).where(Conversation.id == bindparam("id"))
_ALL = (
    select(Message.__table__)
    .where(
        Message.conversation_id == bindparam("id"),
        Message.kind.in_(("text", "event")),
        Message.withdrawn.is_(False),
    )
    .order_by(Message.seq)
)
_NOT_BY_RULE = frozenset({"people_first", "came_back", "ai_failed"})
_PRESSED = "访客点了“转人工”"


@dataclass(frozen=True)
class PastTurn:
    """One turn. `at` is when it ended, `ordinal` the store's number of what ended it. `rung` and `draft` are of what the AI had
    drafted (`draft` the figures kept with it), "" where it handed over before it drafted anything. `reasons` are those of the
    handover, None where there was none. Turns of one `stretch` have no person between them."""

    turn: Turn
    at: datetime
    ordinal: int
    stretch: int
    rung: str = ""
    draft: Mapping[str, Any] | None = None
    reasons: Sequence[Mapping[str, Any]] | None = None


def past_turns(s: ReadSession, vault: Vault, conversation_id: str) -> list[PastTurn]:
    """Every turn that the AI has taken in it, oldest first; none of one that was erased."""
    row: Any = s.rows(_ROW, id=conversation_id).first()
    if row is None or row.erased_at is not None:
        return []
    walk = _Walk(s, vault, row)
    for m in s.rows(_ALL, id=conversation_id):
        walk.meet(m)
    return walk.turns


class _Walk:
    """Goes through a transcript and keeps what nobody had answered at each point of it."""

    def __init__(self, s: ReadSession, vault: Vault, row: Any) -> None:
        self._s, self._vault, self._row = s, vault, row
        self._met: list[Any] = []
        self._asked: list[Any] = []
        self._stretch = 0
        self._streams: str | None = None  # the reply that is being said sentence by sentence
        self.turns: list[PastTurn] = []

    def meet(self, m: Any) -> None:
        """The next entry of the transcript."""
        if m.kind == "event":
            self._event(m)
        elif m.author_kind == "visitor":
            self._asked.append(m)
        elif m.author_kind == "ai":
            self._reply(m)
        elif m.author_kind == "agent":
            self._asked, self._stretch = [], self._stretch + 1
        self._met.append(m)

    def _reply(self, m: Any) -> None:
        draft, rung = m.meta.get("draft"), str(m.meta.get("rung", ""))
        if m.reply_id != self._streams:
            if not self._asked:
                return
            self._add(m, rung=rung, draft=draft or {})
        elif draft:
            self.turns[-1] = replace(self.turns[-1], draft=draft)
        # A reply that comes in sentences is complete with the one that keeps its figures; until then a newer message makes
        # the turn begin anew with all that is unanswered.
        if rung == "generated" and not draft:
            self._streams = m.reply_id
        else:
            self._streams, self._asked = None, []

    def _event(self, m: Any) -> None:
        event = str(m.meta.get("event", ""))
        if event == "handed_off":
            reasons = m.meta.get("reasons") or []
            if self._decided(m, reasons):
                same = self.turns and (
                    not self._asked or self.turns[-1].turn.answers_seq == self._asked[-1].seq
                )
                if same and self.turns[-1].stretch == self._stretch:
                    draft = m.meta.get("draft") or self.turns[-1].draft
                    self.turns[-1] = replace(self.turns[-1], draft=draft, reasons=reasons)
                elif self._asked:
                    draft = m.meta.get("draft")
                    self._add(m, rung=str((draft or {}).get("rung", "")), draft=draft, reasons=reasons)
            self._asked = []
        elif event == "closed":
            self._asked = []
        if event in A_PERSON:
            self._stretch, self._streams = self._stretch + 1, None

    def _decided(self, m: Any, reasons: Sequence[Mapping[str, Any]]) -> bool:
        """Whether the AI's rules handed over, rather than the visitor's button, a share for people or a failure."""
        if m.meta.get("by", "ai") != "ai" or not reasons:
            return False
        return not any(r.get("code") in _NOT_BY_RULE or r.get("zh") == _PRESSED for r in reasons)

    def _add(self, m: Any, **more: Any) -> None:
        first = self._asked[0].seq
        before = [each for each in self._met if each.seq < first][-LOOK_BACK:]
        turn = laid(self._s, self._vault, self._row, list(self._asked), before)
        self.turns.append(PastTurn(turn, m.created_at, m.ordinal, self._stretch, **more))
