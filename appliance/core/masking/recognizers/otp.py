"""One-time codes: four to eight digits beside 验证码, OTP and the like."""

from __future__ import annotations

import re

from appliance.core.masking.analysis import Analysis, Find

_CUE = (
    r"(?:验证码|校验码|动态码|动态密码|动态口令|短信码|短信口令|确认码|激活码|提取码|(?<![a-z])otp(?![a-z])|"
    r"(?:verification|one.?time|sms|security|activation|auth(?:entication)?|login|confirmation)"
    r"[ \-](?:pass)?code|passcode|(?<![a-z])code)"
)
_VALUE = (
    r"(?P<v>(?<![0-9A-Za-z])(?:g-)?\d(?:[ \-]?\d){3,7})(?![0-9a-z])"
    r"(?! ?(?:位|次|分|秒|天|元|块|年|个|条|点|%))"
)
_BEFORE = re.compile(rf"{_CUE}[^0-9。；;!?！？\n]{{0,10}}{_VALUE}")
_FROM_SMS = re.compile(
    r"短信(?!.{0,10}(?:余额|扣|款|元|额))[^0-9。；;!?！？\n]{0,10}(?P<v>(?<![0-9A-Za-z])\d{6})(?![0-9a-z])"
    r"(?! ?(?:位|次|元|块|万|%))"
)
_AFTER = re.compile(
    rf"{_VALUE}(?:,|，|\s)?(?:是|这个|就是|is|为)?(?:我|你们|你|您)?(?:的|my|the|your)?\s?{_CUE}"
)


class Otp:
    """Dropped, never stored: the bank does not ask for codes in a chat."""

    kinds = frozenset({"OTP"})

    def find(self, a: Analysis) -> list[Find]:
        found = [Find(*m.span("v"), "OTP", 0.96, "code word before") for m in _BEFORE.finditer(a.lower)]
        found += [Find(*m.span("v"), "OTP", 0.86, "code word after") for m in _AFTER.finditer(a.lower)]
        found += [
            Find(*m.span("v"), "OTP", 0.7, "six digits from a text message")
            for m in _FROM_SMS.finditer(a.lower)
        ]
        return found
