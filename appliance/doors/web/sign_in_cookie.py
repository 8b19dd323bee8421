"""The cookie that holds the sign-in token: unreadable for scripts, not sent from other sites' forms.

The token itself is random and kept only as a hash by core/accounts; signing out makes it worthless at once.
"""

from __future__ import annotations

from fastapi import Request, Response

from appliance.core.settings import Settings

NAME = "sign_in"


def token_of(request: Request) -> str:
    """The token of this request, '' if there is none."""
    return request.cookies.get(NAME, "")


def give(response: Response, token: str, settings: Settings) -> None:
    """Hand the token to the browser, until it closes or the sign-in ends."""
    response.set_cookie(NAME, token, httponly=True, samesite="lax", secure=settings.cookie_secure, path="/")


def take_back(response: Response, settings: Settings) -> None:
    """Make the browser forget it."""
    response.delete_cookie(NAME, httponly=True, samesite="lax", secure=settings.cookie_secure, path="/")


def preference(response: Response, name: str, value: str, settings: Settings) -> None:
    """A choice of the reader (language), kept for a year; it says nothing about who they are."""
    response.set_cookie(
        name,
        value,
        max_age=31_536_000,
        httponly=True,
        samesite="lax",
        secure=settings.cookie_secure,
        path="/",
    )
