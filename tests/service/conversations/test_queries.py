from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from appliance.core.kit.actors import SYSTEM
from appliance.core.kit.clock import Frozen
from appliance.core.kit.errors import BadInput
from appliance.core.masking.text import MaskedText
from appliance.core.store.search_index import SearchIndex
from appliance.core.store.session import Store
from appliance.service.conversations import actions, keys, lists, queries, search
from appliance.service.conversations.events import MessageRemasked
from appliance.service.conversations.filters import View
from tests.service.scene import Scene, hire, masked, mobile


@contextmanager
def statements(store: Store) -> Iterator[list[str]]:
    """The SQL that readers run within the block."""
    seen: list[str] = []
    with store.reading() as s:
        plain = s.connection().connection.driver_connection
    plain.set_trace_callback(seen.append)  # the pool gives the connection used last
    try:
        yield seen
    finally:
        plain.set_trace_callback(None)


@pytest.fixture
def busy(scene: Scene, clock: Frozen) -> dict[str, str]:
    """Five visitors: a and b with the AI, c and d waiting, e with Lin; f has been closed."""
    lin = hire(scene.store, "林悦")
    ids = {}
    for who in "abcdef":
        ids[who] = scene.write(f"我是 {who}", who=who).conversation_id
        clock.advance(seconds=10)
    scene.ask_for_person(ids["d"])
    clock.advance(seconds=10)
    scene.ask_for_person(ids["c"])
    with scene.store.writing() as s:
        actions.claim(s, ids["e"], lin)
        actions.close(s, ids["f"], SYSTEM)
    return ids


@pytest.mark.parametrize(
    ("view", "expected"), [("mine", "e"), ("waiting", "dc"), ("ai", "ba"), ("closed", "f"), ("all", "fedcba")]
)
def test_the_desks_lists(scene: Scene, busy: dict[str, str], view: View, expected: str) -> None:
    with scene.store.reading() as s:
        rows = lists.list_for_desk(s, scene.vault, view, "agent-林悦")
    assert [r.id for r in rows] == [busy[who] for who in expected]
    assert [str(r.preview) for r in rows] == [f"我是 {who}" for who in expected]


def test_lists_go_on_where_a_page_ended(scene: Scene, busy: dict[str, str]) -> None:
    with scene.store.reading() as s:
        first = lists.list_for_desk(s, scene.vault, "all", limit=4)
        rest = lists.list_for_desk(s, scene.vault, "all", limit=4, before=first[-1].last_message_at)
    assert [r.id for r in first + rest] == [busy[who] for who in "fedcba"]


def test_a_list_costs_the_same_however_long(scene: Scene, busy: dict[str, str]) -> None:
    def counted() -> list[int]:
        found = []
        for limit in (1, 6):
            with statements(scene.store) as seen, scene.store.reading() as s:
                lists.list_for_desk(s, scene.vault, "all", limit=limit)
            found.append(len([x for x in seen if x.lstrip().startswith("SELECT")]))
        return found

    assert counted() == [1, 1]  # nothing shows a value
    for who in "abcde":
        value = mobile(scene.vault)
        scene.write(f"电话⟦{value.token_id}⟧", who=who, entities=[value])
    assert counted() == [2, 2]
    with scene.store.reading() as s:
        rows = lists.list_for_desk(s, scene.vault, "all", limit=6)
    assert [list(r.displays.values()) for r in rows] == [[value.display]] * 5 + [[]]


def test_counts(scene: Scene, busy: dict[str, str]) -> None:
    with scene.store.reading() as s:
        found = lists.counts(s, "agent-林悦")
        assert lists.counts(s).mine == 0
    assert (found.mine, found.waiting, found.ai, found.human) == (1, 2, 2, 1)
    assert found.oldest_queued_at == scene.row(busy["d"]).queued_at


def test_previews_show_the_last_words_not_the_last_event(scene: Scene) -> None:
    got = scene.write("最后一句话")
    scene.ask_for_person(got.conversation_id)
    with scene.store.reading() as s:
        (row,) = lists.list_for_desk(s, scene.vault, "waiting")
    assert str(row.preview) == "最后一句话"


def test_a_thread_continues_after_a_number(scene: Scene) -> None:
    got = scene.write("一")
    scene.write("二")
    scene.write("三")
    with scene.store.reading() as s:
        views = queries.thread(s, scene.vault, got.conversation_id, after_seq=1)
        one = queries.message(s, scene.vault, views[0].id)
    assert [str(v.text) for v in views] == ["二", "三"]
    assert str(one.text) == "二"


@pytest.fixture
def index(scene: Scene, tmp_path: Path) -> Iterator[SearchIndex]:
    made = SearchIndex(tmp_path / "search.db", scene.vault.search_key())
    yield made
    made.close()


def find(scene: Scene, index: SearchIndex, query: str, limit: int = 50) -> list[tuple[str, str]]:
    with scene.store.reading() as s:
        hits = search.search(s, scene.vault, index, MaskedText.trusted(query), limit=limit)
    return [(h.conversation.id, str(h.message.text)) for h in hits]


def test_searching_finds_each_conversation_once_newest_first(scene: Scene, index: SearchIndex) -> None:
    a = scene.write("信用卡年费多少", who="a").conversation_id
    b = scene.write("信用卡年费能减免吗", who="b").conversation_id
    scene.write("房贷利率", who="c")
    scene.write("我再说一遍，信用卡年费", who="a")
    assert search.catch_up(scene.store, scene.vault, index) == 4
    assert search.catch_up(scene.store, scene.vault, index) == 0
    assert find(scene, index, "信用卡年费") == [(a, "我再说一遍，信用卡年费"), (b, "信用卡年费能减免吗")]
    assert find(scene, index, "信用卡年费", limit=1) == [(a, "我再说一遍，信用卡年费")]
    assert find(scene, index, "不存在的词") == []


def test_a_value_is_found_by_its_token(scene: Scene, index: SearchIndex) -> None:
    found = mobile(scene.vault)
    got = scene.write(f"打我手机 ⟦{found.token_id}⟧", entities=[found])
    search.catch_up(scene.store, scene.vault, index)
    assert [c for c, _ in find(scene, index, f"⟦{found.token_id}⟧")] == [got.conversation_id]


def test_an_empty_search_is_refused(scene: Scene, index: SearchIndex) -> None:
    with pytest.raises(BadInput):
        find(scene, index, "  ")


def test_events_and_erased_contacts_are_not_indexed(
    scene: Scene, index: SearchIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "BATCH", 2)
    gone = scene.write("要被遗忘的话", who="gone")
    scene.ask_for_person(gone.conversation_id)
    scene.vault.forget_contact(gone.contact_id)
    keys.forget_contact(scene.vault, gone.contact_id)
    for number in range(5):
        scene.write(f"留下的话 {number}", who="stays")
    assert search.catch_up(scene.store, scene.vault, index) == 5
    assert find(scene, index, "遗忘") == []
    assert find(scene, index, "转接人工") == []


def test_a_message_masked_anew_is_found_by_its_new_text_only(scene: Scene, index: SearchIndex) -> None:
    got = scene.write("半个号码 1380013")
    search.catch_up(scene.store, scene.vault, index)
    with scene.store.writing() as s:
        actions.remask_message(s, scene.vault, got.message_id, masked("半个号码 ⟦MOBILE:abc⟧"), actor=SYSTEM)
    search.reindex(
        scene.store, scene.vault, index, MessageRemasked(got.conversation_id, got.seq, got.message_id)
    )
    assert find(scene, index, "1380013") == []
    assert len(find(scene, index, "半个号码")) == 1
