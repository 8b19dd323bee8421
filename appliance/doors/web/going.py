"""Where a page goes after an act."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import RedirectResponse, Response


def go_to(request: Request, place: str) -> Response:
    """To another page, whichever way the form was sent: by htmx, or by a browser without scripts."""
    if request.headers.get("hx-request"):
        return Response(status_code=204, headers={"HX-Redirect": place})
    return RedirectResponse(place, 303)
