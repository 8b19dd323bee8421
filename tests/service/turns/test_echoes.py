"""The next one who asks the same is answered in the act that takes the question, and only while all is as it was."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import update

from appliance.ai.answering.answer import Answer
from appliance.ai.knowledge import bases
from appliance.ai.knowledge.hits import Hit, Source
from appliance.ai.knowledge.index.chroma import ChromaVectors
from appliance.ai.knowledge.knowledge_base import KnowledgeBase
from appliance.ai.knowledge.tables import QaPair
from appliance.core.events.subscribers import Subscribers
from appliance.core.jobs.tables import Job
from appliance.core.kit import clock
from appliance.core.kit.actors import SYSTEM, Actor
from appliance.core.masking.text import MaskedText
from appliance.service.conversations import actions
from appliance.service.conversations.actions import Intake, Received
from appliance.service.conversations.events import MessageReceived
from appliance.service.conversations.tables import Conversation
from appliance.service.handoff import changes
from appliance.service.handoff.live import LiveDecide
from appliance.service.impressions.tables import MoodReading
from appliance.service.routing import balance
from appliance.service.turns import echoes as room
from appliance.service.turns import jobs
from appliance.service.turns.echoes import Echoes
from appliance.service.turns.parts import TurnParts
from appliance.service.turns.take_turn import Outcome, take_turn
from tests.factories.knowledge import one_person, pair
from tests.service import scene as scenes
from tests.service.scene import Rules, Scene, Script, hire

ASKED, SAID = "金卡年费多少", "每年 300 元。"


class Nowhere:
    """An embedder for knowledge that is not searched."""

    name, dim = "nowhere", 4

    def wordings(self, texts: Sequence[str]) -> np.ndarray:
        return np.full((len(texts), 4), 0.5, np.float32)

    passages = wordings


class Desk:
    """A published pair, an AI that answers everything by it, and visitors who ask."""

    def __init__(self, scene: Scene, knowledge: KnowledgeBase) -> None:
        self.scene, self.knowledge = scene, knowledge
        self.passed_on: list[str] = []
        self.echoes = Echoes(scene.vault, self.passed_on.append)
        self.qa_id = pair(knowledge, f"{ASKED}？", SAID)
        self.rung = "approved"
        self.decide: Any = Rules()
        self.serve(self.echoes)

    def serve(self, echoes: Echoes) -> None:
        """Messages are taken where these echoes are."""
        heard = [balance.on_message_received, lambda s, event: jobs.on_message_received(s, event, echoes)]
        self.scene.store.subscribers = Subscribers(within={MessageReceived: heard})

    def turn(self, asked: Received) -> Outcome:
        """The AI's turn, by the job's way."""
        source = Source(None, "金卡", qa_id=self.qa_id)
        hit = Hit("qa", None, self.qa_id, SAID, "", "zh", 1.0, 1.0, 1.0, "", source, question=f"{ASKED}？")

        def play(question: MaskedText, **_: Any) -> Answer:
            return scenes.answer(SAID, self.rung, sources=[source], used=(hit,))

        parts = TurnParts(
            self.scene.store, self.scene.vault, Script(play), self.decide, reads=None, echoes=self.echoes
        )
        return take_turn(parts, asked.conversation_id)

    def learnt(self, **more: Any) -> Desk:
        """Somebody has just asked, and was answered."""
        assert self.turn(self.scene.write(ASKED, who="first", **more)) == Outcome.ANSWERED
        return self

    def at_once(self, text: str = ASKED, who: str = "mei", **more: Any) -> bool:
        """Somebody asks; whether the reply is there with the question. If not, a job has been asked for."""
        got = self.scene.write(text, who=who, **more)
        spoken = [m for m in self.scene.visitor_thread(got.conversation_id) if m.author_kind == "ai"]
        there = bool(spoken) and spoken[-1].seq == got.seq + 1
        with self.scene.store.reading() as s:
            waiting = s.query(Job).filter_by(kind=jobs.KIND, key=f"turn:{got.conversation_id}").count()
        assert there != (waiting > 0)
        return there


@pytest.fixture
def desk(scene: Scene, data_dir: Path) -> Iterator[Desk]:
    one_person(scene.store)
    knowledge = KnowledgeBase(
        scene.store,
        ChromaVectors(data_dir / "vectors", 4),
        Nowhere(),
        data_dir / "uploads",  # type: ignore[arg-type]
    )
    knowledge.load()
    yield Desk(scene, knowledge)
    knowledge.close()


def test_the_reply_is_there_with_the_question_and_is_as_the_other_ones(desk: Desk) -> None:
    assert not desk.at_once(who="nobody has asked yet")
    desk.learnt()
    assert desk.at_once()
    first, mei = ([m for m in desk.scene.thread(c) if m.author_kind == "ai"] for c in _talks(desk))
    assert [str(m.text) for m in (*first, *mei)] == [SAID, SAID]
    assert mei[0].meta["sources"] == first[0].meta["sources"] != []
    assert (mei[0].meta["rung"], mei[0].meta["checks"]) == (
        "approved",
        [{"name": "approved pair", "ok": True}],
    )
    assert mei[0].reply_id != first[0].reply_id
    talk = _talks(desk)[1]
    assert not desk.scene.row(talk).awaits_ai
    assert desk.scene.verbs(talk) == ["conversation.opened", "message.received", "message.posted"]
    assert take_turn(scenes.turn_parts(desk.scene, "noch einmal"), talk) == Outcome.NOTHING


def _talks(desk: Desk) -> list[str]:
    """The conversations of the first one and of Mei."""
    with desk.scene.store.reading() as s:
        found = {talk.channel_key: talk.id for talk in s.query(Conversation)}
    return [found[f"web_widget:{who}"] for who in ("first", "mei")]


def test_one_act_one_commit(desk: Desk) -> None:
    desk.learnt()
    before = desk.scene.store.commits
    assert desk.at_once()
    assert desk.scene.store.commits == before + 1


def withdrawn(desk: Desk) -> None:
    with desk.scene.store.writing() as s:
        s.execute(
            update(QaPair).where(QaPair.id == desk.qa_id).values(valid_until=clock.now() - timedelta(1))
        )


def published(desk: Desk) -> None:
    pair(desk.knowledge, "银卡年费多少？", "免。")


def another_book(desk: Desk) -> None:
    by, officer = Actor("agent", "he", "何清"), Actor("agent", "chen", "陈合规")
    with desk.scene.store.writing() as s:
        asked = changes.propose(
            s,
            {"rules": {"no_answer": {"times": 1}}},
            by=by,
            role="administrator",
            reason=MaskedText.trusted("x"),
        )
        changes.approve(s, asked.id, by=officer, role="compliance_officer")


def other_bases(desk: Desk) -> None:
    with desk.scene.store.writing() as s:
        bases.create_base(s, "cards", by=SYSTEM)
        bases.give_channel(s, "web_widget", ["cards"], by=SYSTEM)


@pytest.mark.parametrize("happens", [withdrawn, published, another_book, other_bases])
def test_what_it_rests_on_is_looked_at_in_the_act(desk: Desk, happens: Callable[[Desk], None]) -> None:
    desk.learnt()
    assert desk.at_once(who="before")
    happens(desk)
    assert not desk.at_once(who="after")


def test_after_a_minute_somebody_goes_the_whole_way_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = [100.0]
    monkeypatch.setattr(room, "monotonic", lambda: at[0])
    desk.learnt()
    at[0] += room.FOR_SECONDS - 1
    assert desk.at_once(who="in time")
    assert desk.turn(desk.scene.write("银卡年费多少", who="meanwhile")) == Outcome.ANSWERED
    at[0] += 1
    assert not desk.at_once(who="too late")
    assert desk.at_once("银卡年费多少", who="not yet")


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("金卡年费多少？", {}),
        ("银卡年费多少", {}),
        ("Gold card fee", {"lang": "en"}),
    ],
    ids=["other words", "another card", "another language"],
)
def test_word_for_word_and_in_its_language(desk: Desk, text: str, more: dict[str, Any]) -> None:
    desk.learnt()
    assert not desk.at_once(text, **more)


def test_words_that_both_languages_write_are_answered_in_the_visitors(desk: Desk) -> None:
    assert desk.turn(desk.scene.write("95588", who="first", lang="zh")) == Outcome.ANSWERED
    assert not desk.at_once("95588", who="jane", lang="en")
    assert desk.at_once("95588", who="mei", lang="zh")


def test_each_channel_has_answers_of_its_own(desk: Desk) -> None:
    desk.learnt()
    elsewhere = Intake("loopback", "mei", "m1", scenes.masked(ASKED))
    with desk.scene.store.writing() as s:
        got = actions.receive_message(s, desk.scene.vault, elsewhere)
    assert [m.author_kind for m in desk.scene.thread(got.conversation_id)] == ["visitor"]


def test_only_what_opens_a_conversation(desk: Desk) -> None:
    desk.learnt()
    mei = desk.scene.write("你好", who="mei")
    assert not desk.at_once(ASKED, who="mei"), "what was said before may change what is meant"
    assert desk.turn(mei) == Outcome.ANSWERED
    wang = desk.scene.write("你好", who="wang")
    desk.scene.write("余额怎么查", who="wang")
    desk.turn(wang)
    assert not desk.at_once("你好\n余额怎么查", who="li"), "two messages are not one"


def test_a_person_is_asked_for_at_the_peak(desk: Desk) -> None:
    """A lead has turned everything to people: whoever is queued in the act hears nothing of the AI."""
    desk.learnt()
    agent = hire(desk.scene.store, "lin")
    desk.scene.store.subscribers = Subscribers(
        within={
            MessageReceived: [
                lambda s, event: actions.hand_off(
                    s, event.conversation_id, actor=agent, reasons=[scenes.ASKED]
                ),
                lambda s, event: jobs.on_message_received(s, event, desk.echoes),
            ]
        }
    )
    got = desk.scene.write(ASKED, who="mei")
    assert [
        m.author_kind for m in desk.scene.visitor_thread(got.conversation_id) if m.author_kind == "ai"
    ] == []


@pytest.mark.parametrize(
    "change",
    [
        lambda desk: setattr(desk, "rung", "generated"),
        lambda desk: setattr(desk, "rung", "quote"),
        lambda desk: setattr(desk, "qa_id", None),
    ],
    ids=["what a model wrote", "a quote", "what rests on nothing"],
)
def test_only_approved_words_are_said_again(desk: Desk, change: Callable[[Desk], None]) -> None:
    kept = desk.qa_id
    change(desk)
    if desk.qa_id is None:
        desk.qa_id = kept

        def play(question: MaskedText, **_: Any) -> Answer:
            return scenes.answer(SAID)

        parts = TurnParts(desk.scene.store, desk.scene.vault, Script(play), Rules(), echoes=desk.echoes)
        take_turn(parts, desk.scene.write(ASKED, who="first").conversation_id)
    else:
        desk.learnt()
    assert not desk.at_once()


def test_nothing_is_learnt_where_a_person_comes_or_data_was_given(desk: Desk) -> None:
    assert desk.turn(desk.scene.write("转人工", who="a")) == Outcome.HANDED_OVER
    assert not desk.at_once("转人工", who="b")
    found = scenes.mobile(desk.scene.vault)
    words = f"我的号码 ⟦{found.token_id}⟧ 能办金卡吗"
    assert desk.turn(desk.scene.write(words, who="c", entities=[found])) == Outcome.ANSWERED
    assert not desk.at_once(words, who="d", entities=[scenes.mobile(desk.scene.vault)])
    assert desk.passed_on == []


def test_a_book_that_asks_for_more_than_words_is_asked_each_time(desk: Desk) -> None:
    desk.decide = LiveDecide(desk.scene.store)
    desk.learnt()
    assert desk.at_once(), "the shipped book goes by words alone"
    by, officer = Actor("agent", "he", "何清"), Actor("agent", "chen", "陈合规")
    with desk.scene.store.writing() as s:
        hours = {"rules": {"high_value": {"on": True}}}
        asked = changes.propose(s, hours, by=by, role="administrator", reason=MaskedText.trusted("x"))
        changes.approve(s, asked.id, by=officer, role="compliance_officer")
    assert desk.turn(desk.scene.write(ASKED, who="second")) == Outcome.ANSWERED
    assert not desk.at_once(who="third")


def test_another_process_is_told_and_answers_the_same(desk: Desk) -> None:
    desk.learnt()
    (said,) = desk.passed_on
    assert ASKED not in said, "the question's words go nowhere"
    assert "\n" not in said
    assert SAID in json.loads(said)["text"]
    there = Echoes(desk.scene.vault)
    desk.serve(there)
    assert not desk.at_once(who="too early")
    there.hear(said)
    assert desk.at_once()


def test_the_mood_is_kept_with_the_message(desk: Desk) -> None:
    from appliance.ai.reading.reader import Reading

    class Reads:
        def read(self, text: MaskedText, history: Sequence[tuple[str, MaskedText]] = ()) -> Reading:
            moods = {"neutral": 0.9, "satisfied": 0.1, "anxious": 0.0, "dissatisfied": 0.0, "angry": 0.0}
            return Reading(0.0, 0.0, moods, {"none": 1.0})  # type: ignore[arg-type]

    source = Source(None, "金卡", qa_id=desk.qa_id)
    hit = Hit("qa", None, desk.qa_id, SAID, "", "zh", 1.0, 1.0, 1.0, "", source)
    play = lambda *_, **__: scenes.answer(SAID, used=(hit,))  # noqa: E731
    parts = TurnParts(desk.scene.store, desk.scene.vault, Script(play), Rules(), Reads(), desk.echoes)
    take_turn(parts, desk.scene.write(ASKED, who="first").conversation_id)
    assert desk.at_once()
    with desk.scene.store.reading() as s:
        kept = s.query(MoodReading).all()
    assert [(one.mood, one.unhappy) for one in kept] == [("neutral", 0.0)] * 2
