"""Random arrivals, claims, transfers, pauses and goodbyes over two teams that share out by themselves, on the real store.

What must hold after each act: nobody is given more than they may have; nobody waits while somebody has room for them; who
is given out was first of their team's queue; and nobody is overtaken by one that came more than the longest head start later.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from appliance.core.accounts.events import SignedOut
from appliance.core.accounts.tables import DEFAULT_TEAM, Agent
from appliance.core.events.outbox import emit
from appliance.core.kit import clock as clocks
from appliance.core.kit.actors import SYSTEM, Actor
from appliance.core.kit.clock import Frozen
from appliance.core.kit.errors import Conflict
from appliance.service.contacts.tables import Contact
from appliance.service.conversations import actions as conversations
from appliance.service.conversations.actions import HandoffReason
from appliance.service.conversations.tables import Conversation
from appliance.service.routing import actions, people, priority, pull, staff, teams
from appliance.service.routing.strategies.registry import STRATEGIES
from tests.service.scene import Scene, apart, hire, subscriptions

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
        self.place = ExitStack()
        self.scene = self.place.enter_context(apart())
        self.store = self.scene.store
        self.store.subscribers = subscriptions()
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
        if hasattr(self, "place"):
            self.place.close()

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
