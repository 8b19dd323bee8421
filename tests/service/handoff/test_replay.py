"""A replay decides what the live path decided, and shows what another book would have done."""

from __future__ import annotations

import os
import random
from datetime import timedelta
from typing import Any

import pytest

from appliance.ai.answering.answer import Answer, Check
from appliance.core.kit import clock as kit_clock
from appliance.core.masking.text import MaskedText
from appliance.service.conversations import actions
from appliance.service.conversations.past_turns import past_turns
from appliance.service.conversations.tables import Conversation
from appliance.service.handoff import changes, versions
from appliance.service.handoff.book import SHIPPED, book
from appliance.service.handoff.bound import Bound
from appliance.service.handoff.facts import around
from appliance.service.handoff.live import LiveDecide
from appliance.service.handoff.queues import Queues
from appliance.service.handoff.replay import Tried, decided, replay
from appliance.service.turns.take_turn import take_turn
from tests.service.handoff.cases import Likens
from tests.service.handoff.test_versions import CHEN, HE, WHY
from tests.service.scene import Scene, answer, hire, said, turn_parts

ROUNDS = int(os.environ.get("REPLAYS", "8"))
SAYS = [
    "信用卡年费是多少",
    "信用卡的年费要多少钱",
    "房贷利率是多少",
    "你们卖黄金吗",
    "能不能买比特币",
    "不对，不是这个",
    "你没懂我的意思",
    "谢谢",
    "转人工",
    "我要投诉",
    "我的卡丢了",
]
LIKENS = Likens(SAYS[:2])
BUSY = {
    "rules": {
        "office_hours": {"on": True, "queue": 2, "holds": ["no_answer", "gate_rejected", "unresolved"]},
        "unresolved": {"turns": 2, "cases": [{"channels": ["loopback"], "turns": 9}]},
        "low_confidence": {"on": True, "least": 0.6},
    }
}


def in_force(scene: Scene, content: Any) -> None:
    with scene.store.writing() as s:
        asked = changes.propose(s, content, by=HE, role="administrator", reason=WHY).id
    with scene.store.writing() as s:
        changes.approve(s, asked, by=CHEN, role="compliance_officer")


def playing(dice: random.Random) -> Any:
    """An answerer that comes by its answers in all the ways there are."""

    def play(question: MaskedText, *, on_sentence: Any, **_: Any) -> Answer:
        rung = dice.choice(["approved", "generated", "quote", "clarify", "handoff"])
        failed = [Check("support", False)] if rung != "generated" and dice.random() < 0.4 else []
        more: dict[str, Any] = {"checks": failed, "confidence": dice.random(), "found": ["hit"]}
        if rung != "generated":
            return answer(f"答 {dice.random()}", rung, **more)
        for n in range(dice.randint(1, 3)):
            on_sentence(said(f"第 {n} 句。"))
        return answer("三句。", rung, **more)

    return play


@pytest.mark.parametrize("content", [SHIPPED.content(), BUSY], ids=["shipped", "with a brake"])
def test_a_replay_decides_what_the_live_path_decided(scene: Scene, content: Any) -> None:
    dice = random.Random(7)
    if content is BUSY:
        in_force(scene, content)
    lin = hire(scene.store, "林悦", capacity=99)
    parts = turn_parts(scene, playing(dice), LiveDecide(scene.store, None, LIKENS))
    live: list[str | None] = []
    last: dict[str, str] = {}
    for n in range(ROUNDS * 8):
        who = f"visitor-{dice.randrange(max(3, ROUNDS // 3))}"
        got = scene.write(dice.choice(SAYS), who=who)
        last[who] = got.conversation_id
        row = scene.row(got.conversation_id)
        if row.state == "ai":
            take_turn(parts, got.conversation_id)
            reasons = scene.row(got.conversation_id).handoff_reason
            live.append(f"{n} {reasons[0]['code']}" if reasons else f"{n} -")
        elif dice.random() < 0.5:
            with scene.store.writing() as s:
                if row.state == "queued":
                    actions.claim(s, row.id, lin)
                if dice.random() < 0.5:
                    scene_said = dice.choice(["close", "give_back"])
                    getattr(actions, scene_said)(s, row.id, lin)
    with scene.store.reading() as s:
        bound = Bound(versions.current(s), None, LIKENS)
        queues = Queues.read(s, kit_clock.now() - timedelta(days=1))
        again = []
        for conversation_id in set(last.values()):
            for past in past_turns(s, scene.vault, conversation_id):
                found = s.get(Conversation, conversation_id)
                assert found is not None
                waiting = queues.waiting(found.team_id, past.ordinal)
                facts = around(s, conversation_id, past.at, waiting)
                reason = decided(bound, past, facts)
                was = past.reasons[0]["code"] if past.reasons else None
                assert (reason.code if reason else None) == was, (past.turn.question, past.rung, past.draft)
                again.append(was)
    took = [each.partition(" ")[2] for each in live if each]
    assert sorted(code or "-" for code in again) == sorted(took), "no turn is left out or made up"
    assert len(set(took)) > 3, "the dice have shown too little"


def stories(scene: Scene) -> dict[str, str]:
    """Mei asks twice what nobody has published, Li asks for a person, Wang is answered."""
    hire(scene.store, "林悦")
    ids = {}
    nothing = turn_parts(scene, lambda *_, **__: answer("没有公布。", "handoff"), LiveDecide(scene.store))
    for who, texts in {"mei": ["你们卖黄金吗", "那白银呢怎么买"], "li": ["转人工"]}.items():
        for text in texts:
            ids[who] = scene.write(text, who=who).conversation_id
            take_turn(nothing, ids[who])
    ids["wang"] = scene.write("年费多少", who="wang").conversation_id
    take_turn(turn_parts(scene, "三千六", LiveDecide(scene.store)), ids["wang"])
    return ids


def tried(scene: Scene, content: Any, days: float = 1) -> Tried:
    then = Bound(book("draft", content))
    return replay(scene.store, scene.vault, Bound(SHIPPED), then, kit_clock.now() - timedelta(days=days))


def test_what_would_have_been_handed_over_otherwise(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("appliance.service.handoff.replay._PAGE", 1)  # each conversation is a page
    ids = stories(scene)
    earlier = tried(scene, {"rules": {"no_answer": {"times": 1}}})
    assert (earlier.conversations, earlier.turns) == (3, 4)
    assert dict(earlier.now) == dict(earlier.then) == {"no_answer": 1, "asks_for_person": 1}
    (one,) = earlier.differs
    assert (one.conversation_id, one.kind) == (ids["mei"], "earlier")
    assert one.now is not None
    assert one.then is not None
    assert (one.now.seq, one.then.seq) == (3, 1)
    fewer = tried(scene, {"rules": {"asks_for_person": {"on": False}}})
    assert [(each.conversation_id, each.kind) for each in fewer.differs] == [(ids["li"], "fewer")]
    assert dict(tried(scene, SHIPPED.content()).kinds) == {}
    assert tried(scene, SHIPPED.content(), days=-1).conversations == 0


def test_an_erased_conversation_and_a_pressed_button_are_no_turns(scene: Scene) -> None:
    got = scene.write("转人工")
    with scene.store.writing() as s:
        actions.hand_off(s, got.conversation_id, actor=HE, reasons=[actions.PRESSED_FOR_PERSON])
    with scene.store.reading() as s:
        assert past_turns(s, scene.vault, got.conversation_id) == []
        assert past_turns(s, scene.vault, "nobody") == []


def test_the_command_prints_the_rules_and_tries_others_on_record(scene: Scene) -> None:
    from appliance.cli import handoff_rules
    from appliance.core.kit.parts import Parts
    from appliance.core.store.session import Store
    from appliance.core.vault.vault import Vault
    from appliance.service.handoff.decide import Decide
    from appliance.service.handoff.file import loads

    ids, parts = stories(scene), Parts()
    for key, part in ((Store, scene.store), (Vault, scene.vault), (Decide, LiveDecide(scene.store))):
        parts.provide(key, part)
    printed = handoff_rules.do_rules(parts, {}, lambda step: None)
    assert loads(printed, "r.toml").content() == SHIPPED.content()
    steps: list[Any] = []
    asked = {
        "content": {"rules": {"asks_for_person": {"on": False}}},
        "since": (kit_clock.now() - timedelta(days=1)).isoformat(),
    }
    found = handoff_rules.do_replay(parts, asked, steps.append)
    assert (found["against"], found["kinds"]) == (0, {"fewer": 1})
    assert found["differs"][0]["conversation_id"] == ids["li"]
    assert steps[-1] == {"done": 3, "total": 3}
    assert [each.details["against"] for each in scene.audit("handoff.replayed")] == [0]
