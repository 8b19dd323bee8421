"""Pairs that conversations suggest: drafts with the conversation as their source, without personal data, never published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import appliance.rows  # noqa: F401
from appliance.ai.answering.answer import Check
from appliance.ai.answering.ladder import Answerer
from appliance.ai.inference.language_model import LanguageModel
from appliance.ai.inference.scripted import ScriptedModel
from appliance.ai.knowledge import pairs, queries
from appliance.ai.knowledge.index.chroma import ChromaVectors
from appliance.ai.knowledge.knowledge_base import KnowledgeBase
from appliance.ai.knowledge.screen import MayBePublic, Screen
from appliance.ai.knowledge.tables import QaPair
from appliance.cli.knowledge import HANDLERS
from appliance.core.approvals.errors import SamePerson
from appliance.core.kit.actors import SYSTEM
from appliance.core.kit.errors import BadInput, Conflict, NotFound
from appliance.core.kit.parts import Parts
from appliance.core.masking.engine import Masker
from appliance.core.masking.text import MaskedText
from appliance.core.vault.vault import Vault
from appliance.service.conversations import keys
from appliance.service.proposals.from_answer import propose_from_answer
from appliance.service.proposals.unanswered import gaps, propose
from appliance.service.routing import actions as routing
from appliance.service.turns.take_turn import take_turn
from tests.service.scene import Scene, answer, hire, mobile, turn_parts


class Topics:
    """An embedder that knows what a question is about, and nothing else."""

    name = "topics"
    about = ("金条", "外币", "国债", "信托", "周日", "")
    dim = len(about)

    def query(self, text: MaskedText) -> np.ndarray:
        return self.passages([str(text)])[0]

    def passages(self, texts: Sequence[str]) -> np.ndarray:
        places = [next(n for n, word in enumerate(self.about) if word in text) for text in texts]
        return np.eye(self.dim, dtype=np.float32)[places]

    wordings = passages

    def forget(self) -> None:
        """Nothing is kept."""


@pytest.fixture(scope="module")
def masker() -> Masker:
    return Masker()


@pytest.fixture
def knowledge(scene: Scene, data_dir: Path, masker: Masker) -> Iterator[KnowledgeBase]:
    base = KnowledgeBase(
        scene.store, ChromaVectors(data_dir / "v", Topics.dim), Topics(), screen=Screen(masker)
    )
    yield base
    base.close()


def pair(knowledge: KnowledgeBase, pair_id: str) -> QaPair:
    with knowledge.store.reading() as s:
        return pairs.pair(s, pair_id)


def served(scene: Scene, question: str, *said: str, who: str = "mei", **more: Any) -> tuple[str, list[str]]:
    """A visitor asks for a person and gets these answers; the conversation and the ids of the answers."""
    agent = hire(scene.store, f"林-{who}")
    got = scene.write(question, who, **more)
    scene.ask_for_person(got.conversation_id)
    with scene.store.writing() as s:
        routing.claim(s, got.conversation_id, agent)
    return got.conversation_id, [scene.say(got.conversation_id, agent, text).message_id for text in said]


def unheard(scene: Scene, question: str, who: str, *said: str, scope: bool = True, **more: Any) -> str:
    """A visitor asks what is not published; then an agent answers, if anything is `said`."""
    got = scene.write(question, who, **more)
    checks = [Check("scope", scope), Check("evidence", False)]
    take_turn(
        turn_parts(scene, lambda *_, **__: answer("没有查到。", "handoff", checks=checks)),
        got.conversation_id,
    )
    if said:
        agent = hire(scene.store, f"周-{who}")
        scene.ask_for_person(got.conversation_id)
        with scene.store.writing() as s:
            routing.claim(s, got.conversation_id, agent)
        for text in said:
            scene.say(got.conversation_id, agent, text)
    return got.conversation_id


def test_an_agents_answer_becomes_a_draft_that_somebody_else_reviews(
    scene: Scene, knowledge: KnowledgeBase
) -> None:
    lin = hire(scene.store, "林")
    conversation, (greeting, reply) = served(
        scene, "存折丢了怎么补办", "您好。", "持身份证到网点补办，每本五元。"
    )
    scene.write("好的，谢谢", "mei")
    made = propose_from_answer(knowledge, scene.vault, conversation, reply, actor=lin)
    found = pair(knowledge, made)
    assert (found.question, found.answer) == ("存折丢了怎么补办", "持身份证到网点补办，每本五元。")
    assert (found.state, found.origin, found.created_by) == ("draft", "proposed", lin.id)
    assert found.source_label == f"会话 {scene.row(conversation).code}"
    assert propose_from_answer(knowledge, scene.vault, conversation, reply, actor=lin) == made, (
        "once is enough"
    )
    with scene.store.writing() as s, pytest.raises(SamePerson):
        pairs.review_pair(s, made, by=lin)
    with scene.store.reading() as s:
        assert queries.qa_pairs(s) == [], "nothing is published by itself"
    assert "transcript.read" in scene.verbs(conversation)
    assert scene.audit("qa_pair.drafted")[-1].details["origin"] == "proposed"
    with pytest.raises(Conflict, match="asks just this"):
        propose_from_answer(knowledge, scene.vault, conversation, greeting, actor=lin)


def test_masked_values_stand_as_labels_and_what_masking_left_is_refused(
    scene: Scene, knowledge: KnowledgeBase
) -> None:
    phone = mobile(scene.vault)
    token = f"⟦{phone.token_id}⟧"
    conversation, (reply,) = served(
        scene, f"我的手机号{token}怎么换绑", "请在手机银行里更换。", entities=[phone]
    )
    made = pair(knowledge, propose_from_answer(knowledge, scene.vault, conversation, reply, actor=SYSTEM))
    assert made.question == "我的手机号[手机]怎么换绑"
    other, (slip,) = served(scene, "找谁办", "请打13900139000找他。", who="bao")
    with pytest.raises(MayBePublic):
        propose_from_answer(knowledge, scene.vault, other, slip, actor=SYSTEM)


def test_only_an_agents_answer_to_something_can_be_proposed(scene: Scene, knowledge: KnowledgeBase) -> None:
    conversation, (reply,) = served(scene, "补办要多久", "三个工作日。")
    other, _ = served(scene, "年费多少", "一百元。", who="bao")
    asked = next(m.id for m in scene.thread(conversation) if m.author_kind == "visitor")
    for place, message in ((conversation, asked), (other, reply), (conversation, "none")):
        with pytest.raises(NotFound, match="no message of an agent"):
            propose_from_answer(knowledge, scene.vault, place, message, actor=SYSTEM)


def test_questions_without_an_answer_are_grouped_and_the_most_frequent_come_first(
    scene: Scene, knowledge: KnowledgeBase
) -> None:
    phone = mobile(scene.vault)
    token = f"⟦{phone.token_id}⟧"
    unheard(scene, "外币现钞可以兑换吗", "a")
    unheard(scene, "金条可以寄存在网点吗", "b", "您好。", "可以，保管箱业务每年三百元起。")
    unheard(scene, "金条可以寄存网点吗", "c")
    unheard(scene, f"金条可以寄存在网点吗{token}", "d", entities=[phone])
    unheard(scene, f"我叫{token}，想办信托", "e", entities=[phone])
    unheard(scene, "三年期国债卖吗", "f")
    unheard(scene, "五年期国债卖吗", "g")
    unheard(scene, "我的余额是多少", "h", scope=False)
    unheard(scene, "那呢", "i")
    unheard(scene, "网点周日开门吗", "j")
    with scene.store.writing() as s:
        pairs.draft_pair(s, "网点周日开门吗？", "周日休息。", actor=SYSTEM)
    found = gaps(knowledge, scene.vault, actor=SYSTEM)
    assert [(one.question, one.asked) for one in found.gaps] == [
        ("金条可以寄存在网点吗", 3),
        ("外币现钞可以兑换吗", 1),
        ("三年期国债卖吗", 1),
        ("五年期国债卖吗", 1),
    ]
    assert (found.looked_at, found.personal, found.known) == (8, 1, 1)
    gold = found.gaps[0]
    assert gold.phrasings == ("金条可以寄存网点吗",)
    assert gold.answer == "可以，保管箱业务每年三百元起。"
    assert "⟦" not in repr(found)
    assert len(scene.audit("transcript.searched")) == 1
    by_now = gaps(knowledge, scene.vault, actor=SYSTEM, answered=lambda question: "国债" in str(question))
    assert [one.question for one in by_now.gaps] == ["金条可以寄存在网点吗", "外币现钞可以兑换吗"]

    made = pair(knowledge, propose(knowledge, gold, actor=SYSTEM, reword=lambda _: ("金条能存网点吗",)))
    assert (made.state, made.origin, made.answer) == ("draft", "proposed", gold.answer)
    assert made.phrasings == ["金条可以寄存网点吗", "金条能存网点吗"]
    with pytest.raises(BadInput):
        propose(knowledge, found.gaps[1], actor=SYSTEM)  # nobody has answered it, nobody words an answer here
    assert propose(knowledge, found.gaps[1], actor=SYSTEM, answer="可以，限周一至周五。")
    assert [one.asked for one in gaps(knowledge, scene.vault, actor=SYSTEM).gaps] == [1, 1], (
        "drafts are known"
    )


def test_old_questions_and_erased_ones_are_left_alone(scene: Scene, knowledge: KnowledgeBase) -> None:
    unheard(scene, "外币现钞可以兑换吗", "a")
    assert gaps(knowledge, scene.vault, actor=SYSTEM).looked_at == 1
    assert gaps(knowledge, scene.vault, actor=SYSTEM, days=0).looked_at == 0
    conversation, (reply,) = served(scene, "金条可以寄存吗", "可以。", who="bao")
    for erased in (conversation, scene.write("还有呢", "a").conversation_id):
        contact = scene.row(erased).contact_id
        scene.vault.forget_contact(contact)
        keys.forget_contact(scene.vault, contact)
    assert gaps(knowledge, scene.vault, actor=SYSTEM).looked_at == 0
    with pytest.raises(Conflict, match="erased"):
        propose_from_answer(knowledge, scene.vault, conversation, reply, actor=SYSTEM)


def test_the_command_lists_them_and_drafts_what_an_agent_has_answered(
    scene: Scene, knowledge: KnowledgeBase, masker: Masker
) -> None:
    unheard(scene, "金条可以寄存在网点吗", "b", "可以，保管箱业务每年三百元起。")
    unheard(scene, "外币现钞可以兑换吗", "a")
    unheard(scene, "想买信托怎么办", "c")
    box = Parts()
    box.provide(KnowledgeBase, knowledge)
    box.provide(Vault, scene.vault)
    box.provide(Masker, masker)
    box.provide(LanguageModel, ScriptedModel(["金条能寄存在网点吗\n金条寄存一年 500 元吗"]))
    rungs = {"想买信托怎么办": "quote"}
    ladder = SimpleNamespace(answer=lambda text, bases: answer("…", rungs.get(str(text), "handoff")))
    box.provide(Answerer, ladder)  # type: ignore[arg-type]
    asked = {"base": "main", "days": 7, "least": 1, "make": True, "reword": True}
    found = HANDLERS["knowledge.pairs.propose"](box, asked, lambda step: None)
    assert [one["question"] for one in found["gaps"]] == ["金条可以寄存在网点吗", "外币现钞可以兑换吗"]
    counts = {"looked_at": 3, "gaps": 2, "known": 1, "personal": 0, "made": 1, "held": 0}
    assert found["counts"] == counts
    with scene.store.reading() as s:
        (draft,) = queries.qa_pairs(s, states=("draft",))
    assert draft.phrasings == ["金条能寄存在网点吗"], "the wording with a figure of its own is dropped"
    again = HANDLERS["knowledge.pairs.propose"](box, {**asked, "make": False}, lambda step: None)
    assert [one["question"] for one in again["gaps"]] == ["外币现钞可以兑换吗"]
