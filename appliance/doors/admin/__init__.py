"""Administrators: the bank's knowledge and its people. No transcripts and no audit chain behind this door."""

from fastapi import APIRouter

from appliance.doors.admin import knowledge, people, trial

router = APIRouter()
for _part in (knowledge, trial, people):
    router.include_router(_part.router)

__all__ = ["router"]
