"""A whole conversation read again, with no store and no key: masked lines in, what changes out.

Wider than the first look, which knew only what came before: later turns say what an earlier number was, a name
recognised anywhere is a name everywhere, and what could not be checked then may be checked now.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from appliance.core.masking import halves
from appliance.core.masking.again import mask_again
from appliance.core.masking.context import LOOK_BACK, Turn, blanked
from appliance.core.masking.engine import Found, Masked, Masker
from appliance.core.masking.kinds import WITHHELD
from appliance.core.masking.known import mask_known
from appliance.core.masking.questions import NAMED
from appliance.core.masking.text import MaskedText, RawText, tokens_in

LOOKED_AT: Final = frozenset({"visitor", "agent"})
"""Whose words are read again; what the AI says was checked as a whole before it went out."""
_CONFIRMS: Final = re.compile(
    r"收到|看到|核对|确认|是您的|对吗|是吗|没错|got (?:it|your)|received|confirm|is that your", re.IGNORECASE
)
_ASKS: Final = re.compile(
    r"请(?:您)?(?:再)?(?:提供|发|报|输入|告知|说)|多少|什么|please (?:send|give|provide)|what is",
    re.IGNORECASE,
)
_SHORT: Final = 24


@dataclass
class Line:
    """One message. `name` is the name its writer goes by here, `called` are colleagues whom a note names by “@”; `new` is what the
    reading took out of it."""

    message_id: str
    role: str
    text: MaskedText
    name: str = ""
    note: bool = False
    called: frozenset[str] = frozenset()
    new: list[Found] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Suspect:
    """A stretch of one line (offsets in characters) that somebody takes for personal data."""

    line: int
    start: int
    end: int
    kind: str


class Suspects(Protocol):
    """A reader that understands more than rules do: a language model whose manifest says that it finds personal data."""

    def of(self, lines: Sequence[Line]) -> Sequence[Suspect]: ...


@dataclass(frozen=True)
class Reading:
    """`changed`: message id -> its text before and now. `found` counts what the first look had missed, by kind."""

    changed: Mapping[str, tuple[MaskedText, Masked]]
    found: Mapping[str, int]
    opened: frozenset[str]
    withheld: int


def read_again(
    masker: Masker,
    lines: Sequence[Line],
    *,
    hasher: Callable[[str, str], str],
    withheld: Mapping[str, RawText],
    channel: str = "",
    own_names: Collection[str] = (),
    suspects: Suspects | None = None,
) -> Reading:
    """Read `lines` (oldest first) as one. `withheld`: token id -> the words behind a text that could not be checked."""
    before = [line.text for line in lines]
    again = _Again(masker, list(lines), hasher, channel, frozenset(own_names))
    opened = again.open(withheld)
    missed: Counter[str] = Counter()
    for step in (again.each, again.said_afterwards, again.known_elsewhere):
        missed.update(step())
    if suspects is not None:
        missed.update(again.suspected(suspects.of(lines)))
    changed = {
        line.message_id: (was, Masked(line.text, line.new, line.dropped))
        for line, was in zip(lines, before, strict=True)
        if str(line.text) != str(was)
    }
    left = sum(token.kind == WITHHELD for line in lines for token in tokens_in(line.text))
    return Reading(changed, dict(missed), frozenset(opened), left)


@dataclass
class _Again:
    masker: Masker
    lines: list[Line]
    hasher: Callable[[str, str], str]
    channel: str
    own_names: frozenset[str]

    def open(self, withheld: Mapping[str, RawText]) -> set[str]:
        """Texts that can be checked now take the place of their tokens."""
        opened: set[str] = set()
        for at, line in enumerate(self.lines):
            for token in tokens_in(line.text):
                raw = withheld.get(token.token_id)
                if raw is None:
                    continue
                seen = self.masker.mask(
                    raw,
                    hasher=self.hasher,
                    context=self._before(at),
                    own_names=self._names(line),
                    channel=self.channel,
                )
                if any(one.kind == WITHHELD for one in seen.entities):
                    continue
                said = str(line.text).replace(f"⟦{token.token_id}⟧", str(seen.text))
                self._take(line, Masked(MaskedText.trusted(said), seen.entities, seen.dropped))
                opened.add(token.token_id)
        return opened

    def each(self) -> list[str]:
        """Every line once more with what came before it, and what it completes in earlier ones."""
        missed: list[str] = []
        for at, line in enumerate(self.lines):
            if line.role not in LOOKED_AT:
                continue
            context = self._before(at)
            if line.role == "visitor":
                turns, places = context, self._places(at)
                said = RawText(blanked(str(line.text)))
                for half in halves.complete(turns, said, hasher=self.hasher):
                    missed += self._take(self.lines[places[half.turn]], half.masked)
            seen = mask_again(
                self.masker,
                line.text,
                hasher=self.hasher,
                context=context,
                own_names=self._names(line),
                channel=self.channel,
            )
            missed += self._take(line, seen) if seen else []
        return missed

    def said_afterwards(self) -> list[str]:
        """556677, and then the other side: 验证码收到了."""
        missed: list[str] = []
        for at, line in enumerate(self.lines):
            if line.role != "visitor" or len(line.text) > _SHORT:
                continue
            after = next((x for x in self.lines[at + 1 : at + 3] if x.role != "visitor" and not x.note), None)
            said = str(after.text) if after else ""
            if not _CONFIRMS.search(said) or _ASKS.search(said):
                continue
            named = next((m[0] for _, pattern in NAMED if (m := pattern.search(said.lower()))), "")
            told = RawText(f"这个是我的{named}") if named else None
            turns = [Turn("visitor", line.text)]
            for half in halves.complete(turns, told, hasher=self.hasher) if told else []:
                missed += self._take(line, half.masked)
        return missed

    def known_elsewhere(self) -> list[str]:
        """What is a token in one line is one in every line."""
        known = {token.token_id for line in self.lines for token in tokens_in(line.text)}
        missed: list[str] = []
        for line in self.lines:
            if line.role in LOOKED_AT:
                seen = mask_known(line.text, known, hasher=self.hasher, skip=self.own_names | line.called)
                missed += self._take(line, seen) if seen else []
        return missed

    def suspected(self, suspects: Sequence[Suspect]) -> list[str]:
        """What a model points at is masked as if a rule had found it; it can take nothing off and drop nothing."""
        from appliance.core.masking.analysis import Find
        from appliance.core.masking.engine import found
        from appliance.core.masking.policy import KINDS

        missed: list[str] = []
        for one in sorted(suspects, key=lambda s: (s.line, -s.start)):
            if not 0 <= one.line < len(self.lines) or one.kind not in KINDS or one.kind == WITHHELD:
                continue
            line = self.lines[one.line]
            text = str(line.text)
            part = text[one.start : one.end]
            if line.role not in LOOKED_AT or not part.strip() or "⟦" in part or "⟧" in part:
                continue
            if any(t.start < one.end and one.start < t.end for t in tokens_in(line.text)):
                continue
            find = Find(one.start, one.end, one.kind, 0.7, "language model, second look")
            original = found(find, text, self.hasher)
            said = f"{text[: one.start]}⟦{original.token_id}⟧{text[one.end :]}"
            missed += self._take(line, Masked(MaskedText.trusted(said), [original], []))
        return missed

    def _take(self, line: Line, seen: Masked) -> list[str]:
        """The line's new text; gives the kinds of what is new in it."""
        line.text = seen.text
        line.new += seen.entities
        line.dropped += seen.dropped
        return [*(one.kind for one in seen.entities), *seen.dropped]

    def _places(self, at: int) -> list[int]:
        return [n for n in range(at) if not self.lines[n].note][-LOOK_BACK:]

    def _before(self, at: int) -> list[Turn]:
        return [Turn(self.lines[n].role, self.lines[n].text) for n in self._places(at)]

    def _names(self, line: Line) -> frozenset[str]:
        return line.called | {line.name} if line.role == "agent" and line.name else line.called
