"""The agents' desk: one screen for the whole day. Masked text only; opening a conversation is recorded."""

from fastapi import APIRouter

from appliance.doors.desk import backlog, routes

router = APIRouter()
for _part in (backlog, routes):
    router.include_router(_part.router)

__all__ = ["router"]
