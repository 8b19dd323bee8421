"""What the store says when an act cannot be kept."""

from __future__ import annotations

from appliance.core.kit.errors import ApplianceError, Unavailable
from appliance.core.vault.complaints import Damaged, busy, translate

__all__ = ["Damaged", "busy", "closed", "not_committed", "translate", "translate_chain"]


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
        if "attempt to write a readonly database" in str(at):
            return Damaged()  # how SQLCipher answers a writer once it has met a page that fails its check
        at = at.__cause__ or at.__context__
    return not_committed() if "no such savepoint" in str(problem) else None


def not_committed() -> Unavailable:
    """A shared commit failed for a reason of its own."""
    return Unavailable(
        "提交失败，本次操作未保存；请稍后重试。",
        "The commit failed, nothing was saved; try again in a moment.",
    )


def closed() -> Unavailable:
    """The store was closed (the vault is sealed, or the service is stopping)."""
    return Unavailable("存储已关闭；解封后再试。", "The store is closed; try again after unsealing.")
