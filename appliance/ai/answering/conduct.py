"""Conduct: sentences that no bank may send, whoever wrote them: promises of gain, requests for secrets, inner text.

Source: 《商业银行理财业务监督管理办法》第26条 and 《金融产品网络营销管理办法》 forbid promises of principal or return;
every bank tells its customers that it never asks for a password or a one-time code.
"""

from __future__ import annotations

import re

from appliance.ai.answering import lexicon

_SECRETS_ZH = re.compile(
    r"(?:请|麻烦|需要您|您需要|把|将|向我们?|告诉我们?|发给我们?|回复|输入|提供|发送)[^。！？；]{0,14}"
    r"(?:密码|验证码|动态口令|动态码|CVV2?|安全码|有效期|卡背面|身份证号|完整卡号|卡号|私钥)[^。！？；]{0,10}(?:发|告诉|提供|回复|发送|告知|给我|给客服)?",
    re.IGNORECASE,
)
_SECRET_VERB_ZH = re.compile(r"发给|告诉|提供给|回复|发送|告知|给我|给客服|发来|报给")
_WARNED_ZH = re.compile(r"不要|切勿|请勿|不会|不得|严禁|绝不|不应|勿|不能|别")
_SECRETS_EN = re.compile(
    r"\b(?:send|tell|give|share|provide|reply with|message|text|enter)\b[^.!?]{0,40}\b(?:password|pin|one[- ]time (?:code|password)|otp|"
    r"verification code|cvv2?|security code|card number|expiry date|id number)\b",
    re.IGNORECASE,
)
_WARNED_EN = re.compile(r"\b(?:never|not|don't|do not|won't|cannot|nobody|avoid)\b", re.IGNORECASE)
_LINK = re.compile(r"https?://\S+|www\.\S+", re.IGNORECASE)


def fault(sentence: str, passages: str = "") -> str | None:
    """What is forbidden in `sentence`, or None. A link is allowed only when it stands in `passages`."""
    for promise in lexicon.pattern("conduct_promises").finditer(sentence):
        around = sentence[max(0, promise.start() - 12) : promise.end() + 6]
        if not lexicon.pattern("conduct_not_promised").search(around):
            return f"promise: {promise.group()}"
    for asked in _SECRETS_ZH.finditer(sentence):
        if _SECRET_VERB_ZH.search(asked.group()) and not _WARNED_ZH.search(sentence[: asked.end()]):
            return "asks for a secret"
    if (said := _SECRETS_EN.search(sentence)) and not _WARNED_EN.search(sentence[: said.end()]):
        return "asks for a secret"
    if lexicon.pattern("conduct_inner").search(sentence):
        return "talks about its own instructions"
    for link in _LINK.findall(sentence):
        if link.rstrip("。.,，)）") not in passages:
            return "a link that is not published"
    return None
