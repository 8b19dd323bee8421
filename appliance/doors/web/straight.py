"""Routes that every message of every visitor passes, and what desks fetch at each: found by one look-up, and run without the
framework's way of asking for things, which costs as much processor time as what they do.

    @straight(router, "POST", "/widget/api/messages", public, same_site, visitor_rate)
    async def post_message(request: Request) -> Response:
        body = await body_of(request, Written)
        return JSONResponse(await in_thread(_taken, parts_of(request), body))

    @straight_page(router, "/desk/list", DESK)
    def lists(request: Request, agent: CurrentAgent) -> Response:
        asked = query_of(request, Asked)

The guards are those that other routes declare as dependencies, in order, each given the request; who forgets to declare one is
found by `depends.unguarded` as anywhere else. Errors become answers as anywhere else, too.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final, TypeVar

from fastapi import APIRouter, Request
from pydantic import BaseModel, ValidationError
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from appliance.core.accounts.permissions import Permission
from appliance.core.accounts.queries import CurrentAgent
from appliance.doors.web import depends
from appliance.doors.web.depends import public
from appliance.doors.web.error_pages import misread

THREADS: Final = 40
"""As many as the framework lets other routes have. A thread waits for the disk most of its time."""

PAGES: Final = 8
"""Threads for pages of people who are signed in: a hundred desks that fetch at once keep no visitor waiting."""

TAKERS: Final = 4
"""Threads that take visitors' messages. In a rush who came first is done first, where forty at once would all be done late, each
waiting for the interpreter at every step; enough that one masks while others wait for the disk."""

Guard = Callable[..., Awaitable[object]]
Page = Callable[[Request, CurrentAgent], Response]
Endpoint = Callable[[Request], Awaitable[Response]]
Body = TypeVar("Body", bound=BaseModel)
T = TypeVar("T")

_pool: Final = ThreadPoolExecutor(THREADS, thread_name_prefix="visitors")
_takers: Final = ThreadPoolExecutor(TAKERS, thread_name_prefix="intake")
_pages: Final = ThreadPoolExecutor(PAGES, thread_name_prefix="pages")


class StraightRoute(Route):
    """One path, one method; `guards` stand before it, and `within` in the endpoint's own thread."""

    def __init__(
        self,
        method: str,
        path: str,
        guards: Sequence[Guard],
        endpoint: Endpoint,
        within: Sequence[depends.Guard] = (),
    ) -> None:
        checks = [guard for guard in guards if guard is not public]

        async def guarded(request: Request) -> Response:
            for check in checks:
                await check(request)
            return await endpoint(request)

        super().__init__(path, guarded, methods=[method], name=endpoint.__name__)
        self.method, self.guards, self.guarded = method, (*guards, *within), guarded


def straight(router: APIRouter, method: str, path: str, *guards: Guard) -> Callable[[Endpoint], Endpoint]:
    """Put an endpoint on a door's router, to be found straight away."""

    def put(endpoint: Endpoint) -> Endpoint:
        router.routes.append(StraightRoute(method, path, guards, endpoint))
        return endpoint

    return put


def straight_page(router: APIRouter, path: str, *permissions: Permission) -> Callable[[Page], Page]:
    """Put what somebody signed in reads on a door's router, to be found straight away: guarded as by `depends.require`, in the
    one thread in which it is made."""
    guard = depends.Guard(permissions)

    def put(page: Page) -> Page:
        def work(request: Request) -> Response:
            return page(request, guard(request, ""))

        async def endpoint(request: Request) -> Response:
            return await asyncio.get_running_loop().run_in_executor(_pages, work, request)

        endpoint.__name__ = page.__name__
        router.routes.append(StraightRoute("GET", path, (), endpoint, within=(guard,)))
        return page

    return put


class StraightOn:
    """Stands within the limits and the safety net, before the framework's own search for a route."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._found: dict[tuple[str, str], StraightRoute] | None = None
        self._patterns: list[StraightRoute] = []

    def _route(self, scope: Scope) -> StraightRoute | None:
        if self._found is None:
            every = [each for each in scope["app"].routes if isinstance(each, StraightRoute)]
            self._patterns = [each for each in every if each.param_convertors]
            self._found = {(each.method, each.path): each for each in every if not each.param_convertors}
        method, path = scope["method"], scope["path"]
        route = self._found.get((method, path))
        if route is None:
            for each in self._patterns:
                if each.method == method and (match := each.path_regex.match(path)):
                    scope["path_params"] = match.groupdict()
                    return each
        return route

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            route = self._route(scope)
            if route is not None:
                scope["route"] = route
                answer = await route.guarded(Request(scope, receive, send))
                await answer(scope, receive, send)
                return
        await self.app(scope, receive, send)


async def body_of(request: Request, model: type[Body]) -> Body:
    """The request's JSON. Raises `BadInput`, with the names of what is not right."""
    if not request.headers.get("content-type", "").startswith("application/json"):
        raise misread(["body"])
    try:
        return model.model_validate(
            json.loads(await request.body())
        )  # half a character is for `plain` to take out
    except ValidationError as problem:
        raise misread(str(one["loc"][-1]) for one in problem.errors() if one["loc"]) from None
    except (ValueError, ClientDisconnect):
        raise misread(["body"]) from None


def query_of(request: Request, model: type[Body]) -> Body:
    """What the address asks for. Raises `BadInput`, with the names of what is not right."""
    try:
        return model.model_validate(dict(request.query_params))
    except ValidationError as problem:
        raise misread(str(one["loc"][-1]) for one in problem.errors() if one["loc"]) from None


async def in_thread(work: Callable[..., T], *given: object) -> T:
    """Run what touches the store, off the event loop."""
    return await asyncio.get_running_loop().run_in_executor(_pool, partial(work, *given))


async def in_turn(work: Callable[..., T], *given: object) -> T:
    """Run what takes a message, off the event loop, after those that came before."""
    return await asyncio.get_running_loop().run_in_executor(_takers, partial(work, *given))
