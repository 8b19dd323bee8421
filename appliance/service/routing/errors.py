"""What can go wrong in routing.

Conflict
├── AtCapacity      the agent has as many conversations as they may have
├── NotAtWork       the account is disabled, or not there
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
            "该坐席账号不存在或已停用，不能接待会话。",
            "This agent's account does not exist or is disabled and cannot take conversations.",
        )


class NobodyWaiting(Conflict):
    """The queue is empty."""

    def __init__(self) -> None:
        super().__init__("当前没有排队的访客。", "Nobody is waiting in the queue.")
