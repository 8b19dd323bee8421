"""Hardware addresses: six pairs of hexadecimal digits with one kind of separator, three groups of four, or bare beside the word."""

from __future__ import annotations

import re

from appliance.core.masking.analysis import Analysis, Find

_FORM = re.compile(
    r"(?:(?<![0-9a-z])(?:(?<![0-9a-f][:.\-])|(?<=mac[:\-]))|(?<=mac))(?:[0-9a-f]{2}([:\-_])(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}|"
    r"(?=[0-9]{0,4}[.\-]?[0-9]{0,4}[.\-]?[0-9]{0,4}[a-f])[0-9a-f]{4}([.\-])[0-9a-f]{4}\2[0-9a-f]{4}|"
    r"(?=[0-9 ]{0,16}[a-f])[0-9a-f]{2}(?: [0-9a-f]{2}){5}(?! [0-9a-f]{2}(?![0-9a-z])))(?![0-9a-z])(?![:\-.][0-9a-f])"
)
_CUED = re.compile(
    r"(?:(?<![a-z])mac(?![a-z])|物理地址|硬件地址|设备地址|网卡(?:地址)?)(?:念|读)?[^0-9a-z]{0,6}(?:地址|"
    r"address)?[^0-9a-z]{0,4}(?P<v>[0-9a-f]{2}(?:[ .:\-，,\n]{0,2}[0-9a-f]{2}){5})(?![0-9a-z])"
)
_SAID = re.compile(
    r"(?:(?<![a-z])mac(?![a-z])|物理地址|硬件地址)[^0-9a-z]{0,4}(?:地址)?[^0-9a-z一二三四五六七八九零幺]{0,10}"
    r"(?P<v>[0-9a-f零〇一二三四五六七八九幺洞拐勾]{2}(?:[ .:\-，,]{1,2}[0-9a-f零〇一二三四五六七八九幺洞拐勾]{2}){5})(?![0-9a-z])"
)
"""八C A六 D幺 零三 四E 七七, read out."""
_MACHINE = re.compile(
    r"(?:收银机|终端|设备|机器|电脑|网卡|路由器|盒子|打印机|笔记本)[^0-9a-z，。,；;]{0,4}[:：是为 ]{1,2}"
    r"(?P<v>(?=[a-f]{0,11}\d)(?=\d{0,11}[a-f])[0-9a-f]{12})(?![0-9a-z])"
)
"""老收银机：001A2B9C4D7E."""
_AFTER = re.compile(
    r"(?<![0-9a-z])(?P<v>[0-9a-f]{2}(?:[ .]?[0-9a-f]{2}){5})[^0-9a-z]{0,3}(?:mac(?![a-z])|物理地址)"
)

_OTHER = re.compile(
    r"(?:ref|reference|order|ticket|trace|request id|序列号|流水号?|订单号?|单号|编号|兑换码)[ .:：#]{0,3}$"
)
"""Three groups of four behind such a word name a transaction, no machine."""


class Mac:
    """IEEE 802 MAC-48."""

    kinds = frozenset({"MAC"})

    def find(self, a: Analysis) -> list[Find]:
        found = [
            Find(m.start(), m.end(), "MAC", 0.97, "six pairs")
            for m in _FORM.finditer(a.lower)
            if not (m[2] and _OTHER.search(a.before(m.start())))
        ]
        return found + [
            Find(*m.span("v"), "MAC", 0.96, "mac word")
            for p in (_CUED, _MACHINE, _AFTER, _SAID)
            for m in p.finditer(a.lower)
        ]
