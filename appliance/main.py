"""Builds the web apps: mounts the doors and hands them the parts. With the visitors apart there are two."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, FastAPI
from fastapi.responses import JSONResponse, Response

from appliance.core.store.session import Store
from appliance.doors.channels.apart import Apart
from appliance.doors.web import hardware
from appliance.doors.web.depends import public
from appliance.wiring import Appliance


def build_app(appliance: Appliance) -> FastAPI:
    """The app of this appliance, sealed or open; parts come and go in `app.state.parts`. With the part `Apart` it is the
    staff's alone.

    Raises `ApplianceError` when a route declares no permission.
    """
    from appliance.doors import admin, desk, operations, oversight
    from appliance.doors.channels.web_widget import frame
    from appliance.doors.channels.web_widget import routes as web_widget

    visitors = frame.pictures if appliance.parts.has(Apart) else web_widget.router
    doors = (visitors, desk.router, oversight.router, operations.router, admin.router)
    return _app(appliance, *doors, _machine(appliance, staff=True))


def build_visitors_app(appliance: Appliance) -> FastAPI:
    """Nothing but the channels' doors. Raises as `build_app`."""
    from appliance.doors.channels.web_widget import routes as web_widget

    return _app(appliance, web_widget.router, _machine(appliance, staff=False), staff=False)


def _app(appliance: Appliance, *doors: APIRouter, staff: bool = True) -> FastAPI:
    app = FastAPI(
        title="Kefu Appliance",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        # No exporter may appear because a variable happens to be set; and nobody looks for one at each request.
        telemetry={"auto_configure": False, "tracing": False, "metrics": False, "logs": False},
    )
    hardware.install(app, appliance.parts, appliance.settings, staff=staff)
    for door in doors:
        hardware.open_door(app, door)
    hardware.check(app)
    return app


def _machine(appliance: Appliance, *, staff: bool) -> APIRouter:
    """What a load balancer and a watchdog ask. Who comes from outside hears no more than whether it is open."""
    router = APIRouter(dependencies=[Depends(public)])

    @router.get("/healthz")
    async def alive() -> dict[str, str]:
        """The process answers."""
        return {"status": "alive"}

    @router.get("/readyz")
    def ready() -> Response:
        """200 once the vault is open and the store is whole; says how the model is."""
        is_open = appliance.parts.has(Store)
        damaged = is_open and appliance.store.damage is not None
        found: dict[str, Any] = {"open": is_open, "sealed": appliance.vault.sealed}
        if staff:
            found["model"] = appliance.model_status().state if is_open else "off"
        if appliance.parts.has(Apart):
            found["visitors"] = appliance.parts.get(Apart).state
        if damaged:
            found["damaged"] = True
        return JSONResponse(found, 200 if is_open and not damaged else 503)

    return router
