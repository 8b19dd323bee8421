"""Branches: a branch that a question names and the bank's texts do not, so that no other one's hours or number answer for it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_BRANCH = re.compile(r"([\u3400-\u9fff]{2,8}?)(支行|分行|分理处|营业部|营业所)")
_NO_NAME: Final = frozenset(
    "的个家们近他它何有各地户到在去来和或及与是这那哪某行本该大小新老旧总分市县区镇乡省城一二两三几多找问跑回从往把让叫给能可以"
)
"""What stands before a branch that is not called by its name (附近支行, 哪个支行, 市区支行)."""

_LEAST: Final = 3
"""Branches that a bank names at least where it may be said that it names them all."""


class Branches:
    """The names of a bank's branches as its texts write them. Immutable."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._names = {m[1] for text in texts for m in _BRANCH.finditer(text)}

    def absent(self, question: str) -> str | None:
        """The branch that the question names where the bank names others only; a part of a name stands for it."""
        if len(self._names) < _LEAST:
            return None
        for m in _BRANCH.finditer(question):
            name = m[1][-2:]
            if not _NO_NAME & set(name) and not any(name in known for known in self._names):
                return name + m[2]
        return None
