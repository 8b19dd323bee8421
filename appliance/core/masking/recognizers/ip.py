"""Internet addresses, version 4 and 6; four-part version numbers are told apart by the word before."""

from __future__ import annotations

import ipaddress
import re

from appliance.core.masking.analysis import Analysis, Find

_V4 = re.compile(
    r"(?:(?<![0-9A-Za-z.:])|(?<=[^0-9A-Fa-f:]:)|(?<=ip)|(?<=IP)|"
    r"(?<=Ip)) ?(?P<v>(?:::ffff:)?(?P<four>\d{1,3}(?: ?[.。点] ?\d{1,3}){3})(?:/(?:3[0-2]|[12]?\d)(?![0-9.]))?)(?![0-9A-Za-z])(?!\.\d)"
)
_SIGNS = re.compile(r" ?[.。点] ?")
_NETWORK = re.compile(
    r"ip|arp|路由|地址|网关|白名单|出口|登[录陆]|address|dns|服务器|端口|ping|内网|外网|从|前置|直连|机房|主机|host|"
    r"proxy|代理|server|from|client|at $"
)
_V6 = re.compile(
    r"(?:(?<![0-9A-Za-z:.])|(?:(?<=ip)|(?<=IP)|(?<=Ip))(?=[0-9A-Fa-f])|"
    r"(?<=[^0-9A-Fa-f:]:))[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?![0-9A-Za-z:])"
)
_VERSION = re.compile(
    r"版本|version|系统|ios|android|鸿蒙|harmony|固件|驱动|控件|build|app ?$|(?<![a-z])(?:v|ver\.?)[ :.]{0,2}$|"
    r"(?:升|更新|装|回退|降)[^0-9，。]{0,4}$"
)
_PORT = re.compile(r":\d{2,5}(?!\d)|/\d\d(?!\d)")
_NO_NETWORK = 30
"""Four numbers all below this, and no word of networks beside, are a version: 9.2.1.3."""
_VERSION_AFTER = re.compile(r" ?(?:版|以[上下后前]|之[后前]|正式|内测|beta|那?个?版本|更新)")

_ASKED = re.compile(r"版本|version")
_GATEWAY = re.compile(r"(?:网关|路由器?|默认|gateway|router)[^0-9，。,]{0,6}$")
"""The usual address of a router at home is everybody's, unless it stands beside somebody's own."""
_UPDATED = re.compile(r" ?(?:这个版本)?(?:升级?|更新|降级?|回退|update|upgrade)d?(?:到|成|至|为| to )")


class Ip:
    """Loopback and the like stay: they tell nothing about a person."""

    kinds = frozenset({"IP"})

    def find(self, a: Analysis) -> list[Find]:
        fours = [*_V4.finditer(a.flat)]
        found = [
            Find(*m.span("v"), "IP", 0.985, "ipv4")
            for m in fours
            if _valid(_SIGNS.sub(".", m["four"]))
            and not self._version(a, *m.span("four"))
            and not (len(fours) == 1 and m["four"] in _USUAL and _GATEWAY.search(a.before(m.start("v"), 12)))
        ]
        found += [
            Find(m.start(), m.end(), "IP", 0.98, "ipv6")
            for m in _V6.finditer(a.flat)
            if m[0].count(":") >= 3 and _valid(m[0])
        ]
        return found

    def _version(self, a: Analysis, start: int, end: int) -> bool:
        """8.1.0.2以后闪退, 升级到10.2.1.6: four small parts that speak of software."""
        if _UPDATED.match(a.lower, end):
            return True
        if _NETWORK.search(a.before(start, 10)) or _PORT.match(a.flat, end):
            return False
        if _ASKED.search(_last(a)):
            return True
        asked = a.state.explained or a.state.plain
        most = max(map(int, _SIGNS.sub(".", a.flat[start:end]).split(".")))
        if most < _NO_NETWORK:
            return True
        small = most < 100
        return _VERSION.search(a.before(start, 10)) is not None or (
            small
            and (
                asked
                or _VERSION_AFTER.match(a.lower, end) is not None
                or _VERSION.search(a.lower) is not None
            )
        )


_USUAL = frozenset({"192.168.0.1", "192.168.1.1", "10.0.0.1"})


def _last(a: Analysis) -> str:
    """The other side's last words."""
    return next((words for role, words in reversed(a.state.said) if role != "visitor"), "")


def _valid(text: str) -> bool:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    if text.startswith("255.255."):
        return False  # a mask of networks
    return str(address) not in ("127.0.0.1", "0.0.0.0", "::1", "::")  # noqa: S104  (compared, not bound)
