"""Everything of this room put on an app, in the right order; and the check that no route is open by forgetting."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter, FastAPI
from starlette.routing import BaseRoute

from appliance.core.kit.errors import ApplianceError
from appliance.core.kit.parts import Parts
from appliance.core.settings import Settings
from appliance.doors.web import error_pages, limits, password_page, sign_in_page
from appliance.doors.web.depends import unguarded
from appliance.doors.web.headers import Headers
from appliance.doors.web.render import Renderer
from appliance.doors.web.sealed import SealGate
from appliance.doors.web.static_files import Static
from appliance.doors.web.straight import StraightOn
from appliance.service.inboxes.uploads import MOST_MB

UPLOADS = ("/admin/knowledge",)
VISITORS_FILES = "/widget/api/files"


def install(app: FastAPI, parts: Parts, settings: Settings, *, staff: bool = True) -> None:
    """Parts, middleware (the last added is the outermost), error pages, static files, and sign-in where staff come in."""
    app.state.parts = parts
    if not parts.has(Renderer):
        parts.provide(Renderer, Renderer(settings))
    upload = settings.upload_limit_mb * 1_000_000 + limits.FORM_AROUND
    visitors = {VISITORS_FILES: MOST_MB * 1_000_000 + limits.FORM_AROUND}
    app.add_middleware(StraightOn)
    app.add_middleware(limits.BodyLimit, uploads={**dict.fromkeys(UPLOADS, upload), **visitors})
    app.add_middleware(SealGate)
    app.add_middleware(error_pages.SafetyNet)
    app.add_middleware(Headers)
    error_pages.install(app)
    app.mount("/static", Static(), name="static")
    for own in (sign_in_page, password_page) if staff else ():
        open_door(app, own.router)


def open_door(app: FastAPI, router: APIRouter) -> None:
    """Put a door's routes on the app, each by itself, with the dependencies that its routers ask for.

    A router that is included stays one of its own in FastAPI, and each request is looked for through all of them twice: a
    tenth of what a visitor's message costs. What adds something to the routes within is included all the same.
    """
    app.router.routes.extend(_routes_of(router))


def _routes_of(router: APIRouter) -> Iterator[BaseRoute]:
    for route in router.routes:
        context = getattr(route, "include_context", None)
        if context is None or context.prefix or context.dependencies:
            yield route
        else:
            yield from _routes_of(context.included_router)


def check(app: FastAPI) -> None:
    """Call it when all doors are in. Raises `ApplianceError` naming every route without a declaration."""
    forgotten = unguarded(app)
    if forgotten:
        raise ApplianceError(
            "这些路由没有声明权限：" + "；".join(forgotten),
            "These routes declare no permission: " + "; ".join(forgotten),
        )
