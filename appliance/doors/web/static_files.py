"""Files under ui/static. An address with its content's stamp may be kept for ever; any other is asked for again."""

from __future__ import annotations

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from appliance.doors.web.places import ui_root


class Static(StaticFiles):
    """Static files with caching rules."""

    def __init__(self) -> None:
        super().__init__(directory=ui_root() / "static")

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        stamped = b"v=" in scope.get("query_string", b"")
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if stamped else "no-cache"
        return response
