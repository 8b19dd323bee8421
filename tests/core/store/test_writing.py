"""One writer, first come first served; acts share commits, never each other's failures."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError, OperationalError

from appliance.core.kit.errors import ApplianceError, StorageFull, Unavailable
from appliance.core.store import writer
from appliance.core.store.engine import open_store
from appliance.core.store.session import Store
from appliance.core.vault import cipher_file
from appliance.core.vault.vault import Vault
from tests.core.store.rows import Note

ROOT = Path(__file__).resolve().parents[3]


def texts(store: Store) -> list[str]:
    with store.reading() as s:
        return list(s.scalars(select(Note.text).order_by(Note.id)))


class Crowd:
    """Threads that stand in line behind an act we hold open, in a known order."""

    def __init__(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        self.store = store
        # The machine's speed must not decide which acts share a commit here.
        monkeypatch.setattr(writer, "LONGEST", 60.0)
        self.threads: list[threading.Thread] = []
        self.outcomes: dict[str, BaseException | None] = {}

    @contextmanager
    def behind(self, text: str) -> Iterator[None]:
        """Hold an act open that writes `text`; those who join within the block stand behind it."""
        with self.store.writing() as w:
            w.add(Note(text=text))
            yield

    def join(self, text: str, fail: bool = False) -> None:
        waiting = len(self.store._writer._line)

        def act() -> None:
            try:
                with self.store.writing() as w:
                    w.add(Note(text=text))
                    w.flush()
                    if fail:
                        raise KeyError(text)
                self.outcomes[text] = None
            except BaseException as problem:
                self.outcomes[text] = problem

        thread = threading.Thread(target=act)
        thread.start()
        self.threads.append(thread)
        while len(self.store._writer._line) == waiting:
            threading.Event().wait(0.001)

    def leave(self) -> None:
        for thread in self.threads:
            thread.join(30)
            assert not thread.is_alive()


@pytest.fixture
def crowd(store: Store, monkeypatch: pytest.MonkeyPatch) -> Crowd:
    return Crowd(store, monkeypatch)


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


def test_those_in_line_share_one_commit_in_the_order_they_came(crowd: Crowd) -> None:
    before = crowd.store.commits
    with crowd.behind("0"):
        for n in range(1, 11):
            crowd.join(str(n))
    crowd.leave()
    assert texts(crowd.store) == [str(n) for n in range(11)]
    assert set(crowd.outcomes.values()) == {None}
    assert crowd.store.commits == before + 1


def test_one_that_fails_takes_nothing_of_the_others(crowd: Crowd) -> None:
    with crowd.behind("0"):
        for n in range(1, 9):
            crowd.join(str(n), fail=n in (1, 4, 8))
    crowd.leave()
    assert texts(crowd.store) == ["0", "2", "3", "5", "6", "7"]
    assert {text for text, outcome in crowd.outcomes.items() if isinstance(outcome, KeyError)} == {
        "1",
        "4",
        "8",
    }


@pytest.mark.parametrize("first_fails", [True, False])
def test_when_all_behind_fail_the_first_still_counts(crowd: Crowd, first_fails: bool) -> None:
    try:
        with crowd.behind("0"):
            crowd.join("1", fail=True)
            crowd.join("2", fail=True)
            if first_fails:
                raise KeyError
    except KeyError:
        pass
    crowd.leave()
    assert texts(crowd.store) == ([] if first_fails else ["0"])


@pytest.mark.parametrize(
    ("raised", "seen"),
    [
        (OperationalError("COMMIT", {}, driver.OperationalError("database or disk is full")), StorageFull),
        (OperationalError("COMMIT", {}, driver.OperationalError("disk I/O error")), Unavailable),
        (StorageFull(), StorageFull),
        (RuntimeError("anything"), Unavailable),
    ],
)
def test_a_failed_commit_is_raised_in_every_caller_and_keeps_nothing(
    crowd: Crowd, raised: Exception, seen: type[ApplianceError]
) -> None:
    def fail() -> None:
        raise raised

    crowd.store.failpoints["commit"] = fail
    with pytest.raises(seen), crowd.behind("0"):  # noqa: PT012
        for n in range(1, 6):
            crowd.join(str(n), fail=n == 3)
    crowd.leave()
    kinds = {text: type(outcome) for text, outcome in crowd.outcomes.items()}
    assert kinds == {text: KeyError if text == "3" else seen for text in "12345"}
    errors = [outcome for outcome in crowd.outcomes.values() if outcome]
    assert len({id(error) for error in errors}) == len(errors), "each caller has its own error"
    assert texts(crowd.store) == []
    crowd.store.failpoints.clear()
    with crowd.store.writing() as w:
        w.add(Note(text="again"))
    assert texts(crowd.store) == ["again"]


def test_when_sqlite_drops_the_transaction_by_itself_nobody_is_told_it_was_kept(crowd: Crowd) -> None:
    def drop(*_: object) -> None:
        # What SQLite does on some I/O errors, in the middle of a batch.
        crowd.store._writer._connection.connection.driver_connection.execute("ROLLBACK")

    with pytest.raises(Unavailable), crowd.behind("0"):  # noqa: PT012
        crowd.join("1")
        crowd.join("2")
        drop()
    crowd.leave()
    kept = {text for text, outcome in crowd.outcomes.items() if outcome is None}
    assert set(texts(crowd.store)) == kept
    with crowd.store.writing() as w:
        w.add(Note(text="again"))
    assert "again" in texts(crowd.store)


def test_a_batch_is_bounded(crowd: Crowd, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "MOST_ACTS", 4)
    before = crowd.store.commits
    with crowd.behind("0"):
        for n in range(1, 12):
            crowd.join(str(n))
    crowd.leave()
    assert crowd.store.commits == before + 3
    assert texts(crowd.store) == [str(n) for n in range(12)]


def test_an_old_transaction_is_not_handed_on(crowd: Crowd, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "LONGEST", 0.0)
    before = crowd.store.commits
    with crowd.behind("0"):
        crowd.join("1")
        crowd.join("2")
    crowd.leave()
    assert crowd.store.commits == before + 3


def test_nobody_is_released_before_the_shared_commit(crowd: Crowd) -> None:
    seen_at_commit: list[dict[str, BaseException | None]] = []
    crowd.store.failpoints["commit"] = lambda: seen_at_commit.append(dict(crowd.outcomes))
    with crowd.behind("0"):
        crowd.join("1")
        crowd.join("2")
    crowd.leave()
    assert seen_at_commit == [{}]


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


def test_another_process_that_holds_the_store_makes_us_unavailable_not_wait_in_turn(
    store: Store, vault: Vault
) -> None:
    second = open_store(store.path, vault.store_key(), busy_ms=50)
    outcomes: list[str] = []

    def act() -> None:
        try:
            with second.writing() as w:
                w.add(Note(text="x"))
            outcomes.append("kept")
        except Unavailable:
            outcomes.append("refused")

    with store.writing() as w:
        w.add(Note(text="held"))
        threads = [threading.Thread(target=act) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
    assert outcomes == ["refused"] * 8
    assert texts(store) == ["held"]
    with second.writing() as w:
        w.add(Note(text="then"))
    assert texts(store) == ["held", "then"]
    second.close()


def test_a_busy_process_does_not_starve_another(store: Store, vault: Vault) -> None:
    other = open_store(store.path, vault.store_key())
    enough = threading.Event()

    def press(worker: int) -> None:
        n = 0
        while not enough.is_set():
            with store.writing() as w:
                w.add(Note(text=f"{worker}-{n}"))
            n += 1

    threads = [threading.Thread(target=press, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    waited: list[int] = []
    for n in range(10):
        before = store.commits
        with other.writing() as w:
            w.add(Note(text=f"other-{n}"))
        waited.append(store.commits - before)
    enough.set()
    for thread in threads:
        thread.join()
    other.close()
    # A handful of the other's commits may pass between two looks at the lock; without a turnstile it is hundreds.
    assert sorted(waited)[5] < 20, waited


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


def test_forty_threads_share_commits_and_beat_one_transaction_each(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted, not timed: the fsyncs are what an act costs."""

    def work(worker: int) -> None:
        for n in range(10):
            with store.writing() as w:
                w.add(Note(text=f"{worker}-{n}"))

    before = store.commits
    threads = [threading.Thread(target=work, args=(n,)) for n in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(texts(store)) == 400
    assert store.commits - before < 200


WRITER = """
import sys, threading
from pathlib import Path
from appliance.core.store.engine import open_store
from tests.core.store.rows import Note

store = open_store(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]))
def work(worker):
    n = 0
    while True:
        with store.writing() as w:
            w.add(Note(text=f"{sys.argv[3]}-{worker}-{n}"))
            w.flush()
            w.add(Note(text=f"{sys.argv[3]}-{worker}-{n}-second half"))
        sys.stdout.write(f"{sys.argv[3]}-{worker}-{n}\\n")
        sys.stdout.flush()
        n += 1
for worker in range(4):
    threading.Thread(target=work, args=(worker,)).start()
"""


def test_what_was_acknowledged_survives_kill_9(store: Store, vault: Vault) -> None:
    acknowledged: list[str] = []
    for kill in range(int(os.environ.get("KILLS", "5"))):
        command = [sys.executable, "-c", WRITER, str(store.path), vault.store_key().hex(), str(kill)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
            assert process.stdout is not None
            for _ in range(20 + 7 * kill % 50):
                acknowledged.append(process.stdout.readline().strip())
            process.kill()
            acknowledged += [line.strip() for line in process.stdout if line.endswith("\n")]
    found = set(texts(store))
    assert len(acknowledged) == len(set(acknowledged))
    assert set(acknowledged) <= found
    halves = {text for text in found if text.endswith("half")}
    assert {text.removesuffix("-second half") for text in halves} == found - halves, "no act is there by half"
    connection = cipher_file.connect(store.path, vault.store_key())
    assert connection.execute("PRAGMA cipher_integrity_check").fetchall() == []
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()
