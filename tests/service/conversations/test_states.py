from __future__ import annotations

import pytest

from appliance.service.conversations.errors import ImpossibleMove
from appliance.service.conversations.states import TABLE, Act, State, after, allowed


@pytest.mark.parametrize(
    ("state", "act", "following"),
    [
        (State.AI, Act.VISITOR_WRITES, State.AI),
        (State.AI, Act.HAND_OFF, State.QUEUED),
        (State.AI, Act.CLAIM, State.HUMAN),
        (State.QUEUED, Act.CLAIM, State.HUMAN),
        (State.QUEUED, Act.VISITOR_WRITES, State.QUEUED),
        (State.HUMAN, Act.GIVE_BACK, State.AI),
        (State.HUMAN, Act.RELEASE, State.QUEUED),
        (State.HUMAN, Act.CLOSE, State.CLOSED),
        (State.CLOSED, Act.VISITOR_WRITES, State.AI),
        (State.CLOSED, Act.REOPEN, State.HUMAN),
    ],
)
def test_what_follows(state: State, act: Act, following: State) -> None:
    assert after(state, act) == following


@pytest.mark.parametrize("state", [State.QUEUED, State.HUMAN, State.CLOSED])
def test_the_ai_speaks_only_when_it_has_the_word(state: State) -> None:
    assert allowed(State.AI, Act.AI_REPLIES)
    assert not allowed(state, Act.AI_REPLIES)


@pytest.mark.parametrize(
    ("state", "act"),
    [
        (State.HUMAN, Act.CLAIM),
        (State.CLOSED, Act.CLAIM),
        (State.CLOSED, Act.CLOSE),
        (State.AI, Act.GIVE_BACK),
    ],
)
def test_an_impossible_move_says_what_to_do(state: State, act: Act) -> None:
    with pytest.raises(ImpossibleMove) as refused:
        after(state, act)
    assert "刷新" in refused.value.zh
    assert "refresh" in refused.value.en


def test_every_state_can_be_left_and_reached() -> None:
    assert {state for state, _ in TABLE} == set(State) == set(TABLE.values())
    assert {act for _, act in TABLE} == set(Act)
