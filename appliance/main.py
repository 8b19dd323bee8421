"""Builds the web app: mounts the doors and hands them the parts."""

from __future__ import annotations

from fastapi import APIRouter, Depends, FastAPI
from fastapi.responses import JSONResponse, Response

from appliance.core.store.session import Store
from appliance.doors.web import hardware
from appliance.doors.web.depends import public
from appliance.wiring import Appliance


def build_app(appliance: Appliance) -> FastAPI:
    """The app of this appliance, sealed or open; parts come and go in `app.state.parts`.

    Raises `ApplianceError` when a route declares no permission.
    """
    from appliance.doors import admin, desk, operations, oversight
    from appliance.doors.channels.web_widget import routes as web_widget

    app = FastAPI(
        title="Kefu Appliance",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        # No exporter may appear because a variable happens to be set; and nobody looks for one at each request.
        telemetry={"auto_configure": False, "tracing": False, "metrics": False, "logs": False},
    )
    hardware.install(app, appliance.parts, appliance.settings)
    for door in (web_widget, desk, oversight, operations, admin):
        hardware.open_door(app, door.router)
    hardware.open_door(app, _machine(appliance))
    hardware.check(app)
    return app


def _machine(appliance: Appliance) -> APIRouter:
    """What a load balancer and a watchdog ask."""
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
        model = appliance.model_status().state if is_open else "off"
        found = {"open": is_open, "sealed": appliance.vault.sealed, "model": model}
        if damaged:
            found["damaged"] = True
        return JSONResponse(found, 200 if is_open and not damaged else 503)

    return router
