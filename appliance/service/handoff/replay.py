"""A rule book tried over past conversations: what it would have handed over, when and why, against the one that holds.

Both books decide on the same turns by the same functions as the live path. What follows a handover that really took place is
not known: those turns were never taken.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, func, select, tuple_

from appliance.core.kit import clock
from appliance.core.store.session import ReadSession, Store
from appliance.core.vault.vault import Vault
from appliance.service.conversations.past_turns import PastTurn, past_turns
from appliance.service.conversations.tables import Conversation
from appliance.service.handoff.bound import Bound
from appliance.service.handoff.drafted import Drafted
from appliance.service.handoff.facts import around
from appliance.service.handoff.queues import Queues
from appliance.service.handoff.rule import Facts, Reason, seen

Kind = Literal["more", "fewer", "earlier", "later", "other"]
KINDS: Final[tuple[Kind, ...]] = ("more", "fewer", "earlier", "later", "other")
MOST: Final = 500
"""Differences that are kept one by one; all are counted."""

_PAGE: Final = 500
"""Conversations fetched at a time."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Point:
    """A handover: after which message of the visitor (its number), when, and why."""

    seq: int
    at: datetime
    code: str
    zh: str
    en: str
    rule: str
    evidence: str


@dataclass(frozen=True)
class Differs:
    """One stretch of a conversation that the two books decide otherwise."""

    conversation_id: str
    code: str
    channel: str
    kind: Kind
    now: Point | None
    then: Point | None


@dataclass
class Tried:
    """`turns` the AI's turns looked at; `now` and `then`: stretches handed over by the book that holds and by the tried one, by
    code of the reason."""

    conversations: int = 0
    turns: int = 0
    stretches: int = 0
    now: Counter[str] = field(default_factory=Counter)
    then: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    differs: list[Differs] = field(default_factory=list)

    def kept(self) -> dict[str, Any]:
        """As JSON, times as ISO."""
        made = [asdict(each) for each in self.differs]
        for each in made:
            for side in ("now", "then"):
                if each[side] is not None:
                    each[side]["at"] = each[side]["at"].isoformat()
        figures = {"conversations": self.conversations, "turns": self.turns, "stretches": self.stretches}
        by_code = {"now": dict(self.now), "then": dict(self.then), "kinds": dict(self.kinds)}
        return {**figures, **by_code, "differs": made}


def replay(
    store: Store,
    vault: Vault,
    now: Bound,
    then: Bound,
    since: datetime,
    progress: Progress = lambda done, total: None,
) -> Tried:
    """Try `then` against `now` over every turn since a time. One short read for each conversation; no word is kept.

    The caller has put the reading on record (`Verb.HANDOFF_REPLAYED`).
    """
    tried = Tried()
    looks = now.looks_around or then.looks_around
    with store.reading() as s:
        total = (
            s.scalar(select(func.count()).select_from(Conversation).where(*_within(since, clock.now()))) or 0
        )
        queues = Queues.read(s, since) if looks else Queues()
    for done, (conversation_id, code, channel) in enumerate(_conversations(store, since)):
        progress(min(done, total), total)
        with store.reading() as s:
            turns = [turn for turn in past_turns(s, vault, conversation_id) if turn.at >= since]
            facts = [_facts(s, queues, turn) if looks else None for turn in turns]
        if not turns:
            continue
        tried.conversations += 1
        tried.turns += len(turns)
        for _, stretch in groupby(zip(turns, facts, strict=True), key=lambda pair: pair[0].stretch):
            pairs = list(stretch)
            tried.stretches += 1
            _compare(tried, conversation_id, code, channel, _first(now, pairs), _first(then, pairs))
    progress(total, total)
    return tried


def _within(since: datetime, until: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        Conversation.last_message_at >= since,
        Conversation.last_message_at <= until,
        Conversation.erased_at.is_(None),
    )


def _conversations(store: Store, since: datetime) -> Iterator[tuple[str, str, str]]:
    """Id, code and channel of those with a word since then, a page at a time: a store may hold a million."""
    until, after = clock.now(), (since, "")
    columns = (Conversation.last_message_at, Conversation.id)
    while True:
        with store.reading() as s:
            page = s.execute(
                select(*columns, Conversation.code, Conversation.channel)
                .where(*_within(since, until), tuple_(*columns) > after)
                .order_by(*columns)
                .limit(_PAGE)
            ).all()
        for _, conversation_id, code, channel in page:
            yield conversation_id, code, channel
        if len(page) < _PAGE:
            return
        after = (page[-1][0], page[-1][1])


def decided(bound: Bound, past: PastTurn, facts: Facts | None = None) -> Reason | None:
    """What a book says to a turn as the live path would ask it: the question first, then the draft if there was one."""
    turn = seen(past.turn, facts)
    reason = bound.on_question(turn)
    if reason is None and past.draft is not None:
        reason = bound.on_draft(turn, Drafted.read(past.rung, past.draft))
    return reason


def _facts(s: ReadSession, queues: Queues, past: PastTurn) -> Facts:
    conversation = s.get(Conversation, past.turn.conversation_id)
    team_id = conversation.team_id if conversation is not None else None
    return around(s, past.turn.conversation_id, past.at, queues.waiting(team_id, past.ordinal))


def _first(bound: Bound, pairs: Sequence[tuple[PastTurn, Facts | None]]) -> Point | None:
    return next(_points(bound, pairs), None)


def _points(bound: Bound, pairs: Sequence[tuple[PastTurn, Facts | None]]) -> Iterator[Point]:
    for past, facts in pairs:
        if reason := decided(bound, past, facts):
            yield Point(
                past.turn.answers_seq,
                past.at,
                reason.code,
                reason.zh,
                reason.en,
                reason.rule,
                reason.evidence,
            )


def _compare(
    tried: Tried, conversation_id: str, code: str, channel: str, now: Point | None, then: Point | None
) -> None:
    if now is not None:
        tried.now[now.code] += 1
    if then is not None:
        tried.then[then.code] += 1
    kind = _kind(now, then)
    if kind is None:
        return
    tried.kinds[kind] += 1
    if len(tried.differs) < MOST:
        tried.differs.append(Differs(conversation_id, code, channel, kind, now, then))


def _kind(now: Point | None, then: Point | None) -> Kind | None:
    if now is None or then is None:
        return None if now is then else ("more" if now is None else "fewer")
    if then.seq != now.seq:
        return "earlier" if then.seq < now.seq else "later"
    return "other" if then.code != now.code else None
