"""What can go wrong with an erasure.

Conflict
├── Held          a legal hold stands
├── Erased        the contact was erased before, or is being erased
└── NotHeld       there is no hold to lift
NotFound
├── NoContact
└── NoErasure
"""

from __future__ import annotations

from appliance.core.kit.errors import Conflict, NotFound


class Held(Conflict):
    """A legal hold stands; nothing of this contact may be erased."""

    def __init__(self, cause_zh: str, cause_en: str) -> None:
        super().__init__(
            f"该客户的资料被依法保全（{cause_zh}），不能删除；解除保全后才能申请。",
            f"This contact's data is under a legal hold ({cause_en}) and may not be erased; lift the hold first.",
        )


class Erased(Conflict):
    """There is nothing left to erase."""

    def __init__(self) -> None:
        super().__init__(
            "该客户的资料已经删除或正在删除。", "This contact's data has been erased, or is being erased."
        )


class NotHeld(Conflict):
    """There is no hold to lift."""

    def __init__(self) -> None:
        super().__init__("该客户没有保全。", "There is no legal hold on this contact.")


class NoContact(NotFound):
    """No such contact."""

    def __init__(self) -> None:
        super().__init__("没有这个客户，请检查编号。", "There is no such contact; check the id.")


class NoErasure(NotFound):
    """No such request."""

    def __init__(self) -> None:
        super().__init__("没有这个删除申请。", "There is no such request for erasure.")
