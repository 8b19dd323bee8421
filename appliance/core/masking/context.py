"""What the turns before a message tell about it: a bare `556677` is a code when a code was just asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from appliance.core.masking.text import TOKEN, MaskedText

LOOK_BACK: Final = 2
"""Turns that still count; asked earlier than that, the subject has usually changed."""

_ASKED: Final = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (
            "OTP",
            r"验证码|校验码|动态码|动态密码|短信码|短信口令|\botp\b|(?:verification|one.?time|sms|security)\s+code|passcode",
        ),
        ("CVV", r"\bcv[vcn]2?\b|安全码|背面.{0,4}三位|末三位|security code"),
        ("EXPIRY", r"有效期|到期年月|expir(?:y|ation)|valid (?:thru|until)"),
        ("PASSWORD", r"密码|口令|password|\bpin\b"),
        ("MOBILE", r"手机|电话|联系方式|号码|mobile|phone|contact number"),
        ("CN_ID", r"身份证|证件号|id (?:card|number)|identity"),
        ("PASSPORT", r"护照|证件号|passport"),
        ("PERMIT", r"通行证|回乡证|台胞证|travel permit"),
        ("BANK_CARD", r"卡号|card number|card no"),
        ("ACCOUNT", r"[账帐]号|存折|account (?:number|no)"),
        ("PERSON", r"姓名|名字|贵姓|怎么称呼|户名|叫什么|your (?:full )?name|who am i speaking"),
        ("ADDRESS", r"地址|住址|住在哪|寄到|address|where do you live"),
        ("DOB", r"出生|生日|date of birth|birthday|\bdob\b"),
        ("WECHAT", r"微信|we ?chat"),
        ("QQ", r"(?<![a-z])qq(?![a-z])|扣扣"),
        ("EMAIL", r"邮箱|e-?mail"),
        ("PLATE", r"车牌|plate"),
        ("SWIFT", r"swift|\bbic\b"),
    )
)

_LEAD_UP: Final = 10
_NO_LEAD: Final = re.compile(r"[吗么呢?？]|怎么|如何|收不到|没有|忘|错|不")
_SENTENCES: Final = re.compile(r"[。！!；;\n]|\.\s")
_WARNING: Final = re.compile(
    r"请勿|切勿|勿|不要|无需|不必|不需要|别(?:发|告诉|把)|不会(?:向|索|要)|never|do not|don't|no need",
    re.IGNORECASE,
)
"""请勿发送验证码 names a secret without asking for it."""


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier message, masked already. `role` is visitor, ai or agent (or empty when unknown)."""

    role: str
    text: str | MaskedText


def asked(context: Sequence[Turn]) -> frozenset[str]:
    """The kinds of data the last turns ask for.

    Of the visitor's own turns only a short one that leads up to a value counts (我的QQ, then the number by itself).
    """
    found: set[str] = set()
    for turn in context[-LOOK_BACK:]:
        # A token such as ⟦OTP:dropped⟧ asks for nothing.
        said = TOKEN.sub(" ", str(turn.text))
        if turn.role == "visitor" and (len(said.strip()) > _LEAD_UP or _NO_LEAD.search(said)):
            continue
        for sentence in _SENTENCES.split(said):
            if not _WARNING.search(sentence):
                found.update(kind for kind, pattern in _ASKED if pattern.search(sentence))
    return frozenset(found)
