"""The desk's lists of conversations, their figures, and a place in the queue: read from indexes of what is open, however much is
stored. A list is one query for its rows and one for how their tokens are shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, literal_column, or_, select, tuple_

from appliance.core.entities.queries import displays as displays_of
from appliance.core.masking.text import MaskedText, tokens_in
from appliance.core.store.prepared import Prepared
from appliance.core.store.session import ReadSession
from appliance.core.vault.vault import Vault
from appliance.service.conversations.filters import Filters, View, in_view
from appliance.service.conversations.phrases import phrase
from appliance.service.conversations.tables import Conversation, Mention, Message
from appliance.service.conversations.views import ConversationRow, row_of, text_of

_CONVERSATIONS, _MESSAGES = Conversation.__table__, Message.__table__
_BY_STATE = Prepared(
    select(Conversation.state, func.count())
    .where(or_(*(Conversation.state == state for state in ("ai", "queued", "human"))))
    .group_by(Conversation.state)
)
_AGENT: Any = bindparam("agent")
_ROWID: Any = literal_column("conversations.rowid")
"""Stands in every index, where `id` does not."""


def _figure(wanted: Any, *where: Any, name: str) -> Any:
    """One figure beside others of the same table; each looks at its own rows."""
    return select(wanted).where(*where).correlate(None).scalar_subquery().label(name)


_OLDEST = _figure(func.min(Conversation.queued_at), Conversation.queue_no.is_not(None), name="oldest")
_ALONE = Prepared(select(_OLDEST))
_OWN = Prepared(
    select(
        func.count().label("mine"),
        func.sum(Conversation.unread_visitor).label("unread"),
        _figure(func.count(), *in_view("team", _AGENT), name="team"),
        _figure(func.count(), Mention.agent_id == _AGENT, Mention.seen_at.is_(None), name="unseen"),
        _OLDEST,
    ).where(*in_view("mine", _AGENT))
)


def list_for_desk(
    s: ReadSession,
    vault: Vault,
    view: View,
    agent_id: str | None = None,
    limit: int = 50,
    before: datetime | None = None,
    filters: Filters | None = None,
) -> list[ConversationRow]:
    """One of the desk's lists with previews: newest word first, the waiting in the order of the queue.

    `before` gives the next page: those whose last message is older.
    """
    wanted = _listed(view, filters or Filters(), before is not None)
    rows = [(c, _preview(vault, c)) for c in s.rows(wanted, agent=agent_id, limit=limit, before=before)]
    holding = {c.id: c.channel for c, preview in rows if preview is not None and tokens_in(preview)}
    displays = displays_of(s, holding) if holding else {}
    return [row_of(c, preview, displays.get(c.id)) for c, preview in rows]


@lru_cache(maxsize=200)  # what people narrow their lists to comes again
def _listed(view: View, filters: Filters, older: bool) -> Prepared:
    """The rows of a list with what is shown of their last message. Which they are is found first and by an index alone: of
    twenty thousand open ones the rows themselves (a kilobyte each) are read for those only that are shown."""
    found = select(_ROWID).where(*in_view(view, _AGENT), *filters.conditions())
    if older:
        found = found.where(Conversation.last_message_at < bindparam("before"))
    # By the order in which they were put down where the times are equal: that is the index's own order.
    newest: tuple[Any, ...] = (
        Conversation.last_message_at.desc(),
        _ROWID.desc(),
    )
    order = (Conversation.queue_rank, Conversation.queue_no) if view == "waiting" else newest
    chosen = found.order_by(*order).limit(bindparam("limit"))
    last = (
        Message.id.label("said_id"),
        Message.kind.label("said_kind"),
        Message.meta.label("said_meta"),
        Message.body_sealed.label("said_sealed"),
    )
    return Prepared(
        select(_CONVERSATIONS, *last)
        .outerjoin(_MESSAGES, Message.id == Conversation.last_message_id)
        .where(_ROWID.in_(chosen))
        .order_by(*order)
    )


@dataclass(frozen=True)
class Counts:
    """What the desk's head shows. `oldest_queued_at`: since when somebody waits; `mentions`: notes that name the agent and
    have not been seen; `unread`: messages of the agent's visitors that have not."""

    mine: int
    waiting: int
    ai: int
    human: int
    oldest_queued_at: datetime | None
    team: int = 0
    mentions: int = 0
    unread: int = 0


def counts(s: ReadSession, agent_id: str | None = None) -> Counts:
    """How many conversations are open, by state. Reads the index of open ones only."""
    by_state: dict[str, int] = dict(s.rows(_BY_STATE))
    waiting, ai, human = (by_state.get(state, 0) for state in ("queued", "ai", "human"))
    if agent_id is None:
        return Counts(0, waiting, ai, human, s.rows(_ALONE).scalar())
    own = s.rows(_OWN, agent=agent_id).first()
    return Counts(own.mine, waiting, ai, human, own.oldest, own.team, own.unseen, own.unread or 0)


def place_in_queue(s: ReadSession, conversation_id: str) -> int | None:
    """The place in its team's queue, from 1; `None` when not waiting."""
    wanted = select(Conversation.queue_rank, Conversation.queue_no, Conversation.team_id)
    own = s.execute(wanted.where(Conversation.id == conversation_id)).first()
    if own is None or own.queue_no is None:
        return None
    place = tuple_(Conversation.queue_rank, Conversation.queue_no)
    before = select(func.count()).where(
        Conversation.queue_no.is_not(None),
        Conversation.team_id == own.team_id,
        place <= tuple_(own.queue_rank, own.queue_no),
    )
    return s.scalar(before)


class _Said(NamedTuple):
    """Of a message what its words are made of."""

    id: str
    kind: str
    meta: dict[str, Any]
    body_sealed: bytes


def _preview(vault: Vault, row: Any) -> MaskedText | None:
    if row.erased_at is not None:
        return phrase("erased", row.lang)
    if row.said_id is None:
        return None
    return text_of(vault, row, _Said(row.said_id, row.said_kind, row.said_meta, row.said_sealed))
