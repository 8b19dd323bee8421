"""What the first question would pay for is done before it, after a start and after every publication; and it holds up nobody."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from appliance.ai.answering import vocabularies
from appliance.ai.answering.lately import QuickAnswerer
from appliance.ai.answering.vocabulary import Vocabulary
from appliance.ai.answering.warming import Warming
from appliance.ai.inference.scripted import ScriptedModel
from appliance.ai.knowledge import bases
from appliance.ai.knowledge.knowledge_base import KnowledgeBase
from appliance.core.audit.tables import AuditEvent
from appliance.core.kit.actors import SYSTEM
from appliance.core.masking.text import MaskedText
from appliance.wiring import Appliance
from tests.factories.knowledge import one_person, pair
from tests.fixtures import small

QUESTION = MaskedText.trusted("金卡一年要交多少钱")


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many texts were counted, each time that a bank's words were."""
    found: list[int] = []

    class Counted(Vocabulary):
        def __init__(self, texts: Sequence[str], *more: Any) -> None:
            found.append(len(texts))
            super().__init__(texts, *more)

    monkeypatch.setattr(vocabularies, "Vocabulary", Counted)
    return found


class Warmed:
    """An answerer that only notes for which bases it was warmed; `doing` is what that takes."""

    def __init__(self) -> None:
        self.lists: queue.Queue[list[str]] = queue.Queue()
        self.doing: Callable[[], object] = lambda: None

    def warm_up(self, names: Sequence[str]) -> None:
        self.lists.put(list(names))
        self.doing()

    def next(self) -> list[str]:
        return self.lists.get(timeout=60)


@pytest.fixture
def warmed() -> Warmed:
    return Warmed()


@pytest.fixture
def warming(knowledge: KnowledgeBase, warmed: Warmed) -> Iterator[Warming]:
    made = Warming(knowledge, warmed)  # type: ignore[arg-type]
    made.start()
    yield made
    made.stop()
    assert not made._thread.is_alive()


def events(knowledge: KnowledgeBase) -> int:
    with knowledge.store.reading() as s:
        return s.scalar(select(func.count()).select_from(AuditEvent)) or 0


def test_a_warm_answerer_counts_no_words_for_the_first_question(
    knowledge: KnowledgeBase, counted: list[int]
) -> None:
    pair(knowledge, "金卡年费多少？", "300 元。")
    model = ScriptedModel([])
    answerer, before = QuickAnswerer(knowledge, model), events(knowledge)
    answerer.warm_up(["main"])
    assert counted == [1]
    assert answerer.answer(QUESTION, bases=["main"], lang="zh").text
    assert counted == [1], "the first question has counted the words again"
    assert events(knowledge) == before


def test_what_is_warmed_up_with_is_not_kept_and_asks_no_model(knowledge: KnowledgeBase) -> None:
    pair(knowledge, "VIP卡年费多少钱？", "300 元。")

    def told(_: object) -> str:
        raise AssertionError("nobody has asked anything")

    answerer = QuickAnswerer(knowledge, ScriptedModel(told))
    answerer.warm_up(["main"])
    assert not answerer._remembered._held


def test_a_bank_that_has_published_nothing_is_warm_too(knowledge: KnowledgeBase, counted: list[int]) -> None:
    answerer = QuickAnswerer(knowledge, ScriptedModel([]))
    answerer.warm_up(["main"])
    assert counted == [0]
    assert answerer.answer(QUESTION, bases=["main"], lang="zh").rung == "handoff"


def test_eight_first_questions_at_once_count_the_words_once(
    knowledge: KnowledgeBase, counted: list[int]
) -> None:
    pair(knowledge, "金卡年费多少？", "300 元。")
    answerer = QuickAnswerer(knowledge, ScriptedModel([]))
    together = threading.Barrier(8)

    def ask(number: int) -> str:
        together.wait(60)
        return str(answerer.answer(MaskedText.trusted(f"金卡{number}年要交多少钱"), bases=["main"]).text)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(ask, range(8)))
    assert counted == [1]


def test_every_list_of_bases_is_warmed_after_a_start_and_a_publication(
    knowledge: KnowledgeBase, warmed: Warmed, warming: Warming
) -> None:
    with knowledge.store.writing() as s:
        bases.create_base(s, "cards", by=SYSTEM)
        bases.create_base(s, "staff-only", by=SYSTEM, audience="staff")
        bases.give_channel(s, "app", ["cards", "main"], by=SYSTEM)
        bases.give_channel(s, "wechat", ["cards", "main"], by=SYSTEM)
    one_person(knowledge.store, "cards")
    knowledge.start()
    assert [warmed.next(), warmed.next()] == [["main"], ["cards", "main"]]
    assert warming.until_warm(60)
    pair(knowledge, "金卡年费多少？", "300 元。", base="cards")
    assert [warmed.next(), warmed.next()] == [["main"], ["cards", "main"]]
    assert warming.until_warm(60)
    knowledge.close()
    warming.stop()
    assert warmed.lists.empty(), "it was warmed though nothing had changed"


def test_nothing_is_warmed_before_the_knowledge_is_loaded(warmed: Warmed, warming: Warming) -> None:
    assert not warming.until_warm(0)
    warming.stop()
    assert warmed.lists.empty()


def test_what_else_a_turn_needs_is_loaded_once_and_first(knowledge: KnowledgeBase, warmed: Warmed) -> None:
    made: list[str] = []
    warming = Warming(
        knowledge,
        warmed,  # type: ignore[arg-type]
        before=[lambda: made.append("masking"), lambda: made.append("reader")],
    )
    warmed.doing = lambda: made.append("words")
    warming.start()
    knowledge.start()
    try:
        warmed.next()
        assert warming.until_warm(60)
        pair(knowledge, "金卡年费多少？", "300 元。")
        warmed.next()
        assert warming.until_warm(60)
        assert made == ["masking", "reader", "words", "words"]
    finally:
        warming.stop()


def test_one_that_fails_is_tried_again_at_the_next_publication(
    knowledge: KnowledgeBase, warmed: Warmed, warming: Warming
) -> None:
    def fail() -> None:
        raise OSError("a list cannot be read")

    warmed.doing = fail
    knowledge.start()
    warmed.next()
    assert warming.until_warm(60)
    warmed.doing = lambda: None
    pair(knowledge, "金卡年费多少？", "300 元。")
    assert warmed.next() == ["main"]


def test_a_stop_while_it_is_at_work_waits_for_that_and_begins_no_other(
    knowledge: KnowledgeBase, warmed: Warmed, warming: Warming
) -> None:
    with knowledge.store.writing() as s:
        bases.create_base(s, "cards", by=SYSTEM)
        bases.give_channel(s, "app", ["cards"], by=SYSTEM)
    go_on = threading.Event()
    warmed.doing = lambda: go_on.wait(60)
    knowledge.start()
    assert warmed.next() == ["main"]
    ending = threading.Thread(target=warming.stop)
    ending.start()
    assert warming._stopping.wait(60)
    go_on.set()
    ending.join(60)
    assert not ending.is_alive()
    assert warmed.lists.empty()


def test_one_that_was_never_started_can_be_stopped(knowledge: KnowledgeBase, warmed: Warmed) -> None:
    Warming(knowledge, warmed).stop()  # type: ignore[arg-type]


def opened(folder: Path, **more: str) -> Appliance:
    appliance = Appliance(small.settings(folder, **more))
    appliance.unseal(appliance.secret() or b"")
    return appliance


def test_a_house_is_warm_soon_after_its_start_and_again_after_a_seal(
    tmp_path: Path, counted: list[int]
) -> None:
    house = opened(small.data(tmp_path))
    try:
        house.start()
        first = house.parts.get(Warming)
        assert first.until_warm(120)
        assert counted == [0]
        house.seal()
        assert not house.parts.has(Warming)
        assert not first._thread.is_alive()
        house.unseal(house.secret() or b"")
        house.start()
        assert house.parts.get(Warming).until_warm(120)
        assert counted == [0, 0]
    finally:
        house.stop()


def test_a_house_sealed_at_once_ends_its_warming(tmp_path: Path) -> None:
    house = opened(small.data(tmp_path))
    try:
        house.start()
        warming = house.parts.get(Warming)
        house.seal()
        assert not warming._thread.is_alive()
    finally:
        house.stop()


def test_where_the_worker_is_another_process_that_one_is_warmed(tmp_path: Path) -> None:
    house = opened(small.data(tmp_path), worker_inside="false")
    try:
        house.start()
        assert house.parts.get(Warming)._thread.ident is None
    finally:
        house.stop()
