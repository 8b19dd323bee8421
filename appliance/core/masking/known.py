"""Values known from one message, found again where another left them readable. Nothing is opened: keyed hashes are compared.

王小明 was recognised when he said 我叫王小明; in 小明在吗？王小明的卡呢 no rule saw a name. The hash of the token tells.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator

from appliance.core.masking.analysis import Find
from appliance.core.masking.context import blanked
from appliance.core.masking.display import normalised
from appliance.core.masking.engine import Found, Masked, found
from appliance.core.masking.kinds import WITHHELD
from appliance.core.masking.text import DROPPED, MaskedText

_HAN = re.compile(r"[\u3400-\u9fff]+")
_LATIN_NAME = re.compile(r"[A-Za-z][A-Za-z.'\-]*(?: [A-Za-z][A-Za-z.'\-]*){1,3}")
_RUN = re.compile(r"[0-9A-Za-z０-９][0-9A-Za-z０-９_.@+\-]{4,}|\d(?:[ \-]?\d){5,}")
_LONGEST_NAME = 4
RULE = "known from this conversation"


def mask_known(
    masked: MaskedText,
    known: Collection[str],
    *,
    hasher: Callable[[str, str], str],
    skip: Collection[str] = (),
) -> Masked | None:
    """`masked` with the values of `known` (token ids) that still stand in it as tokens; None when there are none.

    `skip` are words never taken: the names by which agents go.
    """
    kinds = {token.partition(":")[0] for token in known if not token.endswith(f":{DROPPED}")} - {WITHHELD}
    text = str(masked)
    plain = blanked(text)
    out: list[str] = []
    entities: dict[str, Found] = {}
    at = 0
    for start, end, kind in _candidates(plain, kinds):
        value = plain[start:end]
        if start < at or value in skip:
            continue
        if f"{kind}:{hasher(kind, normalised(kind, value))}" in known:
            original = found(Find(start, end, kind, 1.0, RULE), text, hasher)
            entities[original.token_id] = original
            out += [text[at:start], f"⟦{original.token_id}⟧"]
            at = end
    if not entities:
        return None
    return Masked(MaskedText.trusted("".join([*out, text[at:]])), list(entities.values()), [])


def _candidates(plain: str, kinds: set[str]) -> Iterator[tuple[int, int, str]]:
    """Places that may hold a value of these kinds, by where they begin, the longest first."""
    found_at: list[tuple[int, int, str]] = []
    if "PERSON" in kinds:
        for run in _HAN.finditer(plain):
            for start in range(run.start(), run.end() - 1):
                stop = min(run.end(), start + _LONGEST_NAME)
                found_at += [(start, end, "PERSON") for end in range(stop, start + 1, -1)]
        found_at += [(m.start(), m.end(), "PERSON") for m in _LATIN_NAME.finditer(plain)]
    numbers = sorted(kinds - {"PERSON", "ADDRESS", "DOB", "PLATE", "LOCATION", "ORG"})
    for m in _RUN.finditer(plain):
        found_at += [(m.start(), m.end(), kind) for kind in numbers]
    yield from sorted(found_at, key=lambda place: (place[0], -place[1]))
