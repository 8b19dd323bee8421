"""The chain names the first broken event, whatever was done to it."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from appliance.core.audit import anchor, marks, queries
from appliance.core.audit.chain import append
from appliance.core.audit.errors import UnfitDetail
from appliance.core.audit.reads import audited_read, live_read
from appliance.core.audit.tables import AuditEvent
from appliance.core.audit.verbs import LABELS, Verb
from appliance.core.audit.verify import verify
from appliance.core.kit.clock import Frozen
from appliance.core.kit.errors import SealedError, Unavailable
from appliance.core.store.session import Store
from tests.factories.people import CHEN, LIN, MEI, ZHAO


def fill(store: Store, count: int) -> None:
    for n in range(count):
        with store.writing() as w:
            append(
                w, Verb.MESSAGE_RECEIVED, actor=MEI, subject=f"m{n}", conversation="c1", n=n, tags=["a", 1]
            )


def tamper(store: Store, *statements: str) -> None:
    """What somebody with the key and the file could do: drop the triggers, then change rows."""
    with store.connection() as connection:
        for name in ("unchanged", "undeleted", "appended"):
            connection.exec_driver_sql(f"DROP TRIGGER audit_event_{name}")
        for statement in statements:
            connection.exec_driver_sql(statement)


def test_events_are_numbered_without_gaps_and_verify(store: Store, clock: Frozen) -> None:
    fill(store, 5)
    with store.reading() as s:
        result = verify(s, store.audit_key or b"")
        assert (result.ok, result.count, result.first_bad) == (True, 5, None)
        newest = queries.head(s)
        assert newest is not None
        assert (newest.seq, newest.hash, newest.at) == (5, result.head, clock.at)
        assert (newest.actor_kind, newest.actor_name, newest.details) == (
            "visitor",
            "访客",
            {"n": 4, "tags": ["a", 1]},
        )


@pytest.mark.parametrize(
    ("what", "statements", "first_bad"),
    [
        ("changed subject", ["UPDATE audit_event SET subject = 'x' WHERE seq = 3"], 3),
        ("changed detail", ["UPDATE audit_event SET details = '{\"n\":9}' WHERE seq = 2"], 2),
        ("changed time", ["UPDATE audit_event SET at = at + 1 WHERE seq = 1"], 1),
        ("changed person", ["UPDATE audit_event SET actor_id = 'other' WHERE seq = 5"], 5),
        ("changed hash", [f"UPDATE audit_event SET hash = '{'0' * 64}' WHERE seq = 4"], 4),
        ("deleted in the middle", ["DELETE FROM audit_event WHERE seq = 3"], 3),
        ("deleted at the start", ["DELETE FROM audit_event WHERE seq = 1"], 1),
        (
            "deleted and renumbered",
            ["DELETE FROM audit_event WHERE seq = 3", "UPDATE audit_event SET seq = seq - 1 WHERE seq > 3"],
            3,
        ),
        (
            "two swapped",
            [
                "UPDATE audit_event SET seq = 99 WHERE seq = 2",
                "UPDATE audit_event SET seq = 2 WHERE seq = 4",
                "UPDATE audit_event SET seq = 4 WHERE seq = 99",
            ],
            2,
        ),
        (
            "one put in",
            [
                "INSERT INTO audit_event SELECT 6, at, verb, actor_kind, actor_id, actor_name, subject,"
                " conversation_id, details, prev, hash FROM audit_event WHERE seq = 5"
            ],
            6,
        ),
        ("end cut off", ["DELETE FROM audit_event WHERE seq > 3"], 4),
        ("all deleted", ["DELETE FROM audit_event"], 1),
    ],
)
def test_tampering_is_named(
    store: Store, data_dir: Path, what: str, statements: list[str], first_bad: int
) -> None:
    fill(store, 5)
    mark = data_dir / "audit" / "anchor.log"
    anchor.Anchoring(store, mark).now()
    tamper(store, *statements)
    with store.reading() as s:
        result = verify(s, store.audit_key or b"", mark)
    assert (result.ok, result.first_bad) == (False, first_bad), what
    assert str(first_bad if "cut" not in what and "all" not in what else 5) in result.why
    assert result.why_zh


def test_a_chain_written_anew_with_the_key_differs_from_its_anchor(store: Store, data_dir: Path) -> None:
    mark = data_dir / "anchor.log"
    fill(store, 3)
    anchor.Anchoring(store, mark).now()
    tamper(store, "DELETE FROM audit_event")
    fill(store, 4)
    with store.reading() as s:
        assert verify(s, store.audit_key or b"").ok
        assert verify(s, store.audit_key or b"", mark).first_bad == 3


def test_another_key_verifies_nothing(store: Store) -> None:
    fill(store, 1)
    with store.reading() as s:
        assert verify(s, b"x" * 32).first_bad == 1


def test_the_store_refuses_to_change_delete_or_replace(store: Store) -> None:
    fill(store, 2)
    for statement in (
        "UPDATE audit_event SET subject = 'x'",
        "DELETE FROM audit_event",
        "INSERT OR REPLACE INTO audit_event SELECT * FROM audit_event WHERE seq = 1",
    ):
        with pytest.raises(IntegrityError, match="audit events are"), store.connection() as connection:
            connection.exec_driver_sql(statement)
    with store.reading() as s:
        assert verify(s, store.audit_key or b"").count == 2


def test_an_act_that_fails_leaves_no_link_and_breaks_none(store: Store) -> None:
    fill(store, 1)
    with pytest.raises(KeyError), store.writing() as w:  # noqa: PT012
        append(w, Verb.MESSAGE_POSTED, actor=LIN, subject="m")
        raise KeyError
    fill(store, 1)
    with store.reading() as s:
        assert verify(s, store.audit_key or b"").count == 2


def test_the_chain_holds_under_threads_that_share_commits_and_sometimes_fail(store: Store) -> None:
    def act(worker: int) -> None:
        for n in range(15):
            try:
                with store.writing() as w:
                    append(w, Verb.MESSAGE_POSTED, actor=LIN, subject=f"{worker}-{n}")
                    if (worker + n) % 4 == 0:
                        raise KeyError
            except KeyError:
                pass

    threads = [threading.Thread(target=act, args=(n,)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.reading() as s:
        result = verify(s, store.audit_key or b"")
    expected = sum((worker + n) % 4 != 0 for worker in range(12) for n in range(15))
    assert (result.ok, result.count) == (True, expected)


@pytest.mark.parametrize(
    "details",
    [
        {"words": "长" * 201},
        {"words": ["ok", "x" * 201]},
        {"many": list(range(101))},
        {"nested": [["x"]]},
        {"ratio": 0.5},
        {"mapping": {"a": 1}},
        {"token": "⟦MOBILE:abc⟧"},
        {"entity": "MOBILE:" + "a1b2" * 6 + "xy"},
    ],
)
def test_details_hold_no_prose(store: Store, details: dict[str, object]) -> None:
    with pytest.raises(UnfitDetail), store.writing() as w:
        append(w, Verb.MESSAGE_POSTED, actor=LIN, subject="m", **details)  # type: ignore[arg-type]
    with store.reading() as s:
        assert queries.head(s) is None


def test_without_a_key_nothing_is_done(store: Store) -> None:
    store.audit_key = None
    with pytest.raises(SealedError), store.writing() as w:
        append(w, Verb.MESSAGE_POSTED, actor=LIN, subject="m")


@given(names=st.lists(st.text(max_size=20), max_size=4), number=st.integers(-(2**70), 2**70))
def test_any_content_verifies(store: Store, names: list[str], number: int) -> None:
    with store.writing() as w:
        append(w, Verb.MESSAGE_POSTED, actor=LIN, subject="m", names=names, number=number)
    with store.reading() as s:
        assert verify(s, store.audit_key or b"").ok


def test_pages_and_filters(store: Store, clock: Frozen) -> None:
    fill(store, 3)
    clock.advance(hours=1)
    with store.writing() as w:
        append(w, Verb.CONVERSATION_CLAIMED, actor=LIN, subject="c2", conversation="c2")
    with store.reading() as s:
        first = queries.events(s, limit=3)
        assert [e.seq for e in first.items] == [4, 3, 2]
        rest = queries.events(s, limit=3, before=int(first.next_before or 0))
        assert [e.seq for e in rest.items] == [1]
        assert rest.next_before is None
        assert [e.seq for e in queries.events(s, conversation="c2").items] == [4]
        assert [e.seq for e in queries.events(s, actor=LIN.id).items] == [4]
        assert [e.seq for e in queries.events(s, verb=Verb.CONVERSATION_CLAIMED).items] == [4]
        assert [e.seq for e in queries.events(s, since=clock.at).items] == [4]


def test_a_read_that_cannot_be_recorded_shows_nothing(store: Store) -> None:
    def fail() -> None:
        raise Unavailable("提交失败", "the commit failed")

    store.failpoints["commit"] = fail
    with pytest.raises(Unavailable), audited_read(store, Verb.TRANSCRIPT_READ, CHEN, "c1", "c1"):
        pytest.fail("nothing may be read without its record")


def test_live_reads_count_as_one_for_fifteen_minutes_and_one_person(store: Store, clock: Frozen) -> None:
    def read(actor: object, conversation: str = "c1") -> int:
        with live_read(store, actor, conversation) as s:  # type: ignore[arg-type]
            found = queries.head(s)
            return found.seq if found else 0

    assert read(CHEN) == 1
    clock.advance(minutes=14)
    assert read(CHEN) == 1
    assert read(ZHAO) == 2
    assert read(CHEN, "c2") == 3
    clock.advance(minutes=1)
    assert read(CHEN) == 4


@pytest.mark.parametrize(
    ("content", "ahead"),
    [(b"", None), (b"7 " + b"a" * 64 + b"\n8 bb", 7)],
)
def test_a_torn_last_line_of_the_anchor_is_left_out_and_repaired(
    tmp_path: Path, content: bytes, ahead: int | None
) -> None:
    path = tmp_path / "anchor.log"
    path.write_bytes(content)
    assert [seq for seq, _ in marks.lines(path)] == ([ahead] if ahead else [])
    assert marks.write(path, 9, "c" * 64)
    assert not marks.write(path, 9, "c" * 64), "as far already"
    assert [seq for seq, _ in marks.lines(path)][-1] == 9


@pytest.mark.parametrize("line", ["x", "3 zz", "0 " + "a" * 64, "-1 " + "a" * 64])
def test_a_damaged_anchor_is_reported(store: Store, tmp_path: Path, line: str) -> None:
    path = tmp_path / "anchor.log"
    path.write_text(line + "\n")
    fill(store, 1)
    with store.reading() as s:
        result = verify(s, store.audit_key or b"", path)
    assert not result.ok
    assert "anchor" in result.why


def test_the_anchor_follows_the_store(store: Store, data_dir: Path) -> None:
    path = data_dir / "audit" / "anchor.log"
    anchoring = anchor.Anchoring(store, path, every=0.01)
    anchoring.start()
    fill(store, 3)
    anchoring.stop()
    assert [seq for seq, _ in marks.lines(path)][-1] == 3
    assert path.stat().st_mode & 0o777 == 0o600


def test_every_verb_has_labels_in_both_languages() -> None:
    assert set(LABELS) == set(Verb)
    assert all(zh and en for zh, en in LABELS.values())
    assert len(AuditEvent.__table__.columns) == 11
