"""IT operators: which model answers, whether the engine is healthy, how full the disk is. No transcripts, no accounts."""

from appliance.doors.operations.routes import router

__all__ = ["router"]
