"""What calls an agent, and the hours in which nothing does."""

from __future__ import annotations

from datetime import datetime

import pytest

import appliance.service.attention.tables  # noqa: F401
from appliance.core.kit.actors import Actor
from appliance.core.kit.errors import BadInput
from appliance.service.attention import calls, preferences
from appliance.service.attention.preferences import Preferences
from appliance.service.conversations import actions
from appliance.service.routing import actions as routing
from appliance.service.routing import reassign
from tests.service.scene import Scene, hire, masked


@pytest.mark.parametrize(
    ("begin", "end", "at", "quiet"),
    [
        ("22:00", "08:00", "23:30", True),
        ("22:00", "08:00", "07:59", True),
        ("22:00", "08:00", "08:00", False),
        ("22:00", "08:00", "12:00", False),
        ("12:00", "13:30", "12:00", True),
        ("12:00", "13:30", "13:30", False),
        ("", "", "03:00", False),
        ("09:00", "09:00", "09:00", False),
    ],
)
def test_quiet_hours_go_over_midnight_too(begin: str, end: str, at: str, quiet: bool) -> None:
    here = datetime.strptime(f"2026-11-26 {at}", "%Y-%m-%d %H:%M")
    assert Preferences(quiet_from=begin, quiet_to=end).quiet(here) is quiet


def test_choices_are_the_agents_own(scene: Scene) -> None:
    lin, zhao = hire(scene.store, "林悦"), hire(scene.store, "赵敏")
    with scene.store.writing() as s:
        for wanted in (Preferences(notify=True), Preferences(True, True, "22:00", "08:00")):
            preferences.keep(s, lin.id, wanted)
        for wrong in (("22:00", ""), ("", "08:00"), ("24:00", "08:00"), ("soon", "late")):
            with pytest.raises(BadInput):
                preferences.keep(s, lin.id, Preferences(True, True, *wrong))
    with scene.store.reading() as s:
        assert preferences.of(s, lin.id) == Preferences(True, True, "22:00", "08:00")
        assert preferences.of(s, zhao.id) == Preferences()


def test_each_reason_calls_whom_it_concerns_and_once(scene: Scene) -> None:
    lin, zhao, lead = (hire(scene.store, name) for name in ("林悦", "赵敏", "何组长"))
    one = scene.write("年费").conversation_id
    place = {"now": 0}

    def called() -> dict[str, list[str]]:
        """By name, what calls each since the last time."""
        found = {}
        with scene.store.reading() as s:
            for agent in (lin, zhao, lead):
                head, what = calls.since(s, agent.id, place["now"], lead=agent is lead)
                found[agent.name] = [each.kind for each in what]
        place["now"] = head
        return {name: kinds for name, kinds in found.items() if kinds}

    assert called() == {}  # the AI has it
    scene.ask_for_person(one)
    assert called() == {"林悦": ["waits"], "赵敏": ["waits"], "何组长": ["waits"]}
    with scene.store.writing() as s:
        reassign.to_agent(s, one, lin.id, lead)
    assert called() == {"林悦": ["given"]}
    scene.write("在吗")
    scene.write("快点")
    assert called() == {"林悦": ["wrote"]}  # twice written, called once
    with scene.store.writing() as s:
        actions.post_note(s, scene.vault, one, lin, masked("@赵敏 帮看"), "n1", mentions=[zhao])
    assert called() == {"赵敏": ["named"]}
    with scene.store.writing() as s:
        routing.transfer(s, one, lin, zhao.id)
    assert called() == {"林悦": ["taken"], "赵敏": ["given"]}
    scene.write("还在吗")
    with scene.store.writing() as s:
        routing.close(s, one, Actor("agent", zhao.id, zhao.name))
    assert called() == {}  # what is over by now calls nobody


def test_who_was_away_long_is_called_by_what_is_newest(scene: Scene) -> None:
    lin = hire(scene.store, "林悦")
    one = scene.write("年费").conversation_id
    with scene.store.writing() as s:
        routing.claim(s, one, lin)
    for number in range(5):
        scene.write(f"在吗 {number}")
    with scene.store.reading() as s:
        head, found = calls.since(s, lin.id, 0)
        assert (head, [each.kind for each in found]) == (calls.head(s), ["wrote", "given"])
        assert calls.since(s, lin.id, head) == (head, [])
