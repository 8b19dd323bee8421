"""Sharing out, story by story: nobody starves, whatever comes free is given out at once, each strategy, hours and limits."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

import pytest

from appliance.core.accounts.tables import DEFAULT_TEAM
from appliance.core.kit import clock as times
from appliance.core.kit.actors import SYSTEM
from appliance.core.kit.clock import Frozen
from appliance.core.kit.errors import BadInput
from appliance.service.conversations import attachments
from appliance.service.conversations.actions import Intake
from appliance.service.conversations.attachments import File
from appliance.service.conversations.tables import Conversation
from appliance.service.routing import actions, hours, people, priority, queue, teams, wait
from appliance.service.routing.strategies import registry
from appliance.service.routing.strategies.strategy import Candidate, Wanted
from appliance.service.routing.tend import tend
from tests.service.routing.test_sharing import ask, be, share
from tests.service.scene import Scene, hire, masked


def waits(scene: Scene, who: str, code: str = "asks_for_person") -> str:
    """Somebody new asks for a person."""
    got = scene.write(who=who).conversation_id
    ask(scene, got, code)
    return got


def states(scene: Scene, ids: Iterable[str]) -> list[str]:
    return [scene.row(each).agent_name or scene.row(each).state for each in ids]


def test_nobody_starves_behind_an_endless_line_of_the_gravest_cases(scene: Scene, clock: Frozen) -> None:
    lin = hire(scene.store, "林悦", capacity=1)
    share(scene)
    be(scene, lin, "available")
    busy = waits(scene, "first")
    patient = waits(scene, "patient")
    for n in range(priority.LONGEST // 60 + 2):
        waits(scene, f"grave{n}", "self_harm")
        clock.advance(seconds=60)
        with scene.store.writing() as s:
            actions.seen(s, lin.id)
            actions.close(s, busy, lin)
            busy = s.query(Conversation.id).filter_by(state="human").one()[0]
        if busy == patient:
            break
    assert scene.row(patient).agent_id == lin.id
    assert n >= priority.LONGEST // 60 - 1  # and the grave ones did go first


def test_each_way_of_coming_free_pulls_the_queue_in_the_same_act(scene: Scene) -> None:
    lin, zhao = hire(scene.store, "林悦", capacity=1), hire(scene.store, "赵敏", capacity=2)
    share(scene)
    ids = [waits(scene, f"v{n}") for n in range(6)]
    assert states(scene, ids) == ["queued"] * 6
    be(scene, lin, "available")
    assert states(scene, ids) == ["林悦", *["queued"] * 5]
    with scene.store.writing() as s:
        actions.close(s, ids[0], lin)
        assert s.get(Conversation, ids[1]).agent_id == lin.id  # type: ignore[union-attr]
    with scene.store.writing() as s:
        actions.give_back(s, ids[1], lin)
    assert states(scene, ids)[2:] == ["林悦", "queued", "queued", "queued"]
    with scene.store.writing() as s:
        actions.transfer(s, ids[2], lin, zhao.id)
    assert states(scene, ids)[2:] == ["赵敏", "林悦", "queued", "queued"]
    with scene.store.writing() as s:
        people.set_place(s, lin.id, SYSTEM, team_id=DEFAULT_TEAM, capacity=2, traits={})
    assert states(scene, ids)[2:] == ["赵敏", "林悦", "林悦", "queued"]
    be(scene, zhao, "available")
    assert states(scene, ids)[2:] == ["赵敏", "林悦", "林悦", "赵敏"]


def test_what_an_agent_gives_up_goes_to_another_and_comes_back_only_after_a_rest(
    scene: Scene, clock: Frozen
) -> None:
    lin, zhao = hire(scene.store, "林悦"), hire(scene.store, "赵敏", capacity=1)
    share(scene)
    be(scene, lin, "available")
    got = waits(scene, "mei")
    with scene.store.writing() as s:
        actions.transfer(s, got, lin, None)
    assert scene.row(got).state == "queued"
    be(scene, zhao, "available")
    assert scene.row(got).agent_id == zhao.id
    with scene.store.writing() as s:
        actions.transfer(s, got, zhao, None)
    assert scene.row(got).agent_id == lin.id
    be(scene, zhao, "busy")
    with scene.store.writing() as s:
        actions.transfer(s, got, lin, None)
    clock.advance(minutes=2)
    be(scene, lin, "available")
    assert scene.row(got).agent_id == lin.id


def test_a_team_without_strategies_takes_by_hand_and_a_silent_agent_is_given_nothing(
    scene: Scene, clock: Frozen
) -> None:
    lin = hire(scene.store, "林悦")
    be(scene, lin, "available")
    got = waits(scene, "mei")
    assert scene.row(got).state == "queued"
    clock.advance(minutes=4)
    share(scene)
    assert scene.row(got).state == "queued"
    with scene.store.writing() as s:
        actions.seen(s, lin.id)
    assert scene.row(got).agent_id == lin.id


def test_the_place_that_is_told_is_that_of_the_own_team_and_rank(scene: Scene) -> None:
    with scene.store.writing() as s:
        cards = teams.create(s, "信用卡组", SYSTEM)
        teams.set_ways(s, cards.id, teams.Ways(topics=["lost_card"]), SYSTEM)
    first, second = waits(scene, "a"), waits(scene, "b")
    urgent = waits(scene, "c", "self_harm")
    lost = waits(scene, "d", "lost_card")
    told = [scene.thread(each)[-1].meta["place"] for each in (first, second, urgent, lost)]
    assert told == [1, 2, 1, 1]


@pytest.mark.parametrize(
    ("names", "chosen"),
    [
        (["longest_idle"], "周宁"),
        (["least_busy"], "赵敏"),
        (["last_agent"], "林悦"),
        (["by_topic"], "赵敏"),
        (["by_language", "least_busy"], "周宁"),
        (["by_region"], "林悦"),
        (["by_channel"], "赵敏"),
        (["by_topic", "by_region"], "赵敏"),
    ],
)
def test_strategies_by_table(names: list[str], chosen: str) -> None:
    at = datetime(2026, 3, 3, tzinfo=UTC)
    lin = Candidate("1", "林悦", 3, 6, at, frozenset({("region", "sh"), ("language", "zh")}))
    zhao = Candidate("2", "赵敏", 1, 6, at, frozenset({("skill", "fraud"), ("channel", "web_widget")}))
    zhou = Candidate("3", "周宁", 1, 4, None, frozenset({("language", "en")}))
    wanted = Wanted("c", "web_widget", "en", ("fraud",), "sh", ("9", "1"))
    assert registry.choose(names, [lin, zhao, zhou], wanted)[0].name == chosen


def limited(scene: Scene, seconds: int = 60, names: Iterable[str] = ("longest_idle",)) -> None:
    with scene.store.writing() as s:
        teams.set_ways(s, DEFAULT_TEAM, teams.Ways(strategies=list(names), limit_seconds=seconds), SYSTEM)


def test_a_file_waits_for_an_answer_as_a_word_does(scene: Scene, clock: Frozen) -> None:
    lin = hire(scene.store, "林悦")
    limited(scene)
    be(scene, lin, "available")
    got = waits(scene, "mei")
    scene.say(got, lin, "请把单据拍给我")
    clock.advance(seconds=300)
    assert tend(scene.store) == 0
    with scene.store.writing() as s:
        sent = Intake("web_widget", "mei", "f1", masked("单据.png"))
        attachments.receive_file(s, scene.vault, sent, File(".png", "image/png", b"-"), most=5)
    clock.advance(seconds=60)
    assert tend(scene.store) == 1
    assert scene.verbs(got).count("conversation.overdue") == 1


def test_who_is_not_answered_within_the_limit_goes_to_somebody_else_and_the_lead_hears_of_it(
    scene: Scene, clock: Frozen
) -> None:
    lin, zhao = hire(scene.store, "林悦"), hire(scene.store, "赵敏")
    limited(scene)
    be(scene, lin, "available")
    got, answered = waits(scene, "mei"), waits(scene, "bo")
    scene.say(answered, lin, "您好")
    be(scene, zhao, "available")
    clock.advance(seconds=59)
    assert tend(scene.store) == 0
    clock.advance(seconds=1)
    assert tend(scene.store) == 1
    assert scene.row(got).agent_id == zhao.id
    assert scene.row(answered).agent_id == lin.id
    assert scene.verbs(got).count("conversation.overdue") == 1
    assert [m.meta.get("event") for m in scene.thread(got)][-2:] == ["overdue", "transferred"]
    assert "overdue" not in [m.meta.get("event") for m in scene.visitor_thread(got)]
    # An impatient visitor does not set the clock back; nor is anybody told twice of one lapse.
    clock.advance(seconds=40)
    scene.write("在吗", "mei")
    assert tend(scene.store) == 0
    be(scene, lin, "away")
    clock.advance(seconds=20)
    assert tend(scene.store) == 1
    assert scene.row(got).agent_id == zhao.id  # nobody else is here
    assert tend(scene.store) == 0


def test_an_absent_agent_loses_the_visitor_to_the_front_of_the_queue(scene: Scene, clock: Frozen) -> None:
    lin = hire(scene.store, "林悦")
    limited(scene, names=[])
    be(scene, lin, "available")
    got = waits(scene, "mei")
    with scene.store.writing() as s:
        actions.claim(s, got, lin)
    clock.advance(minutes=4)
    later = waits(scene, "bo")
    assert tend(scene.store) == 1
    with scene.store.reading() as s:
        assert (queue.place(s, got), queue.place(s, later)) == (1, 2)
    clock.advance(minutes=1)
    assert tend(scene.store) == 2  # still waiting: each is raised alike
    with scene.store.reading() as s:
        assert (queue.place(s, got), queue.place(s, later)) == (1, 2)


def test_the_wait_is_told_by_the_last_closings_and_unknown_when_they_are_too_few(
    scene: Scene, clock: Frozen
) -> None:
    lin = hire(scene.store, "林悦")
    be(scene, lin, "available")
    for n in range(wait.ENOUGH):
        got = waits(scene, f"old{n}")
        with scene.store.writing() as s:
            actions.claim(s, got, lin)
            actions.close(s, got, lin)
            actions.seen(s, lin.id)
        if n == wait.ENOUGH - 2:
            early = waits(scene, "early")
            with scene.store.reading() as s:
                assert wait.minutes(s, early) is None
        clock.advance(minutes=2)
    mei, bo = waits(scene, "mei"), waits(scene, "bo")
    with scene.store.reading() as s:
        assert [wait.minutes(s, each) for each in (early, mei, bo)] == [2, 4, 6]
    today = times.now().astimezone(times.zone()).date().isoformat()
    for holidays, told in (({today: []}, None), ({}, 4)):
        with scene.store.writing() as s:
            teams.set_ways(s, DEFAULT_TEAM, teams.Ways(holidays=holidays), SYSTEM)
        with scene.store.reading() as s:
            assert wait.minutes(s, mei) == told  # outside its hours nobody can say
    clock.advance(minutes=4)
    with scene.store.reading() as s:
        assert wait.minutes(s, mei) is None  # nobody is here any more


@pytest.mark.parametrize(
    ("at", "is_open", "opens"),
    [
        ("2026-09-30 10:00", True, "2026-09-30 13:30"),
        ("2026-09-30 12:00", False, "2026-09-30 13:30"),
        ("2026-09-30 18:00", False, "2026-10-10 09:00"),
        ("2026-10-01 10:00", False, "2026-10-10 09:00"),
        ("2026-10-10 16:59", True, "2026-10-12 09:00"),
        ("2026-10-11 10:00", False, "2026-10-12 09:00"),
    ],
)
def test_hours_by_table(at: str, is_open: bool, opens: str) -> None:
    week = {day: ["09:00-12:00", "13:30-18:00"] for day in hours.DAYS[:5]}
    dates: dict[str, list[str]] = {f"2026-10-0{n}": [] for n in range(1, 10)}
    dates["2026-10-10"] = ["09:00-17:00"]
    moment = datetime.fromisoformat(at)
    assert hours.is_open(week, dates, moment) == is_open
    assert hours.opens(week, dates, moment) == datetime.fromisoformat(opens)
    assert hours.is_open({}, {}, moment)


@pytest.mark.parametrize(
    ("week", "dates"),
    [
        ({"someday": ["09:00-10:00"]}, {}),
        ({"mon": ["9-18"]}, {}),
        ({"mon": ["18:00-09:00"]}, {}),
        ({"mon": ["09:00-12:00", "11:00-13:00"]}, {}),
        ({"mon": ["09:00-24:30"]}, {}),
        ({}, {"tomorrow": []}),
    ],
)
def test_hours_that_cannot_be_are_refused(week: dict[str, list[str]], dates: dict[str, list[str]]) -> None:
    with pytest.raises(BadInput, match=r"hours"):
        hours.checked(week, dates)


def test_out_of_hours_the_visitor_is_told_when_and_may_leave_a_number(scene: Scene, clock: Frozen) -> None:
    hire(scene.store, "林悦")
    clock.advance(hours=4)  # 21:00 on a Tuesday in Shanghai
    with scene.store.writing() as s:
        ways = teams.Ways(limit_seconds=60, hours={"mon": ["09:00-18:00"], "wed": ["08:30-18:00"]})
        teams.set_ways(s, DEFAULT_TEAM, ways, SYSTEM)
    got = waits(scene, "mei")
    assert "03-04 08:30" in str(scene.visitor_thread(got)[-1].text)
    clock.advance(minutes=2)
    assert tend(scene.store) == 0
    clock.advance(hours=12)
    assert tend(scene.store) == 1
    assert "03-04" not in str(scene.visitor_thread(waits(scene, "bo"))[-1].text)
