"""What each role may do: one table, with the powers kept apart.

Administrators change the service and its people but read neither transcripts nor audit trail; compliance officers read
both, change nothing by themselves, and are the second person where one is needed (`core/approvals`); IT operators run the
box and see neither transcripts nor accounts.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from appliance.core.accounts.roles import Role


class Permission(StrEnum):
    """One thing a route may ask for."""

    DESK_USE = "desk.use"
    DESK_LEAD = "desk.lead"
    TRANSCRIPTS_READ = "transcripts.read"
    AUDIT_READ = "audit.read"
    AUDIT_VERIFY = "audit.verify"
    KNOWLEDGE_READ = "knowledge.read"
    KNOWLEDGE_WRITE = "knowledge.write"
    KNOWLEDGE_DECIDE = "knowledge.decide"
    PEOPLE_MANAGE = "people.manage"
    CHANNELS_MANAGE = "channels.manage"
    MODELS_READ = "models.read"
    MODELS_MANAGE = "models.manage"
    HEALTH_READ = "health.read"
    SETTINGS_READ = "settings.read"
    MASKING_READ = "masking.read"
    MASKING_CHANGE = "masking.change"
    HANDOFF_READ = "handoff.read"
    HANDOFF_CHANGE = "handoff.change"
    REVEAL_ASK = "reveal.ask"
    APPROVALS_DECIDE = "approvals.decide"
    SUBJECTS_MANAGE = "subjects.manage"


P = Permission
MATRIX: Final[dict[Role, frozenset[Permission]]] = {
    Role.AGENT: frozenset({P.DESK_USE, P.KNOWLEDGE_READ}),
    Role.TEAM_LEAD: frozenset(
        {P.DESK_USE, P.DESK_LEAD, P.KNOWLEDGE_READ, P.KNOWLEDGE_DECIDE, P.HANDOFF_READ}
    ),
    Role.ADMINISTRATOR: frozenset(
        {
            P.KNOWLEDGE_READ,
            P.KNOWLEDGE_WRITE,
            P.KNOWLEDGE_DECIDE,
            P.PEOPLE_MANAGE,
            P.CHANNELS_MANAGE,
            P.SETTINGS_READ,
            P.MASKING_READ,
            P.MASKING_CHANGE,
            P.HANDOFF_READ,
            P.HANDOFF_CHANGE,
            P.APPROVALS_DECIDE,
        }
    ),
    Role.COMPLIANCE_OFFICER: frozenset(
        {
            P.TRANSCRIPTS_READ,
            P.AUDIT_READ,
            P.AUDIT_VERIFY,
            P.KNOWLEDGE_READ,
            P.KNOWLEDGE_DECIDE,
            P.MODELS_READ,
            P.SETTINGS_READ,
            P.MASKING_READ,
            P.HANDOFF_READ,
            P.REVEAL_ASK,
            P.APPROVALS_DECIDE,
            P.SUBJECTS_MANAGE,
        }
    ),
    Role.IT_OPERATOR: frozenset({P.MODELS_READ, P.MODELS_MANAGE, P.HEALTH_READ, P.SETTINGS_READ}),
}


def may(role: Role | str, permission: Permission | str) -> bool:
    """True when `role` holds `permission`. An unknown role may nothing; an unknown permission raises ValueError."""
    wanted = Permission(permission)
    try:
        return wanted in MATRIX[Role(role)]
    except ValueError:
        return False
