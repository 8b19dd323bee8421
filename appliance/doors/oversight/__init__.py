"""Compliance officers: masked transcripts, search and the audit chain. Reads are acts; nothing here changes data."""

from appliance.doors.oversight.routes import router

__all__ = ["router"]
