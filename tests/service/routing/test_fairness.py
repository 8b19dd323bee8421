"""Random arrivals, claims, transfers and goodbyes against a small model of what must hold."""

from __future__ import annotations

from contextlib import ExitStack

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from appliance.core.kit.actors import Actor
from appliance.core.kit.errors import Conflict
from appliance.core.masking.text import MaskedText
from appliance.service.conversations import actions as conversations
from appliance.service.conversations.states import Act, State, allowed
from appliance.service.routing import actions, queue
from tests.service.scene import apart, hire

CAPACITY = 2
VISITORS = [f"v{n}" for n in range(5)]
ACTS = st.sampled_from(["claim", "transfer", "release", "give_back", "close", "reopen", "write"])


class Desk(RuleBasedStateMachine):
    """The model: who is in which state, who has it, and the order of the queue."""

    @initialize()
    def open(self) -> None:
        self.place = ExitStack()
        self.scene = self.place.enter_context(apart())
        self.store = self.scene.store
        self.agents = [hire(self.store, name, capacity=CAPACITY) for name in ("林悦", "赵敏")]
        self.state: dict[str, State] = {}
        self.owner: dict[str, Actor | None] = {}
        self.line: list[str] = []

    def teardown(self) -> None:
        if hasattr(self, "place"):
            self.place.close()

    def has(self, agent: Actor) -> int:
        return sum(owner == agent for owner in self.owner.values())

    @rule(who=st.sampled_from(VISITORS))
    def visitor_writes(self, who: str) -> None:
        got = self.scene.write(who=who).conversation_id
        before = self.state.get(got, State.AI)
        self.state[got] = State.AI if before == State.CLOSED else before
        self.owner.setdefault(got, None)

    @precondition(lambda self: self.state)
    @rule(data=st.data())
    def asks_for_person(self, data: st.DataObject) -> None:
        got = data.draw(st.sampled_from(sorted(self.state)))
        if self.state[got] == State.CLOSED:
            return
        made = self.scene.ask_for_person(got)
        assert made == (self.state[got] == State.AI)
        if made:
            self.state[got] = State.QUEUED
            self.line.append(got)

    @precondition(lambda self: self.state)
    @rule(data=st.data())
    def ai_speaks(self, data: st.DataObject) -> None:
        got = data.draw(st.sampled_from(sorted(self.state)))
        row = self.scene.row(got)
        with self.store.writing() as s:
            outcome = conversations.post_reply_part(
                s,
                self.scene.vault,
                got,
                row.version,
                MaskedText.trusted("答"),
                "reply",
                {"rung": "approved"},
                answers_seq=row.asked_seq,
                part=1,
            )
        assert isinstance(outcome, conversations.Posted) == (self.state[got] == State.AI)

    @rule(number=st.integers(0, 1))
    def takes_next(self, number: int) -> None:
        agent = self.agents[number]
        expected = self.line[0] if self.line and self.has(agent) < CAPACITY else None
        try:
            with self.store.writing() as s:
                got = actions.next_in_queue(s, agent)
        except Conflict:
            assert expected is None
            return
        assert got == expected  # who has waited longest, never another
        self._taken(got, agent)

    @precondition(lambda self: self.state)
    @rule(data=st.data(), act=ACTS, number=st.integers(0, 1))
    def agent_acts(self, data: st.DataObject, act: str, number: int) -> None:
        got = data.draw(st.sampled_from(sorted(self.state)))
        agent, other = self.agents[number], self.agents[1 - number]
        state, mine = self.state[got], self.owner[got] == agent
        room, other_room = self.has(agent) < CAPACITY, self.has(other) < CAPACITY
        may = {
            "claim": (allowed(state, Act.CLAIM) and room) or (state == State.HUMAN and mine),
            "transfer": mine and other_room,
            "release": mine,
            "give_back": mine,
            "close": state in (State.AI, State.QUEUED) or mine,
            "reopen": state == State.CLOSED and room,
            "write": mine,
        }[act]
        try:
            with self.store.writing() as s:
                if act == "transfer":
                    actions.transfer(s, got, agent, other.id)
                elif act == "release":
                    actions.transfer(s, got, agent, None)
                elif act == "write":
                    pass
                else:
                    getattr(actions, act)(s, got, agent)
            if act == "write":
                self.scene.say(got, agent, "您好")
        except Conflict:
            assert not may
            return
        assert may
        if act in ("claim", "reopen"):
            self._taken(got, agent)
        elif act == "transfer":
            self.owner[got] = other
        elif act != "write":
            self.state[got] = {"release": State.QUEUED, "give_back": State.AI, "close": State.CLOSED}[act]
            self.owner[got] = None
            self.line = [each for each in self.line if each != got] + ([got] if act == "release" else [])

    def _taken(self, got: str, agent: Actor) -> None:
        self.state[got], self.owner[got] = State.HUMAN, agent
        self.line = [each for each in self.line if each != got]

    @invariant()
    def the_store_agrees(self) -> None:
        if not hasattr(self, "store"):
            return
        for got, state in self.state.items():
            row = self.scene.row(got)
            owner = self.owner[got]
            assert row.state == state
            if state == State.HUMAN:
                assert owner is not None
                assert row.agent_id == owner.id
        assert all(self.has(agent) <= CAPACITY for agent in self.agents)
        with self.store.reading() as s:
            assert [queue.place(s, each) for each in self.line] == list(range(1, len(self.line) + 1))

    @invariant()
    def numbers_have_no_holes(self) -> None:
        for got in getattr(self, "state", {}):
            staff = [m.seq for m in self.scene.thread(got)]
            seen = [m.visitor_seq for m in self.scene.visitor_thread(got)]
            assert staff == list(range(1, len(staff) + 1))
            assert seen == list(range(1, len(seen) + 1))


class TestDesk(Desk.TestCase):
    settings = settings(stateful_step_count=30)
