"""The roles. A person has exactly one, by the shape of the table."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What somebody is here for."""

    AGENT = "agent"
    TEAM_LEAD = "team_lead"
    ADMINISTRATOR = "administrator"
    COMPLIANCE_OFFICER = "compliance_officer"
    IT_OPERATOR = "it_operator"
