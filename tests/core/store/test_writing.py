"""An act is there when its block is left, and leaves nothing when it failed."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError, PendingRollbackError

from appliance.core.kit.errors import StorageFull, Unavailable
from appliance.core.store.prepared import Prepared
from appliance.core.store.session import Store, WriteSession
from tests.core.store.rows import Note, texts


def test_an_act_is_there_when_the_block_is_left_and_gone_when_it_failed(store: Store) -> None:
    with store.writing() as w:
        w.add(Note(text="kept"))
    assert texts(store) == ["kept"]
    for problem in (KeyError, KeyboardInterrupt):
        with pytest.raises(problem), store.writing() as w:  # noqa: PT012
            w.add(Note(text="lost"))
            w.flush()
            raise problem
    assert texts(store) == ["kept"]
    with pytest.raises(IntegrityError), store.writing() as w:
        w.add(Note(text="kept"))
    with store.writing() as w:
        w.add(Note(text="after"))
    assert texts(store) == ["kept", "after"]


@pytest.mark.parametrize("by", ["plain first", "objects first"])
def test_plain_statements_and_objects_of_an_act_go_together(store: Store, by: str) -> None:
    insert_plain = Prepared(insert(Note.__table__))

    def write(w: WriteSession, name: str) -> None:
        if by == "objects first":
            w.add(Note(text=f"{name} object"))
        w.rows(insert_plain, text=f"{name} plain")
        if by == "plain first":
            w.add(Note(text=f"{name} object"))

    with store.writing() as w:
        write(w, "kept")
    kept = texts(store)
    assert sorted(kept) == ["kept object", "kept plain"]
    with pytest.raises(KeyError), store.writing() as w:  # noqa: PT012
        write(w, "lost")
        w.flush()
        raise KeyError
    assert texts(store) == kept
    with pytest.raises(PendingRollbackError), store.writing() as w:  # noqa: PT012
        write(w, "beside")
        w.add(Note(text="kept plain"))
        with pytest.raises(IntegrityError):
            w.flush()
        w.rows(insert_plain, text="an act that has failed writes on")
    assert texts(store) == kept


def test_hooks_run_after_the_commit_with_nothing_held_and_cannot_undo_it(store: Store) -> None:
    seen: list[list[str]] = []

    def look() -> None:
        seen.append(texts(store))
        if len(seen) == 1:
            with store.writing() as w:
                w.add(Note(text="by the hook"))
        raise RuntimeError

    store.on_commit(look)

    def act() -> None:
        with store.writing() as w:
            w.add(Note(text="act"))

    thread = threading.Thread(target=act)
    thread.start()
    thread.join(20)
    assert texts(store)[0] == "act"
    assert seen[0] == ["act"]


def test_a_failed_act_alone_calls_no_hook(store: Store) -> None:
    calls: list[int] = []
    store.on_commit(lambda: calls.append(1))
    with pytest.raises(KeyError), store.writing():
        raise KeyError
    assert calls == []


def test_writing_within_writing_is_refused_reading_is_not(store: Store) -> None:
    with store.writing() as w:
        w.add(Note(text="outer"))
        with store.reading() as s:
            assert s.scalar(select(func.count()).select_from(Note)) == 0
        with pytest.raises(RuntimeError, match="inside"), store.writing():
            pass
    assert texts(store) == ["outer"]


@pytest.mark.parametrize("step", ["commit", "rollback"])
def test_actions_cannot_commit_or_roll_back(store: Store, step: str) -> None:
    with pytest.raises(RuntimeError, match="an action does not"), store.writing() as w:  # noqa: PT012
        w.add(Note(text="x"))
        getattr(w, step)()
    assert texts(store) == []


def test_a_full_disk_is_said_and_loses_only_the_act(store: Store) -> None:
    with store.connection() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    connection = store._writer._connection.connection.driver_connection
    connection.execute(f"PRAGMA max_page_count = {pages + 4}")
    with pytest.raises(StorageFull), store.writing() as w:
        w.add(Note(text="x" * 400_000))
    assert texts(store) == []
    connection.execute("PRAGMA max_page_count = 1000000")
    with store.writing() as w:
        w.add(Note(text="fits"))
    assert texts(store) == ["fits"]


def test_a_closed_store_turns_everybody_away(store: Store) -> None:
    store.close()
    store.close()
    with pytest.raises(Unavailable), store.writing():
        pass


@given(plan=st.lists(st.lists(st.booleans(), min_size=1, max_size=5), min_size=1, max_size=8))
def test_exactly_the_acts_that_returned_are_there(store: Store, plan: list[list[bool]]) -> None:
    kept: list[str] = []
    with store.writing() as w:
        for note in w.scalars(select(Note)):
            w.delete(note)

    def work(worker: int, fails: list[bool]) -> None:
        for n, fail in enumerate(fails):
            text = f"{worker}-{n}"
            try:
                with store.writing() as w:
                    w.add(Note(text=text))
                    w.flush()
                    if fail:
                        raise KeyError
                kept.append(text)
            except KeyError:
                pass

    threads = [threading.Thread(target=work, args=(n, fails)) for n, fails in enumerate(plan)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(texts(store)) == sorted(kept)
    assert len(kept) == sum(not fail for fails in plan for fail in fails)
