"""Two kinds of text that the type checker keeps apart: raw words and masked words.

`RawText` never shows its content by accident (repr, str, format, pickle); `.expose()` is the one way in.
`MaskedText` carries tokens such as `⟦MOBILE:9f3k…⟧` where personal data stood.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NoReturn, final

TOKEN = re.compile(r"⟦([A-Z_]+):([0-9a-z]+)⟧")
DROPPED = "dropped"
"""The id inside a token whose value was thrown away: `⟦OTP:dropped⟧`."""


@final
class RawText:
    """Words as somebody wrote them; may hold personal data. Equal when the content is equal."""

    __slots__ = ("_content",)

    def __init__(self, content: str) -> None:
        self._content = content

    def expose(self) -> str:
        """The content. Every caller of this is a place where raw words travel: keep them few."""
        return self._content

    def __len__(self) -> int:
        return len(self._content)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RawText) and other._content == self._content

    def __hash__(self) -> int:
        return hash(self._content)

    def __repr__(self) -> str:
        return f"<raw text, {len(self._content)} characters>"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return repr(self)

    def __reduce__(self) -> NoReturn:
        raise TypeError("raw text is not pickled; seal it first")


@final
class MaskedText:
    """Text in which every piece of personal data found is a token. Immutable; built by masking only.

    The one other door is `MaskedText.trusted`, for text that comes back from the store or that the bank
    published.
    """

    __slots__ = ("_content",)
    _content: str

    def __init__(self) -> None:
        raise TypeError(
            "masked text is made by Masker.mask, or by MaskedText.trusted for text already masked"
        )

    @classmethod
    def trusted(cls, content: str) -> MaskedText:
        """Text known to be masked already (from the store) or published by the bank itself."""
        self = object.__new__(cls)
        object.__setattr__(self, "_content", content)
        return self

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("masked text does not change")

    def __str__(self) -> str:
        return self._content

    def __repr__(self) -> str:
        return f"MaskedText({self._content!r})"

    def __len__(self) -> int:
        return len(self._content)

    def __bool__(self) -> bool:
        return bool(self._content)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, MaskedText) and other._content == self._content

    def __hash__(self) -> int:
        return hash(("masked", self._content))

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return MaskedText.trusted, (self._content,)


@dataclass(frozen=True, slots=True)
class Token:
    """One token inside masked text; `start` and `end` are character offsets, `end` exclusive."""

    kind: str
    id: str
    start: int
    end: int

    @property
    def token_id(self) -> str:
        """`KIND:id`, the name under which the original is kept."""
        return f"{self.kind}:{self.id}"


def tokens_in(masked: MaskedText) -> list[Token]:
    """The tokens of `masked`, in order."""
    return [Token(m[1], m[2], m.start(), m.end()) for m in TOKEN.finditer(str(masked))]
