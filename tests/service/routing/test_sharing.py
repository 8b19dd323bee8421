"""Random arrivals, claims, transfers, pauses and goodbyes over two teams that share out by themselves, on the real store.

What must hold after each act: nobody is given more than they may have; nobody waits while somebody has room for them; who
is given out was first of their team's queue; and nobody is overtaken by one that came more than the longest head start later.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from appliance.core.accounts.events import SignedOut
from appliance.core.accounts.tables import DEFAULT_TEAM, Agent
from appliance.core.events.outbox import emit
from appliance.core.kit import clock as clocks
from appliance.core.kit.actors import SYSTEM, Actor
from appliance.core.kit.clock import Frozen
from appliance.core.kit.errors import BadInput, Conflict
from appliance.core.store.base import Base
from appliance.core.store.engine import create_store
from appliance.core.vault.vault import Vault
from appliance.service.contacts.tables import Contact
from appliance.service.conversations import actions as conversations
from appliance.service.conversations.actions import HandoffReason
from appliance.service.conversations.tables import Conversation
from appliance.service.routing import actions, hours, people, priority, pull, queue, staff, teams, wait
from appliance.service.routing.strategies import registry
from appliance.service.routing.strategies.registry import STRATEGIES
from appliance.service.routing.strategies.strategy import Candidate, Wanted
from appliance.service.routing.tend import tend
from tests.service.scene import Scene, hire, subscriptions

VISITORS = [f"v{n}" for n in range(14)]
REASONS = ["asks_for_person", "asks_for_person", "complaint", "fraud", "self_harm"]
NAMES = ["林悦", "赵敏", "周宁"]
EXAMPLES = max(8, settings().max_examples // 3)


def ask(scene: Scene, conversation_id: str, code: str = "asks_for_person") -> bool:
    """A person is asked for, with this reason."""
    with scene.store.writing() as s:
        return conversations.hand_off(
            s, conversation_id, actor=SYSTEM, reasons=[HandoffReason(code, "原因", "why")]
        )


def share(scene: Scene, names: Iterable[str] = ("longest_idle",), team: str = DEFAULT_TEAM) -> None:
    """The team shares out by itself from now on."""
    with scene.store.writing() as s:
        teams.set_ways(s, team, teams.Ways(strategies=list(names)), SYSTEM)


def be(scene: Scene, agent: Actor, state: str) -> None:
    with scene.store.writing() as s:
        actions.be_present(s, agent.id, state)


class Floor(RuleBasedStateMachine):
    """Three agents, two teams: the third agent serves both. The model is what the invariants say."""

    @initialize(ways=st.lists(st.sampled_from(sorted(STRATEGIES)), min_size=1, max_size=3, unique=True))
    def open(self, ways: list[str]) -> None:
        self.folder = tempfile.TemporaryDirectory()
        data = Path(self.folder.name) / "data"
        data.mkdir(mode=0o700)
        self.vault = Vault(data)
        self.vault.create("keyfile", bytes(range(32)))
        self.vault.unseal(bytes(range(32)))
        self.store = create_store(data / "store" / "appliance.db", self.vault.store_key())
        with self.store.connection() as connection:
            Base.metadata.create_all(connection)
        self.store.audit_key = self.vault.audit_key()
        self.store.subscribers = subscriptions()
        self.scene = Scene(self.store, self.vault)
        self.time = Frozen(datetime(2026, 3, 3, 9, 0, tzinfo=UTC))
        clocks.set_clock(self.time)
        self.agents = [hire(self.store, name, capacity=1) for name in NAMES]
        with self.store.writing() as s:
            self.cards = teams.create(s, "信用卡组", SYSTEM).id
            for agent, team, more in (
                (self.agents[0], DEFAULT_TEAM, []),
                (self.agents[1], self.cards, []),
                (self.agents[2], self.cards, [DEFAULT_TEAM]),
            ):
                people.set_place(s, agent.id, SYSTEM, team_id=team, capacity=1, traits={"team": more})
            for team, topics in ((DEFAULT_TEAM, []), (self.cards, ["fraud", "complaint"])):
                teams.set_ways(s, team, teams.Ways(strategies=ways, topics=topics), SYSTEM)
            for agent in self.agents:
                actions.be_present(s, agent.id, "available")
        self.had: dict[str, int] = {}
        self.before: list[Conversation] = []
        self.claims = 0

    def teardown(self) -> None:
        clocks.set_clock(None)
        if hasattr(self, "store"):
            self.store.close()
            self.vault.seal()
            self.folder.cleanup()

    def rows(self) -> list[Conversation]:
        with self.store.reading() as s:
            return list(s.query(Conversation).order_by(Conversation.created_at))

    def any_of(self, data: st.DataObject, *states: str) -> Conversation | None:
        found = sorted((row for row in self.rows() if row.state in states), key=lambda row: row.id)
        return data.draw(st.sampled_from(found)) if found else None

    @rule(
        come=st.lists(
            st.tuples(st.sampled_from(VISITORS), st.sampled_from(REASONS), st.integers(0, 2)),
            min_size=2,
            max_size=4,
            unique_by=lambda each: each[0],
        )
    )
    def ask_for_people(self, come: list[tuple[str, str, int]]) -> None:
        for who, code, tier in come:
            self.time.advance(seconds=1)
            got = self.scene.write(who=who)
            with self.store.writing() as s:
                contact = s.get(Contact, got.contact_id)
                assert contact is not None
                contact.tier = tier
                s.flush()
            ask(self.scene, got.conversation_id, code)

    @rule(number=st.integers(0, 2), state=st.sampled_from(["available", "available", "busy", "away"]))
    def says_presence(self, number: int, state: str) -> None:
        be(self.scene, self.agents[number], state)

    @rule(number=st.integers(0, 2))
    def signs_out(self, number: int) -> None:
        with self.store.writing() as s:
            emit(s, SignedOut(None, self.agents[number].id))

    @rule(number=st.integers(0, 2), capacity=st.integers(0, 2))
    def gets_capacity(self, number: int, capacity: int) -> None:
        agent = self.agents[number]
        with self.store.writing() as s:
            own, *more = staff.teams_of(s, agent.id)
            people.set_place(s, agent.id, SYSTEM, team_id=own, capacity=capacity, traits={"team": more})

    @rule(seconds=st.sampled_from([1, 50, 130]))
    def time_passes(self, seconds: int) -> None:
        """Everybody's page gives a sign of life, and the clockwork looks after the queues."""
        self.time.advance(seconds=seconds)
        with self.store.writing() as s:
            for agent in self.agents:
                actions.seen(s, agent.id)
            pull.for_teams(s, [DEFAULT_TEAM, self.cards])

    @precondition(lambda self: self.rows())
    @rule(data=st.data(), number=st.integers(0, 2), act=st.sampled_from(["claim", "reopen"]))
    def takes_by_hand(self, data: st.DataObject, number: int, act: str) -> None:
        got = self.any_of(data, *(("closed",) if act == "reopen" else ("ai", "queued")))
        if got is None:
            return
        agent = self.agents[number]
        room = self.has().get(agent.id, 0) < self.capacity()[agent.id]
        try:
            with self.store.writing() as s:
                getattr(actions, act)(s, got.id, agent)
        except Conflict:
            assert not room
            return
        assert room

    @precondition(lambda self: any(row.state == "human" for row in self.rows()))
    @rule(
        data=st.data(),
        act=st.sampled_from(["close", "close", "give_back", "release", "to_team", "transfer"]),
        number=st.integers(0, 2),
    )
    def passes_on(self, data: st.DataObject, act: str, number: int) -> None:
        got = self.any_of(data, "human")
        assert got is not None
        mine = next(agent for agent in self.agents if agent.id == got.agent_id)
        other = self.agents[number]
        room = other == mine or self.has().get(other.id, 0) < self.capacity()[other.id]
        try:
            with self.store.writing() as s:
                if act == "transfer":
                    actions.transfer(s, got.id, mine, other.id)
                elif act == "release":
                    actions.transfer(s, got.id, mine, None)
                elif act == "to_team":
                    actions.transfer_to_team(s, got.id, mine, self.cards)
                else:
                    getattr(actions, act)(s, got.id, mine)
        except Conflict:
            assert act == "transfer"
            assert not room

    def has(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for row in self.rows():
            if row.state == "human" and row.agent_id is not None:
                found[row.agent_id] = found.get(row.agent_id, 0) + 1
        return found

    def capacity(self) -> dict[str, int]:
        with self.store.reading() as s:
            return {agent.id: agent.capacity for agent in s.query(Agent)}

    @invariant()
    def nobody_is_given_too_many(self) -> None:
        if not hasattr(self, "had"):
            return
        now, limits = self.has(), self.capacity()
        for agent in self.agents:
            has = now.get(agent.id, 0)
            assert has <= limits[agent.id] or has <= self.had.get(agent.id, 0)
        self.had = now

    @invariant()
    def nobody_waits_beside_room(self) -> None:
        if not hasattr(self, "had"):
            return
        rested = self.time.at - pull.REST
        with self.store.reading() as s:
            room = {
                team: {c.agent_id for c in pull.available(s, team)} for team in (DEFAULT_TEAM, self.cards)
            }
        for row in self.rows():
            if row.state == "queued":
                assert row.team_id is not None
                assert row.queued_at is not None
                resting = {row.not_agent_id} if row.queued_at > rested else set()
                assert not room[row.team_id] - resting

    @invariant()
    def the_first_is_served_first(self) -> None:
        if not hasattr(self, "had"):
            return
        rows = {row.id: row for row in self.rows()}
        fresh = self.scene.audit("conversation.claimed")[self.claims :]
        given = {event.conversation_id for event in fresh if event.actor_kind == "system"}
        waited = [row for row in self.before if row.state == "queued"]
        left = [row for row in waited if rows[row.id].queue_no == row.queue_no and row.not_agent_id is None]
        for first in left:
            for later in (row for row in waited if row.id in given and row.team_id == first.team_id):
                assert first.queued_at is not None
                assert later.queued_at is not None
                assert (later.queue_rank, later.queue_no) < (first.queue_rank, first.queue_no)
                assert later.queued_at <= first.queued_at + timedelta(seconds=priority.LONGEST)
                if later.priority <= first.priority:
                    assert later.queued_at <= first.queued_at
        self.before, self.claims = list(rows.values()), self.claims + len(fresh)


class TestFloor(Floor.TestCase):
    settings = settings(stateful_step_count=25, max_examples=EXAMPLES)


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
