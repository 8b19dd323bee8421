"""Compliance officers: masked transcripts, search and the audit chain. Reads are acts; nothing here changes data.

What needs a second person is asked for and decided here, too; a decision is the one thing that officers and
administrators do on the same page.
"""

from fastapi import APIRouter

from appliance.doors.oversight import approvals, contacts, erasures, routes, values

router = APIRouter()
for _part in (routes, values, approvals, contacts, erasures):
    router.include_router(_part.router)

__all__ = ["router"]
