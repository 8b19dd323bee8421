"""Edges of a bare value: nothing glued to it, and nothing behind it that makes it a count or an amount."""

from __future__ import annotations

from typing import Final

NOT_COUNTED: Final = r"(?! ?(?:位|次|分钟|分|秒|天|元|块|万|年|个|条|点|%|号线))"
EDGE: Final = r"(?<![0-9A-Za-z.])"
END: Final = rf"(?![0-9A-Za-z]|\.\d){NOT_COUNTED}"
