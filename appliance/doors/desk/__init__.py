"""The agents' desk: one screen for the whole day. Masked text only; opening a conversation is recorded."""

from appliance.doors.desk.routes import router

__all__ = ["router"]
