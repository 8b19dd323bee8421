"""Who is at the window: the visitor of a request, told by the token that came with it."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Header

from appliance.core.kit.parts import Parts
from appliance.core.vault.vault import Vault
from appliance.doors.channels.web_widget import token
from appliance.doors.web.depends import held_parts

Held = Annotated[Parts, Depends(held_parts)]


async def visitor(parts: Held, authorization: Annotated[str | None, Header()] = None) -> str:
    """The visitor who holds the token of this request."""
    return token.visitor_of(parts.get(Vault), authorization)
