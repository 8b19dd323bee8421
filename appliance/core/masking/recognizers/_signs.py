"""What a number of four to eight figures is where no word names it: a password was chosen, typed and mistyped, used for
years; a code came, counts down and is sent again."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from appliance.core.masking.remembered import remembered

_COUNT: Final = r"[一二三四五六两几好多\d]"
_CHOSEN: Final = re.compile(
    rf"(?:输|按|(?<!尝)试|错)(?:了|过|错|的)*(?:{_COUNT}{{1,2}}|好几)[回次遍]|[输按敲摁记]错|[输按敲摁]成|手抖|手滑|吞[了过我]?(?:的)?卡|卡(?:被)?吞|"
    r"同一[组个串]|锁定|被锁|锁[了住]|连续(?:错|输)|错误次数|柜[台面]|(?:密码)?键盘|取[款钱现]|改密|改[成为]|新设|"
    rf"生日|纪念日|用了?(?:[^，。,0-9]{{0,3}}{_COUNT}|好几|大半)[十百]?多?年|一直(?:用|是)|从(?:来)?没(?:改|换)|"
    r"(?<!重新)设(?:的|过|成|了)|(?:自己|当初|当时)[^，。,]{0,4}(?:定|选|想|取)的|(?<![a-z])atm(?![a-z])|"
    r"mistyp|fat.?finger|locked|swallow|(?:for|since) (?:years|ages)|birthday|anniversary"
)
_CAME: Final = re.compile(
    r"倒计时|刚[刚才]?[^，。,]{0,3}(?:到|来|收|发)|[又再重新]发|又来|过期|失效|作废|有效|超时|短信|信息|消息|收到|收唔到|"
    r"令牌|推送|弹[窗出]|动态|验证|校验|随机|一次性|临时|(?<![0-9])106\d|(?:那|这|一|二|三)条|秒|下发|发(?:到|来|给|送|了|过来)|"
    r"(?<![a-z])(?:sms|otp|text|token|push|code|sent|expire[sd]?|resen[dt]|arrived|just (?:got|came))(?![a-z])"
)


def by_signs(turns: Iterable[str]) -> str | None:
    """PASSWORD or OTP by the first of `turns` (`lower` views, the nearest first) that tells; None where none does, or where one
    tells both."""
    for words in turns:
        chosen, came = _signs(words)
        if chosen or came:
            return None if chosen and came else "PASSWORD" if chosen else "OTP"
    return None


@remembered
def _signs(words: str) -> tuple[bool, bool]:
    return _CHOSEN.search(words) is not None, _CAME.search(words) is not None
