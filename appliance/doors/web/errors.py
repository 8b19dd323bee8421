"""What can go wrong at a door, beyond the kit's family."""

from __future__ import annotations

from appliance.core.kit.errors import NotPermitted


class PasswordDue(NotPermitted):
    """Somebody else chose the password; until it is changed nothing else is open."""

    def __init__(self) -> None:
        super().__init__("请先设置自己的密码，再继续。", "Choose your own password first, then go on.")
