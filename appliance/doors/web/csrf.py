"""A request that changes something must come from our own page and carry the sign-in's token.

The token is in a meta tag; htmx sends it as X-CSRF-Token, plain forms as the field `csrf`. Besides, the browser's
own word about where the request comes from (Origin, Sec-Fetch-Site) must not name another site.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import Request

from appliance.core.kit.errors import NotPermitted

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def stale() -> NotPermitted:
    """The token is missing or of an earlier sign-in."""
    return NotPermitted(
        "页面已过期，请刷新后再试；已写的内容不会丢失。",
        "This page is out of date; reload it and try again. What you wrote is kept.",
    )


async def sent_token(request: Request) -> str:
    """The token that came with the request, '' if none. Reads the form only when no header carries it."""
    if request.method in SAFE:
        return ""
    header = request.headers.get("x-csrf-token", "")
    if header or not request.headers.get("content-type", "").startswith(FORMS):
        return header
    value = (await request.form()).get("csrf", "")
    return value if isinstance(value, str) else ""


def check_origin(request: Request) -> None:
    """Raises `NotPermitted` when the browser says that another site's page sent this."""
    origin = request.headers.get("origin")
    if origin is not None:
        same = urlsplit(origin).netloc == request.headers.get("host", "")
    else:
        same = request.headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")
    if not same:
        raise NotPermitted(
            "该请求来自其他网站，已拒绝；请在本系统页面内操作。",
            "This request came from another site and was refused; use the appliance's own pages.",
        )


async def same_site(request: Request) -> None:
    """For public forms (sign-in, language): no token yet, but the page must be ours."""
    if request.method not in SAFE:
        check_origin(request)
