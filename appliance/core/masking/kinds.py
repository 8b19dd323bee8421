"""The kinds of personal data, which of them are thrown away, and which only reported."""

from __future__ import annotations

from typing import Final

SECRETS: Final = frozenset({"OTP", "PASSWORD", "CVV", "EXPIRY"})
"""Dropped before the first write (JR/T 0171 class C3; PCI DSS 3.3.1): no token value, no sealed original."""

REPORTED: Final = frozenset({"LOCATION", "ORG"})
"""Found and reported, left readable by the shipped policy: a city or a company name alone names nobody."""

NAMES: Final = frozenset({"PERSON", "ADDRESS", "LOCATION", "ORG"})
"""Kinds that a search may need: a fund's manager, a branch's street. No number, date or account is one of them."""

WITHHELD: Final = "WITHHELD"
"""A text that could not be checked, masked as one piece."""

LABELS: Final[dict[str, tuple[str, str]]] = {
    "CN_ID": ("身份证号", "ID number"),
    "BANK_CARD": ("银行卡号", "Card number"),
    "MOBILE": ("手机", "Mobile"),
    "LANDLINE": ("电话", "Phone"),
    "EMAIL": ("邮箱", "E-mail"),
    "PERSON": ("姓名", "Name"),
    "ADDRESS": ("地址", "Address"),
    "PASSPORT": ("护照", "Passport"),
    "PERMIT": ("通行证", "Travel permit"),
    "HKTW_ID": ("港台证件", "HK/TW ID"),
    "MILITARY_ID": ("军官证", "Military ID"),
    "PLATE": ("车牌", "Plate"),
    "USCC": ("信用代码", "Company code"),
    "WECHAT": ("微信", "WeChat"),
    "QQ": ("QQ", "QQ"),
    "ACCOUNT": ("账号", "Account"),
    "IBAN": ("IBAN", "IBAN"),
    "SWIFT": ("SWIFT", "SWIFT"),
    "DOB": ("出生日期", "Date of birth"),
    "IP": ("IP 地址", "IP address"),
    "MAC": ("MAC 地址", "MAC address"),
    "OTP": ("验证码", "One-time code"),
    "PASSWORD": ("密码", "Password"),
    "CVV": ("安全码", "CVV"),
    "EXPIRY": ("有效期", "Card expiry"),
    "LOCATION": ("地点", "Place"),
    "ORG": ("机构", "Organisation"),
    WITHHELD: ("整段隐去", "Withheld"),
}
"""Kind -> (Chinese label, English label)."""
