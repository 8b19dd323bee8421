"""The rows of a bank that has been at work for years, and of its people, put into a store by bulk insert.

What the desk can show opens as if it had been written message by message; the closed rest holds random bytes of the usual
length, since nobody looks at it and a million seals would take minutes.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Connection, insert

from appliance.core.accounts.queries import digest
from appliance.core.accounts.tables import DEFAULT_TEAM, Agent, SignIn
from appliance.core.entities.tables import Entity
from appliance.core.kit import clock
from appliance.core.kit.ids import new_id
from appliance.core.masking.text import MaskedText
from appliance.core.store.column_types import to_ms
from appliance.core.store.session import Store
from appliance.core.vault.vault import Vault
from appliance.doors.channels.web_widget import token
from appliance.doors.channels.web_widget.adapter import NAME as WIDGET
from appliance.service.contacts.tables import ChannelIdentity, Contact
from appliance.service.conversations import keys
from appliance.service.conversations.tables import Conversation, Message
from appliance.service.routing.tables import AgentPresence
from tests.benchmarks.texts import MESSAGES

AT_ONCE = 20_000
SHOWN = 1000
"""Of the closed ones, so many of the newest open; a list shows a hundred."""
SEALED = 62 + 90  # bytes of a wrapped key, of a short text
CHANGES_HANDS = timedelta(seconds=1)


@dataclass(frozen=True)
class Seat:
    """An agent who is signed in; `cookie` is what their browser sends."""

    id: str
    name: str
    cookie: str


@dataclass(frozen=True)
class Talk:
    """A conversation of a visitor; `bearer` is what their window sends."""

    id: str
    bearer: str


def seats(store: Store, count: int, capacity: int = 6) -> list[Seat]:
    """So many agents at work: signed in, available."""
    at, made = clock.now(), []
    with store.writing() as s:
        for number in range(count):
            seat = Seat(new_id(), f"坐席{number:03}", secrets.token_urlsafe(32))
            s.add(
                Agent(
                    id=seat.id,
                    login=f"seat{number:03}",
                    name=seat.name,
                    role="agent",
                    password_hash="-",
                    state="active",
                    capacity=capacity,
                    lang="zh",
                    team_id=DEFAULT_TEAM,
                    created_at=at,
                )
            )
            made.append(seat)
        s.flush()
        for seat in made:
            s.add(
                SignIn(
                    token_hash=digest(seat.cookie),
                    agent_id=seat.id,
                    created_at=at,
                    last_seen_at=at,
                    expires_at=at + timedelta(hours=12),
                    csrf=secrets.token_urlsafe(24),
                )
            )
            s.add(AgentPresence(agent_id=seat.id, state="available", seen_at=at))
    return made


def talks(
    store: Store, vault: Vault, count: int, state: str = "human", owners: Sequence[Seat] = ()
) -> list[Talk]:
    """So many open conversations with one message and one masked value each, shared out among `owners`."""
    made: list[Talk] = []
    now = clock.now()

    def rows() -> Iterator[_Rows]:
        for number in range(count):
            bearer = token.issue(vault)
            owner = owners[number % len(owners)] if owners and state == "human" else None
            one = _row(
                vault.new_contact(), bearer.partition(".")[0], state, now - CHANGES_HANDS, number, owner
            )
            one.opens(vault, number)
            made.append(Talk(one.conversation["id"], bearer))
            yield one

    _put(store, rows())
    return made


def closed(store: Store, vault: Vault, count: int) -> None:
    """So many conversations of earlier years, one message each, fifty to a contact."""
    now = clock.now()

    def rows() -> Iterator[_Rows]:
        contact = visitor = ""
        for number in range(count):
            fresh = number % 50 == 0
            if fresh:
                contact, visitor = vault.new_contact(), token.issue(vault).partition(".")[0]
            began = now - timedelta(days=1) - timedelta(seconds=60) * (count - number)
            one = _row(contact, visitor, "closed", began, number, None, known=not fresh)
            if number >= count - SHOWN:
                one.opens(vault, number)
            else:
                noise = secrets.token_bytes(SEALED)
                one.conversation["key_wrapped"], one.message["body_sealed"] = noise[:62], noise[62:]
            yield one

    _put(store, rows())


@dataclass
class _Rows:
    """One conversation as it stands in the tables."""

    contact: dict[str, Any] | None
    identity: dict[str, Any] | None
    conversation: dict[str, Any]
    message: dict[str, Any]
    entity: dict[str, Any] | None = None

    def opens(self, vault: Vault, number: int) -> None:
        """Seal its words and a mobile number as intake would."""
        c, m = self.conversation, self.message
        value = vault.value_hash("MOBILE", f"1380000{number:06}")
        c["key_wrapped"] = keys.make(vault, c["id"], c["contact_id"])
        key = keys.unwrap(vault, c["id"], c["contact_id"], c["key_wrapped"])
        said = f"{MESSAGES[number % len(MESSAGES)][:12]}，电话⟦MOBILE:{value}⟧"
        m["body_sealed"] = keys.seal_body(key, m["id"], MaskedText.trusted(said))
        self.entity = {
            "conversation_id": c["id"],
            "token_id": f"MOBILE:{value}",
            "kind": "MOBILE",
            "display": f"138****{number % 10_000:04}",
            "value_sealed": secrets.token_bytes(41),
            "message_id": m["id"],
            "found_by": "cn_mobile",
            "created_at": m["created_at"],
        }


def _row(
    contact: str, visitor: str, state: str, at: Any, number: int, owner: Seat | None, known: bool = False
) -> _Rows:
    conversation_id, message_id = new_id(), new_id()
    waits = state == "queued"
    return _Rows(
        None if known else {"id": contact, "created_at": at, "display_name": ""},
        None if known else {"channel": WIDGET, "external_id": visitor, "contact_id": contact},
        {
            "id": conversation_id,
            "code": f"{number % 10_000:04}",
            "contact_id": contact,
            "channel": WIDGET,
            "channel_key": f"{WIDGET}:{visitor}",
            "state": state,
            "version": 2,
            "staff_seq": 1,
            "visitor_seq": 1,
            "asked_seq": 1,
            "answered_seq": 0 if waits else 1,
            "agent_id": owner.id if owner else None,
            "agent_name": owner.name if owner else "",
            "lang": "zh",
            "handoff_reason": [
                {"code": "asks_for_person", "zh": "客户要求人工服务", "en": "Asks for a person"}
            ],
            "queue_no": number + 1 if waits else None,
            "queue_rank": to_ms(at) + number if waits else None,
            "team_id": DEFAULT_TEAM,
            "key_wrapped": b"",
            "created_at": at,
            "queued_at": None if state == "ai" else at,
            "claimed_at": at if owner else None,
            "closed_at": at if state == "closed" else None,
            "last_message_at": at,
            "last_message_id": message_id,
            "last_author_kind": "visitor",
            "unread_visitor": 0 if state == "closed" else 1,
        },
        {
            "id": message_id,
            "conversation_id": conversation_id,
            "seq": 1,
            "visitor_seq": 1,
            "author_kind": "visitor",
            "author_id": contact,
            "author_name": "",
            "body_sealed": b"",
            "kind": "text",
            "meta": {},
            "client_id": message_id,
            "client_key": message_id,
            "withdrawn": False,
            "created_at": at,
            "delivered_at": at,
        },
    )


def _put(store: Store, rows: Iterator[_Rows]) -> None:
    tables: tuple[Any, ...] = tuple(
        each.__table__ for each in (Contact, ChannelIdentity, Conversation, Message, Entity)
    )
    while batch := list(islice(rows, AT_ONCE)):
        columns = zip(
            *((r.contact, r.identity, r.conversation, r.message, r.entity) for r in batch), strict=True
        )
        with store.connection() as connection:
            for table, column in zip(tables, columns, strict=True):
                _insert(connection, table, [row for row in column if row is not None])


def _insert(connection: Connection, table: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), rows)
