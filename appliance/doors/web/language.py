"""Which language a page speaks: the reader's choice, then the account's, then the browser's, then the bank's."""

from __future__ import annotations

from fastapi import Request

from appliance.core.kit.parts import Parts
from appliance.core.settings import Settings

COOKIE = "lang"


def from_header(value: str) -> str:
    """The best of zh and en in an Accept-Language header (RFC 9110 §12.5.4), '' if it names neither."""
    best, weight = "", 0.0
    for part in value.split(","):
        tag, _, rest = part.strip().partition(";")
        try:
            q = float(rest.strip().removeprefix("q=")) if rest else 1.0
        except ValueError:
            q = 0.0
        code = tag.strip().lower()[:2]
        if code in ("zh", "en") and q > weight:
            best, weight = code, q
    return best


def language_of(request: Request) -> str:
    """`zh` or `en` for this request."""
    chosen = request.cookies.get(COOKIE, "")
    if chosen in ("zh", "en"):
        return chosen
    agent = getattr(request.state, "agent", None)
    if agent is not None and agent.lang in ("zh", "en"):
        return str(agent.lang)
    named = from_header(request.headers.get("accept-language", ""))
    if named:
        return named
    parts: Parts = request.app.state.parts
    return parts.get(Settings).locale if parts.has(Settings) else "zh"
