"""The agents' desk: one screen for the whole day. Masked text only; opening a conversation is recorded."""

from fastapi import APIRouter

from appliance.doors.desk import (
    acts,
    attention,
    backlog,
    details,
    files,
    helping,
    impression,
    lead,
    merging,
    replies,
    routes,
)

router = APIRouter()
for _part in (
    attention,
    backlog,
    details,
    files,
    impression,
    lead,
    merging,
    replies,
    routes,
    helping,
    acts,
):  # `acts` last: it ends with an address that takes any word
    router.include_router(_part.router)

__all__ = ["router"]
