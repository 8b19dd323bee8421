"""What can go wrong with consent.

NotPermitted
└── ConsentNeeded    the visitor has not agreed to the notice that holds
Conflict
├── NoticeChanged    another version holds by now
└── Withdrawn        staff would go on with somebody who has withdrawn
"""

from __future__ import annotations

from appliance.core.kit.errors import Conflict, NotPermitted


class ConsentNeeded(NotPermitted):
    """Nothing of the message was looked at or stored."""

    def __init__(self) -> None:
        super().__init__(
            "请先阅读并同意隐私告知，再发送消息；您写的内容还没有离开这个窗口。",
            "Please read and agree to the privacy notice first; what you wrote has not been stored.",
        )


class NoticeChanged(Conflict):
    """What was agreed to is not what holds."""

    def __init__(self) -> None:
        super().__init__(
            "隐私告知刚刚更新，请阅读新版后再同意。",
            "The privacy notice has just been renewed; please read it before you agree.",
        )


class Withdrawn(Conflict):
    """Their conversation cannot be taken up by staff."""

    def __init__(self) -> None:
        super().__init__(
            "访客已撤回同意，须由访客再次同意后才能继续。",
            "The visitor has withdrawn their consent; only they can take the conversation up again.",
        )
