"""Whether visitors of an inbox may send files, and which: off until an administrator allows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from appliance.core.kit.errors import BadInput

KINDS: Final = (".jpg", ".png", ".pdf", ".docx", ".xlsx", ".txt")
MOST_MB: Final = 10
MOST_FILES: Final = 20


@dataclass(frozen=True)
class Uploads:
    """`kinds` are endings, `most_mb` megabytes of one file, `most_files` files of one conversation."""

    on: bool = False
    kinds: tuple[str, ...] = (".jpg", ".png", ".pdf")
    most_mb: int = 5
    most_files: int = 5

    def values(self) -> dict[str, Any]:
        """For the row."""
        return {**asdict(self), "kinds": list(self.kinds)}


def of(values: dict[str, Any] | None) -> Uploads:
    """What a row says; nothing means off."""
    if not values:
        return Uploads()
    return Uploads(
        bool(values["on"]), tuple(values["kinds"]), int(values["most_mb"]), int(values["most_files"])
    )


def checked(on: bool, kinds: Sequence[str], most_mb: int, most_files: int) -> Uploads:
    """What an administrator asks for. Raises `BadInput`."""
    wanted = tuple(kind for kind in KINDS if kind in kinds)
    if set(kinds) - set(KINDS) or (on and not wanted):
        raise BadInput("请至少选择一种允许的文件类型。", "Choose at least one kind of file.")
    if not 1 <= most_mb <= MOST_MB or not 1 <= most_files <= MOST_FILES:
        raise BadInput(
            f"单个文件 1 到 {MOST_MB} MB，每次会话 1 到 {MOST_FILES} 个文件。",
            f"A file may have 1 to {MOST_MB} MB, a conversation 1 to {MOST_FILES} files.",
        )
    return Uploads(on, wanted or Uploads.kinds, most_mb, most_files)
