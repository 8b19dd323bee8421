"""Internet addresses, version 4 and 6; four-part version numbers are told apart by the word before."""

from __future__ import annotations

import ipaddress
import re

from appliance.core.masking.analysis import Analysis, Find

_V4 = re.compile(
    r"(?:(?<![0-9A-Za-z.])|(?<=ip)|(?<=IP)|(?<=Ip)) ?(?P<v>\d{1,3}(?:[.。]\d{1,3}){3})(?![0-9A-Za-z])(?!\.\d)"
)
_V6 = re.compile(r"(?<![0-9A-Za-z:.])[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?![0-9A-Za-z:])")
_VERSION = re.compile(r"版本号?|version|系统|ios|android|(?<![a-z])v$")


class Ip:
    """Loopback and the like stay: they tell nothing about a person."""

    kinds = frozenset({"IP"})

    def find(self, a: Analysis) -> list[Find]:
        found = [
            Find(*m.span("v"), "IP", 0.92, "ipv4")
            for m in _V4.finditer(a.flat)
            if _valid(m["v"].replace("。", ".")) and not _VERSION.search(a.before(m.start("v"), 8))
        ]
        found += [
            Find(m.start(), m.end(), "IP", 0.92, "ipv6")
            for m in _V6.finditer(a.flat)
            if m[0].count(":") >= 3 and _valid(m[0])
        ]
        return found


def _valid(text: str) -> bool:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    return str(address) not in ("127.0.0.1", "0.0.0.0", "::1", "::")  # noqa: S104  (compared, not bound)
