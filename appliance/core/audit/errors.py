"""What the audit trail refuses."""

from __future__ import annotations

from appliance.core.kit.errors import ApplianceError


class UnfitDetail(ApplianceError):
    """A detail that is no id and no number. The act fails: words do not belong into a trail that is never erased."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"审计详情“{name}”不符合要求：只能记录编号、数字或不超过 200 字符的短代码。",
            f"The audit detail '{name}' is unfit: only ids, numbers and codes of up to 200 characters are kept.",
        )
