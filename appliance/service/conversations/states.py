"""Who has the word in a conversation, and what may happen next. Pure: one table, no store.

    ai      the AI answers                 queued  a person has been asked for; the AI is silent
    human   an agent has it; AI silent     closed  over; the visitor may come back

A pair that is not in the table is not possible.
"""

from __future__ import annotations

from enum import StrEnum

from appliance.service.conversations.errors import ImpossibleMove


class State(StrEnum):
    """The four states."""

    AI = "ai"
    QUEUED = "queued"
    HUMAN = "human"
    CLOSED = "closed"


class Act(StrEnum):
    """What can happen to a conversation."""

    VISITOR_WRITES = "visitor_writes"
    AI_REPLIES = "ai_replies"
    HAND_OFF = "hand_off"
    TAKE_BACK = "take_back"
    CLAIM = "claim"
    AGENT_WRITES = "agent_writes"
    TRANSFER = "transfer"
    RELEASE = "release"
    GIVE_BACK = "give_back"
    CLOSE = "close"
    REOPEN = "reopen"


TABLE: dict[tuple[State, Act], State] = {
    (State.AI, Act.VISITOR_WRITES): State.AI,
    (State.AI, Act.AI_REPLIES): State.AI,
    (State.AI, Act.HAND_OFF): State.QUEUED,
    (State.AI, Act.CLAIM): State.HUMAN,
    (State.AI, Act.CLOSE): State.CLOSED,
    (State.QUEUED, Act.VISITOR_WRITES): State.QUEUED,
    (State.QUEUED, Act.CLAIM): State.HUMAN,
    (State.QUEUED, Act.TAKE_BACK): State.AI,
    (State.QUEUED, Act.CLOSE): State.CLOSED,
    (State.HUMAN, Act.VISITOR_WRITES): State.HUMAN,
    (State.HUMAN, Act.AGENT_WRITES): State.HUMAN,
    (State.HUMAN, Act.TRANSFER): State.HUMAN,
    (State.HUMAN, Act.RELEASE): State.QUEUED,
    (State.HUMAN, Act.GIVE_BACK): State.AI,
    (State.HUMAN, Act.CLOSE): State.CLOSED,
    # A visitor who writes again finds the AI first, and routing passes them on to the agent who had them; an agent who
    # reopens has the conversation.
    (State.CLOSED, Act.VISITOR_WRITES): State.AI,
    (State.CLOSED, Act.REOPEN): State.HUMAN,
}

_NAMES = {
    State.AI: ("AI 接待中", "with the AI"),
    State.QUEUED: ("排队中", "waiting for a person"),
    State.HUMAN: ("人工接待中", "with a person"),
    State.CLOSED: ("已结束", "closed"),
}


def allowed(state: State, act: Act) -> bool:
    """Whether `act` may happen in `state`."""
    return (state, act) in TABLE


def after(state: State, act: Act) -> State:
    """The state that follows. Raises `ImpossibleMove` for a pair that is not in the table."""
    following = TABLE.get((state, act))
    if following is None:
        zh, en = _NAMES[state]
        raise ImpossibleMove(
            f"会话当前状态为“{zh}”，无法执行此操作；请刷新后再试。",
            f"The conversation is {en}, so this cannot be done now; refresh and try again.",
        )
    return following
