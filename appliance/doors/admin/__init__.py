"""Administrators: the bank's knowledge, its channels, what is masked, when a person takes over, and its people. No transcripts
and no audit chain for them.

Compliance officers come in to decide, as the second person, on a change of what is masked or of the handoff rules; team leads
read those rules.
"""

from fastapi import APIRouter

from appliance.doors.admin import (
    bases,
    channels,
    document,
    handoff,
    handoff_past,
    knowledge,
    making,
    masking,
    masking_history,
    notice,
    pairs,
    people,
    public_list,
    publications,
    routing,
    sets,
    synonyms,
    trial,
)

router = APIRouter()
for _part in (
    bases,
    knowledge,
    pairs,
    sets,
    synonyms,
    making,
    document,
    publications,
    trial,
    public_list,
    masking_history,
    masking,
    notice,
    channels,
    handoff_past,
    handoff,
    routing,
    people,
):
    router.include_router(_part.router)

__all__ = ["router"]
