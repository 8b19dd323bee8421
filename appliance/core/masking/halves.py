"""A value sent in two messages: the second one tells what the first one was, so the first is masked again.

`Masker.mask` masks the new message with the turns before as context. `complete` looks the other way: which of those
turns must change now, because 6228 4871 was the head of a card whose tail has just come, or because the visitor
says that the number above was a password.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.context import NOW, Dialogue, Turn, read
from appliance.core.masking.engine import Masked, found
from appliance.core.masking.kinds import SECRETS
from appliance.core.masking.questions import NAMED
from appliance.core.masking.recognizers.asked.numbers import AskedNumber
from appliance.core.masking.recognizers.asked.secrets import AskedSecret
from appliance.core.masking.recognizers.pieces import JOINT, heard, judge
from appliance.core.masking.settle import settle
from appliance.core.masking.spoken import Reading
from appliance.core.masking.text import DROPPED, MaskedText, RawText

_EXPLAINS: Final = re.compile(
    r"^\W*(?:这|那|上面|上边|刚才|刚刚|前面|就)(?:个|串|条|些)?.{0,6}(?:是|就是)|(?:that|this|it)(?:'s| is| was) my"
)
_LONGEST: Final = 24


@dataclass(frozen=True, slots=True)
class Remasked:
    """One earlier turn masked again.

    `turn`: its index in the turns given. `masked`: its new text; `entities` and `dropped` hold only what is new. Where
    a value was in pieces, the entity's value is the whole of it and all pieces carry its token.
    """

    turn: int
    masked: Masked


def complete(turns: Sequence[Turn], new: RawText, *, hasher: Callable[[str, str], str]) -> list[Remasked]:
    """The earlier turns of the visitor that `new` completes or explains, oldest first; empty for most messages.

    `turns`: what `Masker.mask` got as its context, oldest first, the visitor's as masked text. `hasher`: as for
    `Masker.mask`. Quick rules only, linear time; raises nothing for what a text holds.
    """
    state = read(turns)
    if not state.before:
        return []
    finds = _joined(state, new.expose())
    if not finds:
        finds = _explained(state, new.expose())
    done = [
        Remasked(len(turns) + at, _again(str(turns[at].text), settle(each, str(turns[at].text)), hasher))
        for at, each in sorted(finds.items())
    ]
    return [each for each in done if each.masked.entities or each.masked.dropped]


def _joined(state: Dialogue, new: str) -> dict[int, list[Find]]:
    """Turn (from the end) -> the pieces in it of values whose last piece stands in `new`."""
    readings = [(at, heard(text)) for at, text in state.before]
    lower = JOINT.join([*(r.text for _, r in readings), heard(new).text])
    begins: list[tuple[int, int, Reading]] = []
    offset = 0
    for at, reading in readings:
        begins.append((offset, at, reading))
        offset += len(reading.text) + len(JOINT)
    finds: dict[int, list[Find]] = {}
    for joined in judge(lower, state.wants, new_from=offset):
        for start, end in joined.pieces:
            if start >= offset:
                continue
            begin, at, reading = next(b for b in reversed(begins) if b[0] <= start)
            s, e = reading.span(start - begin, end - begin)
            finds.setdefault(at, []).append(Find(s, e, joined.kind, joined.score, joined.rule, joined.value))
    return finds


def _explained(state: Dialogue, new: str) -> dict[int, list[Find]]:
    """那是我的密码: what the last message was is said only now."""
    lower = heard(new).text.strip()
    at, text = state.before[-1]
    if len(lower) > _LONGEST or "?" in lower or "吗" in lower or not _EXPLAINS.search(lower):
        return {}
    kinds = [kind for kind, pattern in NAMED if pattern.search(lower)]
    earlier = Analysis(text, state=Dialogue(dict.fromkeys(kinds, NOW)))
    finds = [f for rule in (AskedSecret(), AskedNumber()) for f in rule.find(earlier)]
    return {at: [replace(f, rule="said afterwards") for f in finds]} if finds else {}


def _again(text: str, finds: Sequence[Find], hasher: Callable[[str, str], str]) -> Masked:
    out, entities, dropped, at = [], {}, [], 0
    for find in finds:
        out.append(text[at : find.start])
        if find.kind in SECRETS:
            dropped.append(find.kind)
            out.append(f"⟦{find.kind}:{DROPPED}⟧")
        else:
            original = found(find, text, hasher)
            entities[original.token_id] = original
            out.append(f"⟦{original.token_id}⟧")
        at = find.end
    out.append(text[at:])
    return Masked(MaskedText.trusted("".join(out)), list(entities.values()), dropped)
