"""Long runs are asked by their rarest terms and then compared word for word: as exact as a phrase, and quick."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.core.store.search_index import SearchIndex
from appliance.core.store.search_plan import plan
from appliance.core.vault import cipher_file

KEY = bytes(range(32))


def test_a_long_run_is_asked_by_its_rarest_terms() -> None:
    seen = Counter({"信用": 900, "用卡": 900, "卡年": 30, "年费": 700, "费多": 20, "多少": 500})
    asked = plan("信用卡年费多少", seen)
    assert asked is not None
    assert asked.expression == '"费多" AND "卡年" AND "多少"'
    assert asked.literal == (" 信用 用卡 卡年 年费 费多 多少 ",)
    short = plan("信用卡年", seen)
    assert short is not None
    assert (short.expression, short.literal) == ('"信用 用卡 卡年"', ())
    assert plan("。！", seen) is None


@given(
    texts=st.lists(st.text(alphabet="年费卡a，", max_size=14), max_size=12),
    query=st.text(alphabet="年费卡a", min_size=5, max_size=8),
)
def test_it_finds_what_the_phrase_finds(tmp_path: Path, texts: list[str], query: str) -> None:
    path = tmp_path / "search.db"
    SearchIndex.discard(path)
    index = SearchIndex(path, KEY)
    index.add((n, f"m{n}", "c", text) for n, text in enumerate(texts, 1))
    expected = [n for n, text in enumerate(texts, 1) if query in text]
    assert sorted(hit.seq for hit in index.search(query)) == expected
    index.close()


def test_a_file_of_an_older_form_is_emptied_and_filled_again(tmp_path: Path) -> None:
    path = tmp_path / "search.db"
    cipher_file.create_file(path)
    old = cipher_file.connect(path, KEY, fresh=True)
    old.execute("CREATE TABLE progress (one INTEGER PRIMARY KEY, last_seq INTEGER)")
    old.execute("INSERT INTO progress VALUES (1, 900)")
    old.execute("CREATE VIRTUAL TABLE terms USING fts5(words)")
    old.close()
    index = SearchIndex(path, KEY)
    assert index.last_seq() == 0
    index.add([(1, "m1", "c1", "信用卡年费")])
    index.close()
    again = SearchIndex(path, KEY)
    assert again.last_seq() == 1
    assert len(again.search("费")) == 1


@pytest.mark.parametrize("query", ["费", "年费", "白金卡年费多少钱"])
def test_what_came_after_the_sample_is_found_too(tmp_path: Path, query: str) -> None:
    index = SearchIndex(tmp_path / "search.db", KEY)
    assert index.search(query) == []
    index.add([(1, "m1", "c1", "白金卡年费多少钱一年")])
    assert [hit.seq for hit in index.search(query)] == [1]
