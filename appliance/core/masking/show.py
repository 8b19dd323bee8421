"""How masked text looks to people: tokens as labels with partial values, the rest as it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from appliance.core.masking.kinds import LABELS
from appliance.core.masking.policy import Policy, Way
from appliance.core.masking.text import DROPPED, MaskedText, tokens_in


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of plain text, or one token.

    For a token: `entity` is its kind, `text` the partial value ("" when dropped).
    """

    kind: Literal["text", "token"]
    text: str
    entity: str = ""
    token_id: str = ""
    dropped: bool = False


REDACTED = "■■■"


def shown(policy: Policy, token_id: str, display: str, original: str | None = None) -> str:
    """What a surface under `policy` puts in the place of a token: the one rule for all of them.

    `display` is the partial form kept with the value. `original` is given by the visitor's own window alone, and used
    only where the policy keeps the visitor's words.
    """
    kind, _, id = token_id.partition(":")
    match policy.way(kind):
        case Way.TOKEN:
            return f"{kind}:{id[:8]}"
        case Way.HASH:
            return f"#{id[:6]}"
        case Way.REDACT:
            return REDACTED
        case Way.KEEP if original is not None:
            return original
    return display


def shown_all(policy: Policy, displays: Mapping[str, str]) -> dict[str, str]:
    """Token id -> what a surface under `policy` shows, for kept partial forms."""
    return {token_id: shown(policy, token_id, display) for token_id, display in displays.items()}


def labels(kind: str, lang: str) -> str:
    """The name of a kind in the reader's language; an unknown one (an older text) is shown by its own name."""
    pair = LABELS.get(kind)
    if pair is None:
        return kind
    return pair[0] if lang.startswith("zh") else pair[1]


def segments(masked: MaskedText, lookup: Mapping[str, str]) -> list[Segment]:
    """The parts of `masked` in order. `lookup` maps token ids (`MOBILE:9f3…`) to partial values; one not
    in it shows stars."""
    content, at, parts = str(masked), 0, []
    for token in tokens_in(masked):
        if token.start > at:
            parts.append(Segment("text", content[at : token.start]))
        dropped = token.id == DROPPED
        shown = "" if dropped else lookup.get(token.token_id, "***")
        parts.append(Segment("token", shown, token.kind, token.token_id, dropped))
        at = token.end
    if at < len(content):
        parts.append(Segment("text", content[at:]))
    return parts


def plain(masked: MaskedText, lookup: Mapping[str, str], lang: str) -> str:
    """One line without markup: 我的手机 138****5678 …; a dropped secret reads 验证码（已删除）."""
    gone = "（已删除）" if lang.startswith("zh") else " (removed)"
    out: list[str] = []
    for part in segments(masked, lookup):
        if part.kind == "text":
            out.append(part.text)
        else:
            label = labels(part.entity, lang)
            out.append(f"{label}{gone}" if part.dropped else f"{label} {part.text}")
    return "".join(out)
