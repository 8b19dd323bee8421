"""What can go wrong while knowledge is read or searched.

ApplianceError
├── BadInput
│   └── UnreadableDocument   the file cannot become passages; the sentence says why and what to do
├── Unavailable
│   ├── IndexInUse           another process holds the vector folder
│   └── NotDone              background work ended unfinished, however often it was tried
└── StorageFull
    └── NoRoom               an import ended because the disk is full
"""

from appliance.core.kit.errors import BadInput, StorageFull, Unavailable


class UnreadableDocument(BadInput):
    """A file that cannot be read; nothing of it has been kept."""


class IndexInUse(Unavailable):
    """The vector folder is open in another process; exactly one process may hold it."""

    def __init__(self) -> None:
        super().__init__(
            "知识向量库正由另一个进程使用，请通过正在运行的服务操作，或先停止该进程。",
            "The knowledge index is open in another process; "
            "go through the running service, or stop that process first.",
        )


class NotDone(Unavailable):
    """Work in the background that failed each time; whoever waits for it reads this instead of waiting on."""

    def __init__(self) -> None:
        super().__init__(
            "没有完成，请再试一次；若仍然失败，请联系运维人员。",
            "This could not be finished; try once more, and if it fails again ask an operator.",
        )


class NoRoom(StorageFull):
    """The disk filled up while a file was imported; the file is not kept, so that there is more room."""

    def __init__(self) -> None:
        super().__init__(
            "磁盘空间不足，文件未能导入；请清理磁盘后重新导入。",
            "The disk is full, so this file was not imported; free some space and import it again.",
        )
