"""He changes the rules, Chen allows it, and the very next turn goes by them; what was decided keeps the version."""

from __future__ import annotations

from typing import Any

import pytest

from appliance.ai.answering.answer import Answer
from appliance.core.approvals.errors import AlreadyAsked, NotNow, SamePerson, WrongRole
from appliance.core.approvals.states import State
from appliance.core.kit.actors import Actor
from appliance.core.kit.errors import BadInput, NotFound
from appliance.core.masking.text import MaskedText
from appliance.service.handoff import changes, live, versions
from appliance.service.handoff.book import SHIPPED
from appliance.service.handoff.live import LiveDecide
from appliance.service.turns.take_turn import Outcome, take_turn
from tests.service.scene import Scene, answer, turn_parts

HE, HUA = Actor("agent", "he", "何清"), Actor("agent", "hua", "华管理")
CHEN = Actor("agent", "chen", "陈合规")
ADMIN, OFFICER = "administrator", "compliance_officer"
WHY = MaskedText.trusted("投诉太多")
STRICTER: dict[str, Any] = {"rules": {"no_answer": {"times": 1}}}


def proposed(scene: Scene, content: Any = STRICTER, by: Actor = HE, role: str = ADMIN) -> str:
    with scene.store.writing() as s:
        return changes.propose(s, content, by=by, role=role, reason=WHY).id


def approved(scene: Scene, version_id: str, by: Actor = CHEN, role: str = OFFICER) -> None:
    with scene.store.writing() as s:
        changes.approve(s, version_id, by=by, role=role)


def test_the_next_turn_goes_by_the_new_book(scene: Scene) -> None:
    parts = turn_parts(scene, lambda *_, **__: answer("没有公布。", "handoff"), LiveDecide(scene.store))
    mei = scene.write("你们卖黄金吗")
    assert take_turn(parts, mei.conversation_id) == Outcome.ANSWERED
    one = proposed(scene)
    li = scene.write("你们卖黄金吗", who="li")
    assert take_turn(parts, li.conversation_id) == Outcome.ANSWERED, "asked for is not in force"
    approved(scene, one)
    wang = scene.write("你们卖黄金吗", who="wang")
    assert take_turn(parts, wang.conversation_id) == Outcome.HANDED_OVER
    (reason,) = scene.row(wang.conversation_id).handoff_reason
    assert (reason["code"], reason["rule"], reason["version"], reason["evidence"]) == (
        "no_answer",
        "no_answer",
        "1",
        "unanswered 1",
    )
    assert scene.audit("handoff.made")[0].details["rules"] == ["no_answer v1"]
    told = scene.audit("handoff.rules_changed")[0]
    assert (told.actor_id, told.details["changed"], told.details["asked_by"]) == ("chen", ["no_answer"], "he")


@pytest.mark.parametrize(
    ("moment", "outcome"),
    [(0.0, Outcome.HANDED_OVER), (3600.0, Outcome.ANSWERED)],
    ids=["long in the making", "there in a moment"],
)
def test_a_draft_that_took_long_is_judged_by_what_holds_then(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, moment: float, outcome: Outcome
) -> None:
    monkeypatch.setattr(live, "A_MOMENT", moment)
    asked_for = proposed(scene)

    def meanwhile(*_: object, **__: object) -> Answer:
        approved(scene, asked_for)
        return answer("没有公布。", "handoff")

    parts = turn_parts(scene, meanwhile, LiveDecide(scene.store))
    assert take_turn(parts, scene.write("你们卖黄金吗").conversation_id) == outcome


def test_team_hours_and_tier_are_looked_at_where_the_book_asks(scene: Scene) -> None:
    scoped = {
        "rules": {
            "no_answer": {
                "on": False,
                "cases": [{"channels": ["web_widget"], "hours": "open", "on": True, "times": 1}],
            }
        }
    }
    approved(scene, proposed(scene, scoped))
    parts = turn_parts(scene, lambda *_, **__: answer("没有公布。", "handoff"), LiveDecide(scene.store))
    mei = scene.write("你们卖黄金吗")
    assert take_turn(parts, mei.conversation_id) == Outcome.HANDED_OVER


def test_how_a_draft_came_about_is_kept_with_it(scene: Scene) -> None:
    from appliance.ai.answering.answer import Check

    def play(*_: Any, **__: Any) -> Any:
        failed = [Check("support", False, "words 0.20"), Check("engine ready", True)]
        return answer("摘录。", "quote", checks=failed, confidence=0.7, found=["hit"], seconds={"total": 1.5})

    approved(scene, proposed(scene, {"rules": {"gate_rejected": {"quoted": True}}}))
    got = scene.write("年费多少")
    take_turn(turn_parts(scene, play, LiveDecide(scene.store)), got.conversation_id)
    meta = scene.thread(got.conversation_id)[-1].meta
    assert meta["draft"] == {"rung": "quote", "sure": 0.7, "seconds": 1.5, "rejected": True}
    scene.write("房贷利率是多少")
    take_turn(turn_parts(scene, play, LiveDecide(scene.store)), got.conversation_id)
    assert [r["code"] for r in scene.row(got.conversation_id).handoff_reason] == ["gate_rejected"]


def test_nobody_changes_the_rules_alone(scene: Scene) -> None:
    one = proposed(scene)
    with pytest.raises(SamePerson):
        approved(scene, one, HE, ADMIN)
    with pytest.raises(WrongRole):
        approved(scene, one, HUA, "team_lead")
    with pytest.raises(AlreadyAsked):
        proposed(scene, by=HUA)
    with scene.store.writing() as s:
        changes.withdraw(s, one, by=HE)
    with pytest.raises(WrongRole):
        proposed(scene, by=HUA, role="team_lead")
    with pytest.raises(NotNow):
        approved(scene, one)
    with scene.store.reading() as s:
        assert versions.number(s) == 0
        assert [each.state for each in versions.history(s)] == [State.WITHDRAWN]


def test_going_back_is_a_new_version(scene: Scene) -> None:
    approved(scene, proposed(scene))
    with scene.store.writing() as s:
        back = changes.propose_return(s, 0, by=HE, role=ADMIN, reason=WHY).id
    approved(scene, back, HUA, ADMIN)
    with scene.store.reading() as s:
        assert versions.number(s) == 2
        assert versions.current(s).rules == SHIPPED.rules
        assert versions.book_of(s, 1).rules["no_answer"].everywhere.values["times"] == 1
        with pytest.raises(NotFound):
            versions.content(s, 9)


def test_what_changes_nothing_or_cannot_be_is_not_asked_for(scene: Scene) -> None:
    for content in (SHIPPED.content(), {"rules": {"mood": {"angry": 7}}}):
        with pytest.raises(BadInput):
            proposed(scene, content)
    with scene.store.reading() as s:
        assert versions.waiting(s) is None
