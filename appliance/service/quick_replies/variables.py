"""Variables of a quick reply, in either language: {访客} or {contact}, {客服} or {agent}, {会话} or {code}. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

NAMES: Final[Mapping[str, str]] = {
    "访客": "contact",
    "contact": "contact",
    "客服": "agent",
    "agent": "agent",
    "会话": "code",
    "code": "code",
}
_VARIABLE = re.compile(r"\{\s*([^{}\s]{1,20})\s*\}")


def fill(body: str, values: Mapping[str, str]) -> str:
    """The sentence with `values` (by contact, agent, code) in place; a variable without a value is left out."""
    return _VARIABLE.sub(lambda m: values.get(NAMES[m[1]], "") if m[1] in NAMES else m[0], body)


def unknown(body: str) -> list[str]:
    """Names in braces that are no variables: most likely slips."""
    return [m[1] for m in _VARIABLE.finditer(body) if m[1] not in NAMES]
