"""What can go wrong with people and sign-ins."""

from __future__ import annotations

from appliance.core.kit.errors import BadInput, Conflict, NotPermitted, NotSignedIn, RateLimited


class WrongCredentials(NotSignedIn):
    """Unknown login, wrong password or a disabled account: one sentence for all, so that none can be told apart."""

    def __init__(self) -> None:
        super().__init__("工号或密码不正确。", "The login or the password is wrong.")


class LockedOut(RateLimited):
    """Too many failed tries."""

    def __init__(self, minutes: int) -> None:
        super().__init__(
            f"登录失败次数过多，请在 {minutes} 分钟后再试，或联系管理员。",
            f"Too many failed sign-ins; try again in {minutes} minutes or ask an administrator.",
        )


class WeakPassword(BadInput):
    """The password does not meet the rules."""


class LoginTaken(Conflict):
    """Somebody has this login already."""

    def __init__(self, login: str) -> None:
        super().__init__(
            f"工号 {login} 已被使用，请换一个。", f"The login {login} is taken; choose another one."
        )


class NotOnOneself(NotPermitted):
    """Nobody changes their own role or disables themselves."""

    def __init__(self) -> None:
        super().__init__(
            "不能停用自己或更改自己的角色，请由另一位管理员操作。",
            "You cannot disable yourself or change your own role; ask another administrator.",
        )


class LastAdministrator(Conflict):
    """Without an administrator nobody could manage people any more."""

    def __init__(self) -> None:
        super().__init__(
            "这是最后一位管理员，请先任命另一位。",
            "This is the last administrator; appoint another one first.",
        )
