"""Sign in, sign out, choose a language, and the way home. The only pages of the house without a permission."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from appliance.core.accounts import sign_in
from appliance.core.accounts.queries import CurrentAgent
from appliance.core.kit.errors import ApplianceError, BadInput, NotFound, NotSignedIn, RateLimited
from appliance.core.settings import Settings
from appliance.core.store.session import Store
from appliance.doors.web import csrf, limits, nav, sign_in_cookie
from appliance.doors.web.depends import current, parts_of, public, require
from appliance.doors.web.language import COOKIE, language_of
from appliance.doors.web.live import Signals
from appliance.doors.web.render import render

router = APIRouter()
OPEN = [Depends(public), Depends(csrf.same_site)]


def own_path(value: str) -> str:
    """`value` if it is a path of ours, else '/': nobody is sent elsewhere by a link to us."""
    safe = value.startswith("/") and not value.startswith(("//", "/\\")) and value.isprintable()
    return value if safe else "/"


@router.get("/", dependencies=OPEN)
def home(request: Request) -> Response:
    """To where this person's work is."""
    agent = current(request)
    return RedirectResponse(nav.home_of(agent.role) if agent else "/sign-in", 303)


@router.get("/sign-in", dependencies=OPEN)
def page(request: Request, next: str = "/") -> Response:
    """The form; someone signed in goes on at once."""
    if current(request) is not None:
        return RedirectResponse(own_path(next), 303)
    return render(request, "web/sign_in.html", next=own_path(next), login="", wrong="")


@router.post("/sign-in", dependencies=[*OPEN, Depends(limits.sign_in_rate)])
def enter(
    request: Request,
    login: Annotated[str, Form(max_length=80)] = "",
    password: Annotated[str, Form(max_length=200)] = "",
    next: Annotated[str, Form(max_length=500)] = "/",
) -> Response:
    """Check, give a fresh token, go on. A wrong pair shows the form again with one sentence."""
    parts = parts_of(request)
    try:
        if not login.strip() or not password:
            raise BadInput("请填写工号和密码。", "Enter your login and your password.")
        stay = timedelta(hours=parts.get(Settings).session_hours)
        signed = sign_in.check(
            parts.get(Store), login.strip(), password, limits.address_of(request), longest_stay=stay
        )
    except (BadInput, NotSignedIn, RateLimited) as error:
        said = _said(error, request)
        return render(
            request, "web/sign_in.html", status=error.status, next=own_path(next), login=login, wrong=said
        )
    goal = own_path(next)
    answer = RedirectResponse(nav.home_of(signed.agent.role) if goal == "/" else goal, 303)
    sign_in_cookie.give(answer, signed.token, parts.get(Settings))
    return answer


def _said(error: ApplianceError, request: Request) -> str:
    return error.said(language_of(request))


@router.post("/sign-out")
def leave(request: Request, agent: CurrentAgent = require()) -> Response:
    """End the sign-in here and on the server."""
    parts = parts_of(request)
    with parts.get(Store).writing() as s:
        sign_in.sign_out(s, request.state.token)
    answer = RedirectResponse("/sign-in", 303)
    sign_in_cookie.take_back(answer, parts.get(Settings))
    return answer


@router.post("/language", dependencies=OPEN)
def language(
    request: Request,
    to: Annotated[str, Form(max_length=2)] = "zh",
    next: Annotated[str, Form(max_length=500)] = "/",
) -> Response:
    """The reader's language, kept in a cookie."""
    answer = RedirectResponse(own_path(next), 303)
    sign_in_cookie.preference(answer, COOKIE, "en" if to == "en" else "zh", parts_of(request).get(Settings))
    return answer


@router.get("/nothing-here")
def nothing(request: Request, agent: CurrentAgent = require()) -> Response:
    """For a role without a place of its own."""
    raise NotFound(
        "您的岗位暂时没有可用的页面，请联系管理员。", "Your role has no page yet; ask an administrator."
    )


@router.get("/live")
async def live(request: Request, agent: CurrentAgent = require()) -> Response:
    """The signed-in person's feed."""
    return parts_of(request).get(Signals).response(request)
