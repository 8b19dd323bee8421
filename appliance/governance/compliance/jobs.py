"""Erasures in the background: asked for in the transaction that allows them."""

from __future__ import annotations

from appliance.core.jobs.registry import JobContext, Registry
from appliance.governance.compliance import erase
from appliance.governance.compliance.erase import EraseParts


def register(registry: Registry, parts: EraseParts) -> None:
    """Give the runner the handler that finishes an erasure."""

    def handle(job: JobContext) -> None:
        erase.run(parts, str(job.payload["erasure_id"]))

    registry.add(erase.JOB, handle)
