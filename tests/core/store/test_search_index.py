"""Any phrase is found, newest first, down to a single character; tokens of masked values are one term."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.core.store.search_index import Hit, SearchIndex
from appliance.core.store.terms import indexed, runs
from appliance.core.vault.cipher_file import CannotOpen

KEY = bytes(range(32))
MESSAGES = [
    (3, "m1", "c1", "信用卡年费多少？ＥＴＣ可以办吗"),
    (5, "m2", "c1", "我的手机是⟦MOBILE:k3a9⟧，谢谢"),
    (8, "m3", "c2", "年费 300 元，信用卡挂失请拨 95599"),
    (9, "m4", "c3", "How much is the annual FEE?"),
    (12, "m5", "c3", "𠮷野家"),
]


@pytest.fixture
def index(tmp_path: Path) -> SearchIndex:
    made = SearchIndex(tmp_path / "search.db", KEY)
    made.add(MESSAGES)
    return made


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("年费", ["m3", "m1"]),
        ("信用卡", ["m3", "m1"]),
        ("卡年费", ["m1"]),
        ("卡 年费", ["m3", "m1"]),
        ("费", ["m3", "m1"]),
        ("吗", ["m1"]),
        ("etc", ["m1"]),
        ("ETC", ["m1"]),
        ("ｅｔｃ", ["m1"]),
        ("挂失", ["m3"]),
        ("失挂", []),
        ("955", ["m3"]),
        ("95599", ["m3"]),
        ("annual fee", ["m4"]),
        ("nnua", ["m4"]),
        ("⟦MOBILE:k3a9⟧", ["m2"]),
        ("是⟦MOBILE:k3a9⟧", ["m2"]),
        ("⟦MOBILE:k3a8⟧", []),
        ("k3a9", []),
        ("mobile", []),
        ("𠮷野", ["m5"]),
        ("𠮷", ["m5"]),
        ("", []),
        ("。！？", []),
        ('"', []),
        ('fee" OR "年费', []),
        ("年费*", ["m3", "m1"]),
        ("NEAR(年费)", []),
        ("⟦", []),
    ],
)
def test_what_a_query_finds(index: SearchIndex, query: str, found: list[str]) -> None:
    assert [hit.message_id for hit in index.search(query)] == found


def test_pages_go_backwards(index: SearchIndex) -> None:
    assert index.search("年费", limit=1) == [Hit(8, "m3", "c2")]
    assert index.search("年费", limit=1, before_seq=8) == [Hit(3, "m1", "c1")]
    assert index.search("年费", before_seq=3) == []
    assert index.search("年费", limit=0) == []


def test_taking_in_twice_changes_nothing_and_remasking_keeps_the_place(index: SearchIndex) -> None:
    index.add(MESSAGES)
    index.add([(20, "m1", "c1", "⟦BANK_CARD:zz⟧")])
    assert [h.message_id for h in index.search("年费")] == ["m3"]
    assert index.search("⟦BANK_CARD:zz⟧") == [Hit(3, "m1", "c1")]
    assert index.last_seq() == 20


def test_progress_is_remembered_also_past_what_held_no_text(index: SearchIndex, tmp_path: Path) -> None:
    assert index.last_seq() == 12
    index.add([], upto=40)
    index.add([(30, "m9", "c", "x")])
    index.close()
    again = SearchIndex(tmp_path / "search.db", KEY)
    assert again.last_seq() == 40
    assert len(again.search("年费")) == 2


def test_what_was_removed_is_gone(index: SearchIndex) -> None:
    assert index.remove(["m1", "unknown"]) == 1
    assert [h.message_id for h in index.search("年费")] == ["m3"]
    assert index.search("吗") == []
    left = index._db.execute("SELECT count(*) FROM terms_content WHERE c0 LIKE '%吗%'").fetchone()
    assert left == (0,)


def test_a_batch_is_taken_in_whole_or_not_at_all(index: SearchIndex) -> None:
    with pytest.raises(TypeError):
        index.add([(50, "m50", "c", "好的"), (51, "m51", "c", None)])  # type: ignore[list-item]
    assert index.search("好的") == []
    assert index.last_seq() == 12


def test_another_key_is_refused_and_the_index_can_be_made_anew(index: SearchIndex, tmp_path: Path) -> None:
    index.close()
    path = tmp_path / "search.db"
    with pytest.raises(CannotOpen):
        SearchIndex(path, bytes(32))
    SearchIndex.discard(path)
    assert SearchIndex(path, bytes(32)).last_seq() == 0


def test_two_openers_share_the_file(index: SearchIndex, tmp_path: Path) -> None:
    other = SearchIndex(tmp_path / "search.db", KEY)
    other.add([(60, "m60", "c", "另一个进程")])
    assert [h.seq for h in index.search("进程")] == [60]


def test_the_file_shows_nothing(index: SearchIndex, tmp_path: Path) -> None:
    for file in tmp_path.iterdir():
        assert "信用".encode() not in file.read_bytes()
        assert file.stat().st_mode & 0o777 == 0o600


@given(
    text=st.text(alphabet="信用卡年费abＡ1 ，。⟦⟧:\"*'", max_size=30),
    at=st.integers(0, 30),
    length=st.integers(1, 6),
)
def test_any_part_of_one_run_is_found(tmp_path: Path, text: str, at: int, length: int) -> None:
    index = SearchIndex(tmp_path / "search.db", KEY)
    index.remove(["m"])
    index.add([(1, "m", "c", text)])
    for run in runs(text):
        part = run if run.startswith("⟦") else run[at % len(run) :][:length]
        assert index.search(part), (text, part, indexed(text))
    index.close()
