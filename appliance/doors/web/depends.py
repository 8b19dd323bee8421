"""What a route asks for: the parts, the signed-in agent, a permission. No route is open by forgetting.

    @router.get("/oversight")
    def search(request: Request, agent: CurrentAgent = require(Permission("transcripts.read"))) -> Response: …

    router = APIRouter(dependencies=[Depends(public)])      # for pages that anybody may see

`unguarded(app)` names the routes that declare neither; the app refuses to start with one (hardware.check).
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from fastapi import Depends, FastAPI, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.routing import Mount

from appliance.core.accounts import queries as accounts
from appliance.core.accounts import sign_in
from appliance.core.accounts.permissions import Permission, may
from appliance.core.accounts.queries import CurrentAgent
from appliance.core.audit import chain
from appliance.core.audit.verbs import Verb
from appliance.core.kit.actors import Actor
from appliance.core.kit.errors import NotPermitted, NotSignedIn
from appliance.core.kit.parts import Parts
from appliance.core.settings import Settings
from appliance.core.store.session import Store
from appliance.doors.web import csrf, route_names, sign_in_cookie
from appliance.doors.web.errors import PasswordDue


def parts_of(request: Request) -> Parts:
    """The box of parts that wiring filled."""
    parts: Parts = request.app.state.parts
    return parts


async def held_parts(request: Request) -> Parts:
    """`parts_of` as a dependency: what waits for nothing needs no thread of its own (0.3 ms each)."""
    return parts_of(request)


async def public() -> None:
    """Declares that anybody may come in. It checks nothing; its presence is the declaration."""


def current(request: Request) -> CurrentAgent | None:
    """Who is signed in, or None. Looks once per request; leaves agent and token in `request.state`."""
    if not hasattr(request.state, "agent"):
        token = sign_in_cookie.token_of(request)
        request.state.token = token
        request.state.agent = None
        if token:
            parts = parts_of(request)
            store = parts.get(Store)
            idle = timedelta(minutes=parts.get(Settings).session_idle_minutes)
            with store.reading() as s:
                request.state.agent = accounts.by_token(s, token, idle=idle)
            # What a page fetches by itself keeps nobody signed in.
            if (
                request.state.agent is not None
                and not request.headers.get("x-live")
                and request.url.path != "/live"
            ):
                sign_in.touch(store, token)
    found: CurrentAgent | None = request.state.agent
    return found


def actor_of(agent: CurrentAgent) -> Actor:
    """The signed-in person as the doer of an act."""
    return Actor("agent", agent.id, agent.name)


OWN_PASSWORD = ("/password", "/sign-out")


class Guard:
    """Lets in an agent who has one of the permissions (none named: any agent) and whose request is their own."""

    def __init__(self, permissions: tuple[Permission, ...]) -> None:
        self.permissions = permissions

    def __call__(self, request: Request, sent: str = Depends(csrf.sent_token)) -> CurrentAgent:
        agent = current(request)
        if agent is None:
            raise NotSignedIn("请先登录。", "Please sign in first.")
        if request.method not in csrf.SAFE:
            csrf.check_origin(request)
            if not hmac.compare_digest(sent.encode(), agent.csrf.encode()):
                raise csrf.stale()
        if agent.must_change and request.url.path not in OWN_PASSWORD:
            raise PasswordDue()
        if self.permissions and not any(may(agent.role, one) for one in self.permissions):
            self._deny(request, agent)
        return agent

    def _deny(self, request: Request, agent: CurrentAgent) -> None:
        with parts_of(request).get(Store).writing() as s:
            chain.append(
                s,
                Verb("permission.denied"),
                actor=actor_of(agent),
                subject=route_names.pattern(request.scope),
                needs=[str(one) for one in self.permissions],
            )
        raise NotPermitted(
            "您的岗位没有此页面的权限；本次尝试已记入审计。如需开通，请联系管理员。",
            "Your role may not do this, and the attempt has been recorded; ask an administrator if you need it.",
        )


def require(*permissions: Permission) -> Any:
    """The dependency of a route for signed-in agents; several permissions mean: one of them is enough."""
    return Depends(Guard(permissions))


def _calls(dependant: Dependant) -> Iterator[Any]:
    yield dependant.call
    for child in dependant.dependencies:
        yield from _calls(child)


def _routes(routes: Any) -> Iterator[Any]:
    for route in routes:
        if hasattr(route, "effective_candidates"):  # an included router keeps its routes to itself
            yield from _routes(route.effective_candidates())
        else:
            yield route


def unguarded(app: FastAPI) -> list[str]:
    """Paths of routes that neither require a permission nor say that they are public; static files are public."""
    found = []
    for route in _routes(app.routes):
        original = getattr(route, "original_route", route)
        if isinstance(original, Mount) and original.path == "/static":
            continue
        dependant = getattr(route, "dependant", None) or getattr(original, "dependant", None)
        calls = _calls(dependant) if isinstance(dependant, Dependant) else getattr(original, "guards", ())
        guarded = any(isinstance(call, Guard) or call is public for call in calls)
        if not guarded:
            found.append(
                f"{'/'.join(sorted(getattr(route, 'methods', None) or []))} {getattr(route, 'path', route)}"
            )
    return found


__all__ = [
    "APIRoute",
    "CurrentAgent",
    "actor_of",
    "current",
    "held_parts",
    "parts_of",
    "public",
    "require",
    "unguarded",
]
