"""WeChat names: wxid_…, or a name, mobile or QQ number after 微信 and what people write for it (薇, vx, 加v, 卫星, 绿泡泡)."""

from __future__ import annotations

import re

from appliance.core.masking.analysis import Analysis, Find

_WXID = re.compile(r"(?<![0-9a-z_])wxid_[0-9a-z]{6,24}")
_CUED = re.compile(
    r"(?:[微薇威维]\s?信|卫星|威❤|v信|绿泡泡?|绿色软件|(?<![a-z])(?:we ?chat|weixin|v ?x|w ?x|v❤|vxin)(?![a-z])|"
    r"(?:加|➕|\+)(?:我|下|个)?(?:的)?v(?![a-z])|(?<![a-z0-9])v(?=:)|[微薇]号?(?=[:是]))"
    r"(?P<link>[\s:：=→，,]|是|为|也|同|号|码|加|现在|新的?|搜|找|查|我|的|叫|名|改|换|成|了|[(（]|id|is|account|name|"
    r"search|add|me|no\.?)*"
    r"(?P<v>[a-z][a-z0-9_\-]{5,19}|1[3-9]\d{9}|[1-9]\d{5,10})(?![0-9a-z_@])"
)
_AFTER = re.compile(
    r"(?<![0-9a-z_@.\-])(?P<v>[a-z](?=[a-z_\-]{0,19}[0-9_\-])[a-z0-9_\-]{5,19})[，, （(【\[←<\-]{0,3}(?:这|就)?(?:个|"
    r"是|为)?(?:我|他|她)?的?(?:微信|wechat|weixin|vx|wx)"
)


class WeChat:
    """A plain word after 微信 (微信 android …) counts only with a digit, a dash or an underscore in it."""

    kinds = frozenset({"WECHAT"})

    def find(self, a: Analysis) -> list[Find]:
        found = [Find(m.start(), m.end(), "WECHAT", 0.97, "wxid form") for m in _WXID.finditer(a.lower)]
        for m in _CUED.finditer(a.lower):
            linked = (m["link"] or "") and re.search(r"[:：是为叫搜→]|is", a.lower[m.start() : m.start("v")])
            if linked or re.search(r"[0-9_\-]", m["v"]):
                found.append(Find(*m.span("v"), "WECHAT", 0.94, "wechat word"))
        found += [Find(*m.span("v"), "WECHAT", 0.85, "wechat word after") for m in _AFTER.finditer(a.lower)]
        return found
