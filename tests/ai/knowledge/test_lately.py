"""Cheap first stages: what was just approved is said again while it stands; a pair's own words need no search."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from appliance.ai.answering import ladder, lately
from appliance.ai.answering.answer import Answer
from appliance.ai.answering.lately import QuickAnswerer
from appliance.ai.inference.scripted import ScriptedModel
from appliance.ai.knowledge import bases, pairs
from appliance.ai.knowledge.knowledge_base import KnowledgeBase
from appliance.ai.knowledge.tables import QaPair
from appliance.ai.knowledge.wordings import plain
from appliance.core.kit.actors import SYSTEM
from appliance.core.kit.clock import Frozen
from appliance.core.masking.text import MaskedText
from tests.factories.knowledge import one_person, pair


def masked(text: str) -> MaskedText:
    return MaskedText.trusted(text)


class Asked:
    """The quick answerer over a ladder that approves whatever it finds first, and counts."""

    def __init__(self, knowledge: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
        self.knowledge = knowledge
        self.down: list[str] = []
        self.heard: list[str] = []
        monkeypatch.setattr(ladder.Answerer, "answer", self._whole_ladder)
        self.answerer = QuickAnswerer(knowledge, ScriptedModel([]))

    def _whole_ladder(self, question: MaskedText, *, bases: Any, audience: Any, **_: Any) -> Answer:
        self.down.append(str(question))
        hits = self.knowledge.search(question, k=1, bases=bases, audience=audience).hits
        said = masked(hits[0].text if hits else "没有找到。")
        return Answer(said, "approved" if hits else "handoff", "zh", used=tuple(hits))

    def __call__(self, question: str, history: Sequence[tuple[str, str]] = (), **more: Any) -> str:
        before = [(role, masked(text)) for role, text in history]
        answer = self.answerer.answer(
            masked(question),
            history=before,
            on_sentence=lambda sentence: self.heard.append(str(sentence.text)),
            **more,
        )
        return str(answer.text)


@pytest.fixture
def asked(knowledge: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> Asked:
    return Asked(knowledge, monkeypatch)


def test_a_pair_asked_for_in_its_own_words_is_said_without_a_search(asked: Asked) -> None:
    pair(asked.knowledge, "金卡年费多少？", "300 元。", phrasings=["Gold card fee"])
    for words in ("金卡年费多少", "  金卡，年费多少？？", "请问金卡年费多少？谢谢", "GOLD CARD FEE?"):
        assert asked(words, lang="zh") == "300 元。"
    assert asked.down == []
    assert asked.heard == ["300 元。"] * 4


def test_two_pairs_of_the_same_words_are_told_apart_by_the_ladder(asked: Asked) -> None:
    pair(asked.knowledge, "年费多少？", "金卡 300 元。")
    pair(asked.knowledge, "年费多少", "白金卡 800 元。")
    asked("年费多少")
    assert asked.down == ["年费多少"]


def test_what_was_just_approved_is_said_again_while_nothing_has_changed(asked: Asked) -> None:
    first = pair(asked.knowledge, "金卡年费多少？", "300 元。")
    assert asked("金卡每年要交多少年费") == asked("金卡每年要交多少年费？") == "300 元。"
    assert len(asked.down) == 1
    with asked.knowledge.store.writing() as s:
        pairs.withdraw_qa_pair(s, first, actor=SYSTEM)
    assert asked("金卡每年要交多少年费") == "没有找到。"
    assert len(asked.down) == 2
    asked("金卡每年要交多少年费")
    assert len(asked.down) == 3, "only what was approved is remembered"


def test_what_has_ended_by_the_clock_is_not_said_again(asked: Asked, clock: Frozen) -> None:
    pair(asked.knowledge, "金卡年费多少？", "300 元。")
    assert asked("金卡年费多少") == asked("金卡每年要交多少年费") == "300 元。"
    with asked.knowledge.store.writing() as s:  # as if it had been published so: the version does not move
        s.execute(update(QaPair).values(valid_until=clock.at + timedelta(seconds=10)))
    clock.advance(seconds=9)
    assert asked("金卡年费多少") == asked("金卡每年要交多少年费") == "300 元。"
    clock.advance(seconds=1)
    asked("金卡年费多少")
    asked("金卡每年要交多少年费")
    assert asked.down == ["金卡每年要交多少年费", "金卡年费多少", "金卡每年要交多少年费"]


def test_it_is_remembered_for_a_minute(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    pair(asked.knowledge, "金卡年费多少？", "300 元。")
    asked("金卡每年要交多少年费")
    later = lately.monotonic() + lately.FOR_SECONDS
    monkeypatch.setattr(lately, "monotonic", lambda: later)
    asked("金卡每年要交多少年费")
    assert len(asked.down) == 2


def test_half_a_question_is_completed_before_it_is_looked_up(asked: Asked) -> None:
    pair(asked.knowledge, "那利率呢", "没有人会这样发布，但即使如此。")
    history = [("user", "三年期存款"), ("assistant", "您想了解什么？")]
    asked("那利率呢", history)
    assert asked.down == ["那利率呢"], "it is about the deposit, not what some pair is worded like"


def test_small_talk_goes_its_own_way(asked: Asked) -> None:
    pair(asked.knowledge, "谢谢", "不该说的话")
    asked("谢谢")
    assert asked.down == ["谢谢"]


def test_each_list_of_bases_has_its_own_answers_and_staff_s_are_for_staff(asked: Asked) -> None:
    knowledge = asked.knowledge
    with knowledge.store.writing() as s:
        for name, audience in (("loans", "visitor"), ("inner", "staff")):
            bases.create_base(s, name, by=SYSTEM, audience=audience, single_person=True)
    one_person(knowledge.store, "loans")
    pair(knowledge, "年费多少", "主库。")
    pair(knowledge, "年费多少", "贷款库。", base="loans")
    pair(knowledge, "内部热线", "8001", base="inner")
    assert asked("年费多少", bases=["loans", "main"]) == "贷款库。"
    assert asked("年费多少", bases=["main", "loans"]) == "主库。"
    assert asked("年费多少") == "主库。"
    assert asked.down == []
    assert asked("内部热线", bases=["inner"], audience="staff") == "8001"
    assert asked("内部热线", bases=["inner"]) != "8001"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("请问 提前还贷，要违约金吗？", "提前还贷要违约金吗"),
        ("你好，请问网点几点上班？谢谢您！", "网点几点上班"),
        ("What is the  limit?", "what is the limit"),
        ("ＡＴＭ 取现", "atm取现"),
        ("谢谢", "谢谢"),
        ("？！", ""),
    ],
)
def test_what_changes_nothing_is_left_out(given: str, kept: str) -> None:
    assert plain(given) == kept
