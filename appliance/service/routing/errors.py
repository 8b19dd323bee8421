"""What can go wrong in routing.

Conflict
├── AtCapacity      the agent has as many conversations as they may have
├── NotAtWork       the account is disabled, has no desk, or is not there
├── ThereAlready    it is where somebody wants to put it
└── NobodyWaiting   the queue is empty
"""

from __future__ import annotations

from appliance.core.kit.errors import Conflict


class AtCapacity(Conflict):
    """The limit of conversations at once is reached."""

    def __init__(self, name: str, capacity: int) -> None:
        super().__init__(
            f"{name} 已达到同时接待上限（{capacity} 个会话）；请先结束或转交一个会话。",
            f"{name} already has the limit of {capacity} conversations; close or transfer one first.",
        )


class NotAtWork(Conflict):
    """The account cannot take conversations."""

    def __init__(self) -> None:
        super().__init__(
            "该坐席账号不存在、已停用或不在客服台工作，不能接待会话。",
            "This account does not exist, is disabled or has no desk, so it cannot take conversations.",
        )


class ThereAlready(Conflict):
    """The conversation is with that agent, or in that team's queue, already."""

    def __init__(self) -> None:
        super().__init__("已经在那里了。", "It is there already.")


class NobodyWaiting(Conflict):
    """The queue is empty."""

    def __init__(self) -> None:
        super().__init__("当前没有排队的访客。", "Nobody is waiting in the queue.")
