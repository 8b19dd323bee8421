"""QQ numbers, five to eleven digits after QQ, 扣扣, 企鹅 or a bare Q with a colon."""

from __future__ import annotations

import re

from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.recognizers._parts import listed

_CUED = re.compile(
    r"(?:(?<![a-z0-9@.])q ?q(?![a-z.])|扣扣|叩叩|抠抠|企鹅|秋秋|球球|扣号|"
    r"(?<![折抵代多被乱])扣(?=我?[ ,，:：是]{0,2}[1-9]\d{6,10}(?![0-9元"
    r"]))|(?<![a-z0-9])q(?=号|:|是|吧|呗|[ ,，]\d)|(?<!信)群号?(?=[是:： ]{0,2}[1-9]\d{6,9})|(?<=[我加他她的号])q(?=\d))"
    r"(?:号码?|账号|帐号|群|小号|大号)?(?:\d开头的?| ?\d(?=[:：]))?[^0-9a-z。；;!?！？@]{0,8}(?:is |no\.? ?|number ?)?[:：]? ?"
    r"(?P<v>[1-9](?:[ \-·.]?\d){4,10})(?![0-9a-z])(?![@%％元])"
)
_AFTER = re.compile(
    r"(?<![0-9a-z.])(?P<v>[1-9]\d{4,10})[，, （(【\[]{0,2}(?:这|就|也)?个?(?:是|为)?(?:我|他|她)?的?(?:q ?q|扣扣|扣号|q(?=号|"
    r"[，,。\s]|$)|"
    r"企鹅)(?:号|$|[，,。\s)）】\]])"
)

_ADDED = re.compile(
    r"(?:让|叫|要|说|先|后|可以|再)(?:我|他|她|你)?(?:加|➕)(?:我|他|她|一下|下|个|了)?[:： ]?(?P<v>[1-9]\d{7,9})(?![0-9a-z@元块万分%])"
)
"""让我加5207782378: whoever is added by a number that is no telephone's is on QQ."""
_INSTEAD = re.compile(
    r"(?:微信|微|v|wx)[^0-9，,]{0,2}(?:不用|没有|没|不玩|不方便|不行|用不了)[^0-9a-z]{0,4}(?P<v>[1-9]\d{7,9})(?![0-9a-z@元块万分%])"
)
_MAILBOX = re.compile(
    r"(?<![0-9a-z.])(?P<v>[1-9]\d{4,10})[，, ]{0,2}(?:后面|再|然后|就)?(?:加|补)(?:上|个)?[@ ]{0,2}qq(?:邮箱| ?点 ?com|\.com|后缀)"
)
_CHANGED = re.compile(
    r"[^0-9a-z。；;!?！？]{0,8}(?:换成|换了|改成|改用|新号|又用|小号|备用|另一个|第二个)"
    r"(?:了|是|个|:| ){0,2}(?P<v>[1-9]\d{5,10})(?![0-9a-z])(?![@%％元])"
)
"""QQ2194830657聊，后头换成56281934: the second of two."""
_OFFLINE = re.compile(
    r"(?<![0-9a-z.])(?P<v>[1-9]\d{5,10})[，, ]{0,2}(?:这个|给我|可以|就|发|传|走|用){0,3}离线(?:文件|传|发)"
)
"""2046813957 离线文件就成: only there files wait for who is away."""
_SPEAKER = re.compile(
    r"^[^\n()（）]{1,16}[(（](?P<v>[1-9]\d{4,10})[)）][ \t]{1,2}(?:\d{4}[-/]\d{1,2}[-/]\d{1,2} )?\d{1,2}:\d\d",
    re.MULTILINE,
)
"""大刘(57284031) 10:22:14: how a chat of QQ is exported."""
_ADDRESS = re.compile(r"(?:tencent|mqq)[a-z]*://[!-~]{0,40}?uin=(?P<v>[1-9]\d{4,10})(?!\d)")
_LISTED = re.compile(r"[1-9]\d{5,10}(?![0-9a-z])(?![@%％元])")


class QQ:
    """Never without the word: short numbers mean too many things."""

    kinds = frozenset({"QQ"})

    def find(self, a: Analysis) -> list[Find]:
        spans = [
            m.span("v")
            for p in (_CUED, _AFTER, _ADDED, _INSTEAD, _MAILBOX, _OFFLINE, _SPEAKER, _ADDRESS)
            for m in p.finditer(a.lower)
        ]
        more = [each for _, end in spans for each in listed(a.lower, end, _LISTED)]
        more += [m.span("v") for _, end in spans if (m := _CHANGED.match(a.lower, end))]
        return [Find(start, end, "QQ", 0.94, "qq word") for start, end in [*spans, *more]]
