"""What can go wrong with a request.

NotPermitted
├── SamePerson     the one who asked wants to allow it
└── WrongRole      this role neither asks for nor decides it
Conflict
├── NotNow         decided, used, withdrawn or expired already, or not yet approved
└── AlreadyAsked   one like it waits already
"""

from __future__ import annotations

from appliance.core.kit.errors import Conflict, NotPermitted

_SAID = {
    "pending": (
        "申请还没有获批，请等第二人审批。",
        "This is not approved yet; a second person must allow it.",
    ),
    "approved": ("申请已获批，不能再审批。", "This is approved already; there is nothing to decide."),
    "refused": ("申请已被拒绝；如仍需要，请重新申请。", "This was refused; ask anew if it is still needed."),
    "withdrawn": (
        "申请已撤回；如仍需要，请重新申请。",
        "This was withdrawn; ask anew if it is still needed.",
    ),
    "used": ("申请已用过，每次批准只能用一次；请重新申请。", "This was used, and each works once; ask anew."),
    "expired": ("申请已过期；请重新申请。", "This has expired; ask anew."),
}


class SamePerson(NotPermitted):
    """Two people means two."""

    def __init__(self) -> None:
        super().__init__(
            "不能审批自己的申请，请由另一位同事审批。",
            "You cannot allow your own request; another person must.",
        )


class WrongRole(NotPermitted):
    """The role may not take this part in it."""

    def __init__(self) -> None:
        super().__init__("您的岗位不能申请或审批这件事。", "Your role may neither ask for nor decide this.")


class NotNow(Conflict):
    """The request stands elsewhere than the step needs; the sentence says where."""

    def __init__(self, state: str) -> None:
        super().__init__(*_SAID[state])
        self.state = state


class AlreadyAsked(Conflict):
    """One request about the same thing waits already."""

    def __init__(self) -> None:
        super().__init__(
            "已有一个同样的申请在等待审批，请先处理它。",
            "A request about this is waiting already; have that one decided first.",
        )
