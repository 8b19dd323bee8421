"""Acts that stand in line share a commit, never each other's failures."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlcipher3.dbapi2 as driver
from sqlalchemy.exc import OperationalError

from appliance.core.kit.errors import ApplianceError, StorageFull, Unavailable
from appliance.core.store import writer
from appliance.core.store.session import Store
from tests.core.store.rows import Note, texts


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
