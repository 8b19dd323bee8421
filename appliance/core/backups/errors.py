"""Why a backup is refused."""

from __future__ import annotations

from appliance.core.kit.errors import ApplianceError, BadInput


class NoBackup(BadInput):
    """The file is no backup of ours, or was cut short."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} 不是完整的备份文件；请换一份（appliance backup list）。",
            f"{name} is no whole backup file; take another one (appliance backup list).",
        )


class DamagedBackup(ApplianceError):
    """The backup is not as it was signed. `part` names what differs."""

    def __init__(self, name: str, part: str) -> None:
        super().__init__(
            f"备份 {name} 校验失败：{part} 与签名清单不符；请换一份备份。",
            f"The backup {name} failed its check: {part} is not as signed; take another one.",
        )
        self.part = part


class OtherVault(BadInput):
    """The backup was made with other keys."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"备份 {name} 属于另一个保险库；请先恢复与它同时期的密钥副本（vault 目录）。",
            f"The backup {name} belongs to another vault; first put back the copy of the keys (folder vault) it was made with.",
        )
