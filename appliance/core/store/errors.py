"""From the driver's complaints to sentences a person can act on."""

from __future__ import annotations

from appliance.core.kit.errors import ApplianceError, StorageFull, Unavailable


def translate(problem: BaseException) -> ApplianceError | None:
    """What a driver's failure means, or `None` if it is the caller's own (a constraint, a bug)."""
    text = str(problem)
    if "database or disk is full" in text:
        return StorageFull()
    if "database is locked" in text or "database table is locked" in text:
        return busy()
    if "disk I/O error" in text or "malformed" in text or "unable to open database file" in text:
        return Unavailable(
            "存储读写失败，本次操作未保存；请检查磁盘后重试。",
            "The store could not be read or written, nothing was saved; check the disk and try again.",
        )
    return None


def translate_chain(problem: BaseException) -> ApplianceError | None:
    """Like `translate`, but also looks at what came before.

    When SQLite drops a whole transaction by itself, the error that reaches us is that a savepoint is gone; the one that
    says why stands behind it.
    """
    at: BaseException | None = problem
    while at is not None:
        meaning = translate(at)
        if meaning is not None:
            return meaning
        at = at.__cause__ or at.__context__
    return not_committed() if "no such savepoint" in str(problem) else None


def busy() -> Unavailable:
    """Another process kept the store for longer than we wait."""
    return Unavailable(
        "存储正被其他进程占用，本次操作未保存；请稍后重试。",
        "Another process is holding the store, nothing was saved; try again in a moment.",
    )


def not_committed() -> Unavailable:
    """A shared commit failed for a reason of its own."""
    return Unavailable(
        "提交失败，本次操作未保存；请稍后重试。",
        "The commit failed, nothing was saved; try again in a moment.",
    )


def closed() -> Unavailable:
    """The store was closed (the vault is sealed, or the service is stopping)."""
    return Unavailable("存储已关闭；解封后再试。", "The store is closed; try again after unsealing.")
