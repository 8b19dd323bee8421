"""What can be wrong with a bundle, in one sentence each.

BadInput
└── BundleProblem        not a bundle, not signed, changed, or not for this appliance
NotFound
└── NoSuchBundle         the shelf has none of that name
"""

from __future__ import annotations

from appliance.core.kit.errors import BadInput, NotFound


class BundleProblem(BadInput):
    """The bundle cannot be used as it is; the sentence names the file or the missing step."""


class NoSuchBundle(NotFound):
    """No bundle of that name lies on the shelf."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"模型架上没有名为 {name} 的模型包；可用 appliance models list 查看。",
            f"There is no model bundle {name} on the shelf; see appliance models list.",
        )
