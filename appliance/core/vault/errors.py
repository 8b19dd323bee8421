"""What the vault says when it cannot open."""

from __future__ import annotations

from appliance.core.kit.errors import ApplianceError, BadInput, Unavailable


class WrongKey(ApplianceError):
    """The unseal secret does not fit. The next attempt must wait `wait_seconds`."""

    status = 403
    exit_code = 3

    def __init__(self, wait_seconds: int) -> None:
        super().__init__(
            f"解封密钥不正确；请核对后在 {wait_seconds} 秒后重试。",
            f"The unseal key is wrong; check it and try again in {wait_seconds} s.",
        )
        self.wait_seconds = wait_seconds


class WrongShare(ApplianceError):
    """A custodian's share cannot be used; `problem` says why. The next attempt must wait `wait_seconds`."""

    status = 403
    exit_code = 3

    def __init__(self, problem: ApplianceError, wait_seconds: int) -> None:
        super().__init__(
            f"{problem.zh.removesuffix('。')}（{wait_seconds} 秒后可重试）。",
            f"{problem.en.removesuffix('.')} (the next try is possible in {wait_seconds} s).",
        )
        self.wait_seconds = wait_seconds


class TooSoon(ApplianceError):
    """An unseal attempt came before the delay after a wrong key had passed."""

    status = 429
    exit_code = 3

    def __init__(self, wait_seconds: int) -> None:
        super().__init__(
            f"此前解封失败，请等待 {wait_seconds} 秒后再试。",
            f"An earlier unseal attempt failed; wait {wait_seconds} s before the next one.",
        )
        self.wait_seconds = wait_seconds


class BrokenVault(BadInput):
    """The vault's own file is missing, unreadable or not of a form this version knows."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh, en)


class Tampered(ApplianceError):
    """A sealed value does not open under its key and place: changed, moved, or another key."""

    def __init__(self) -> None:
        super().__init__(
            "加密数据校验失败：内容被改动、位置被移动或密钥不符；请从备份恢复。",
            "A sealed value failed its check (changed, moved, or another key); restore it from a backup.",
        )


class KeyForgotten(ApplianceError):
    """There is no key for this contact: never made, or destroyed by erasure."""

    status = 404

    def __init__(self) -> None:
        super().__init__(
            "该客户的密钥不存在或已销毁，其内容无法再读取。",
            "This contact's key does not exist or was destroyed; what it protected cannot be read any more.",
        )


class StaleKeys(Unavailable):
    """Another process has changed the wrapping keys, and this one does not have the new ones yet."""

    def __init__(self) -> None:
        super().__init__(
            "密钥刚刚轮换，本进程尚未取得新密钥；请稍后重试。",
            "The keys were just rotated and this process does not have the new ones yet; try again in a moment.",
        )
