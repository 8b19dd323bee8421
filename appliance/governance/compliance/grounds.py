"""Why somebody is erased, and why somebody must not be: closed lists, so that a reason never names a customer."""

from __future__ import annotations

from enum import StrEnum


class Ground(StrEnum):
    """The cases of article 47 of the Personal Information Protection Law (PIPL)."""

    CONSENT = "consent"
    PURPOSE = "purpose"
    ENDED = "ended"
    UNLAWFUL = "unlawful"
    OTHER = "other"


class Cause(StrEnum):
    """Why data must be kept although it would be erased."""

    STATUTE = "statute"
    DISPUTE = "dispute"
    AUTHORITY = "authority"


GROUNDS: dict[Ground, tuple[str, str]] = {
    Ground.CONSENT: ("本人撤回同意", "Consent withdrawn"),
    Ground.PURPOSE: (
        "处理目的已实现、无法实现或不再必要",
        "Purpose achieved, not achievable or no longer needed",
    ),
    Ground.ENDED: ("停止提供服务，或保存期限已届满", "Service ended, or retention period over"),
    Ground.UNLAWFUL: ("处理违反法律、法规或约定", "Processing against law or agreement"),
    Ground.OTHER: ("法律、行政法规规定的其他情形", "Another case that the law names"),
}
CAUSES: dict[Cause, tuple[str, str]] = {
    Cause.STATUTE: ("法定保存期限未届满", "Statutory retention period not over"),
    Cause.DISPUTE: ("投诉、仲裁或诉讼", "Complaint, arbitration or litigation"),
    Cause.AUTHORITY: ("监管或司法机关要求", "Required by a regulator or court"),
}
