"""Prepared statements: what they find and write is what the library would, in the same act, with the same refusals."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast

import pytest
from sqlalchemy import Table, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError, PendingRollbackError

from appliance.core.events.tables import OutboxRow
from appliance.core.kit.errors import Unavailable
from appliance.core.store.base import Base
from appliance.core.store.prepared import Prepared
from appliance.core.store.session import Store

TABLE = cast(Table, OutboxRow.__table__)
AT = datetime(2026, 11, 26, 5, tzinfo=UTC)
ADD = Prepared(insert(TABLE))
ALL = select(TABLE).order_by(OutboxRow.seq)
OF = Prepared(select(TABLE).where(OutboxRow.conversation_id == bindparam("id")).limit(bindparam("most")))
RENAME = Prepared(
    update(TABLE).where(OutboxRow.conversation_id == bindparam("id")).values(kind=bindparam("new"))
)


@pytest.fixture
def outbox(store: Store) -> Store:
    with store.connection() as connection:
        Base.metadata.create_all(connection, [TABLE])
    return store


def row(conversation: str | None = "c1", **more: Any) -> dict[str, Any]:
    return {"at": AT, "kind": "Said", "conversation_id": conversation, "payload": {"seq": 1}, **more}


def test_what_is_written_and_found_is_what_the_library_writes_and_finds(outbox: Store) -> None:
    with outbox.writing() as s:
        first = s.rows(ADD, **row())
        s.execute(insert(TABLE), [row("c2", payload={"b": [1, None], "a": "年费"})])
        assert first.lastrowid == 1
        assert s.rows(RENAME, id="c1", new="Renamed").rowcount == 1
        assert s.rows(RENAME, id="nobody", new="Renamed").rowcount == 0
    with outbox.reading() as s:
        assert [tuple(one) for one in s.rows(Prepared(ALL))] == [tuple(one) for one in s.rows(ALL)]
        found = s.rows(OF, id="c1", most=5).first()
        assert (found.seq, found.kind, found.at, found.payload) == (1, "Renamed", AT, {"seq": 1})
        assert s.rows(OF, id="nobody", most=5).first() is None
        assert s.rows(OF, id="nobody", most=5).scalar() is None
        assert s.rows(Prepared(select(OutboxRow.kind).order_by(OutboxRow.seq))).scalars() == [
            "Renamed",
            "Said",
        ]


def test_it_is_part_of_the_act(outbox: Store) -> None:
    def act() -> None:
        with outbox.writing() as s:
            s.rows(ADD, **row())
            raise KeyError("changed my mind")

    with pytest.raises(KeyError):
        act()
    with outbox.reading() as s:
        assert s.rows(OF, id="c1", most=5) == []


def test_each_view_is_of_one_moment_and_ends_with_it(outbox: Store) -> None:
    with outbox.reading() as before:
        assert before.rows(OF, id="c1", most=5) == []
        with outbox.writing() as s:
            s.rows(ADD, **row())
        assert before.rows(OF, id="c1", most=5) == []
        before.rollback()
        assert len(before.rows(OF, id="c1", most=5)) == 1


def test_errors_are_the_library_s(outbox: Store) -> None:
    with outbox.writing() as s:
        s.rows(ADD, **row(), seq=1)
        with pytest.raises(IntegrityError):
            s.rows(ADD, **row(), seq=1)


def test_an_act_whose_savepoint_is_lost_writes_nothing_beside_it(outbox: Store) -> None:
    def act() -> None:
        with outbox.writing() as s:
            s.rows(ADD, **row(), seq=1)
            s.add(OutboxRow(seq=1, **row()))
            with pytest.raises(IntegrityError):
                s.flush()
            s.rows(ADD, **row("beside"))

    with pytest.raises(PendingRollbackError):
        act()
    with outbox.reading() as s:
        assert s.rows(Prepared(ALL)) == []


def test_an_act_whose_transaction_sqlite_gave_up_writes_nothing_for_good(outbox: Store) -> None:
    def act() -> None:
        with outbox.writing() as s:
            s.rows(ADD, **row())
            s.connection().connection.driver_connection.execute("ROLLBACK")  # type: ignore[union-attr]
            s.rows(ADD, **row("for good"))

    with pytest.raises(Unavailable):
        act()
    with outbox.reading() as s:
        assert s.rows(Prepared(ALL)) == []


def test_a_list_of_values_cannot_be_prepared(outbox: Store) -> None:
    wanted = Prepared(select(TABLE).where(OutboxRow.seq.in_(bindparam("these", expanding=True))))
    with outbox.reading() as s, pytest.raises(ValueError, match="list of values"):
        s.rows(wanted, these=[1, 2])
