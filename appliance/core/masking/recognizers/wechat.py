"""WeChat names: wxid_…, or a name, mobile or QQ number after 微信."""

from __future__ import annotations

import re

from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.recognizers._parts import NO_ALNUM_AFTER

_WXID = re.compile(r"(?<![0-9a-z_])wxid_[0-9a-z]{6,24}")
_CUED = re.compile(
    r"(?:微信|薇信|威信|v信|(?<![a-z])(?:wechat|weixin|vx|wx)(?![a-z]))(?P<link>[\s:：是为也同号码加我的叫(（]|id|is|account|name)*"
    rf"(?P<v>[a-z][a-z0-9_\-]{{5,19}}|1[3-9]\d{{9}}|[1-9]\d{{5,10}}){NO_ALNUM_AFTER}"
)


class WeChat:
    """A plain word after 微信 (微信 android …) counts only with a digit, a dash or an underscore in it."""

    kinds = frozenset({"WECHAT"})

    def find(self, a: Analysis) -> list[Find]:
        found = [Find(m.start(), m.end(), "WECHAT", 0.97, "wxid form") for m in _WXID.finditer(a.lower)]
        for m in _CUED.finditer(a.lower):
            linked = (m["link"] or "") and re.search(r"[:：是为叫]|is", a.lower[m.start() : m.start("v")])
            if linked or re.search(r"[0-9_\-]", m["v"]):
                found.append(Find(*m.span("v"), "WECHAT", 0.94, "wechat word"))
        return found
