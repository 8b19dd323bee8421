"""What can go wrong with a conversation.

Conflict
├── ImpossibleMove    the state does not allow it
├── AlreadyClaimed    another agent has it
├── AlreadyOpen       the visitor has another conversation open
├── AlreadyClosed     it has ended
├── AlreadyMerged     its words are in another conversation now
├── CannotMerge       the two are not of one contact and channel, or something about them is not settled
├── AlreadyErased     its content was erased; only the skeleton is left
├── AlreadyRated      the visitor has said what they thought of it
├── NewerWords        the visitor has written since the agent looked
└── NotYours          only the agent in charge may do this
NotFound
└── NoConversation
"""

from __future__ import annotations

from appliance.core.kit.errors import Conflict, NotFound


class ImpossibleMove(Conflict):
    """The conversation's state does not allow the act."""


class AlreadyClaimed(Conflict):
    """Another agent was first; the sentence names them."""

    def __init__(self, agent_name: str) -> None:
        super().__init__(
            f"这个会话已由 {agent_name} 接待。", f"{agent_name} has already taken this conversation."
        )


class NotYours(Conflict):
    """Only the agent in charge may write, give back or pass on."""

    def __init__(self) -> None:
        super().__init__(
            "您不是这个会话的接待人，请先接待再操作。",
            "You are not in charge of this conversation; claim it first.",
        )


class AlreadyOpen(Conflict):
    """The visitor has another conversation open by now."""

    def __init__(self) -> None:
        super().__init__(
            "该访客已有另一个进行中的会话，请在那里继续。",
            "This visitor has another open conversation; please continue there.",
        )


class AlreadyClosed(Conflict):
    """What has ended can be reopened, but not passed on."""

    def __init__(self) -> None:
        super().__init__("会话已经结束。", "The conversation has ended.")


class AlreadyMerged(Conflict):
    """Everything goes on where its words are now."""

    def __init__(self, code: str) -> None:
        super().__init__(
            f"这个会话已并入访客 {code} 的会话，请在那里继续。",
            f"This conversation was merged into the one of visitor {code}; go on there.",
        )


class CannotMerge(Conflict):
    """These two stay apart; the sentence says why."""


class AlreadyErased(Conflict):
    """Nothing can be done with a skeleton."""

    def __init__(self) -> None:
        super().__init__(
            "这个会话的内容已按要求删除，不能再操作。",
            "The content of this conversation was erased as required; nothing more can be done with it.",
        )


class NewerWords(Conflict):
    """The visitor has written since; nothing was sent."""

    def __init__(self) -> None:
        super().__init__(
            "访客刚刚又写了消息，您的回复还没有发出；请看过再发送。",
            "The visitor has just written again and your reply was not sent; read it, then send.",
        )


class AlreadyRated(Conflict):
    """One rating for each end of a conversation."""

    def __init__(self) -> None:
        super().__init__(
            "您已经评价过这次服务，谢谢。", "You have already rated this conversation; thank you."
        )


class NoConversation(NotFound):
    """No such conversation."""

    def __init__(self) -> None:
        super().__init__(
            "没有这个会话，请检查链接。", "There is no such conversation; please check the link."
        )
