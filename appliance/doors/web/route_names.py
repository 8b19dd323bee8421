"""What a request was for, as logs and the audit trail may say it: the route's own pattern, never the address as typed.

`/desk/c/13812345678` is an address that anybody can type; kept of it is `/desk/c/{conversation_id}`. An id of ours stays:
whose conversation somebody tried to open belongs on the record.
"""

from __future__ import annotations

from starlette.types import Scope

from appliance.core.kit.ids import is_id

NOWHERE = "-"


def pattern(scope: Scope) -> str:
    """The pattern of the route that took the request, ids filled in; `-` where none did."""
    told = str(getattr(scope.get("route"), "path", "") or NOWHERE)
    for name, value in (scope.get("path_params") or {}).items():
        if is_id(str(value)):
            told = told.replace(f"{{{name}}}", str(value))
    return told[:200]
