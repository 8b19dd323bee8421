"""The channels that this build has: an explicit list, not discovery."""

from __future__ import annotations

from appliance.core.kit.errors import NotFound
from appliance.doors.channels.adapter import Adapter


class Channels:
    """Adapters by name. Wiring fills it; a name that is not there is `NotFound`."""

    def __init__(self, *adapters: Adapter) -> None:
        self._by_name = {adapter.name: adapter for adapter in adapters}

    def get(self, name: str) -> Adapter:
        try:
            return self._by_name[name]
        except KeyError:
            raise NotFound(f"没有名为“{name}”的渠道。", f"There is no channel called '{name}'.") from None

    def names(self) -> list[str]:
        return sorted(self._by_name)
