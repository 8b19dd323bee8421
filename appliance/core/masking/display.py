"""What may be shown of a value to people at work: 138****5678, 王**, first six and
last four digits of a card (PCI DSS 3.4.1)."""

from __future__ import annotations

import re

from appliance.core.masking import views
from appliance.core.masking.recognizers._names import COMPOUND_SURNAMES

_COMPOUND = re.compile(COMPOUND_SURNAMES)
_SIGNS = re.compile(r"[^0-9A-Za-z]")


def normalised(kind: str, value: str) -> str:
    """One form for equal values: 138 1234-5678 and 幺三八… are the same mobile. Compared by its keyed hash."""
    flat = views.flat(value)
    if kind in ("PERSON", "ADDRESS", "WITHHELD", "LOCATION", "ORG"):
        return " ".join(flat.split()).casefold()
    if kind == "EMAIL":
        return (
            re.sub(r"艾特|圈a|[(\[]at[)\]]", "@", flat.replace(" ", ""), flags=re.IGNORECASE)
            .replace("点", ".")
            .casefold()
        )
    bare = _SIGNS.sub("", views.digits(flat)).upper()
    if kind == "MOBILE":
        return bare[-11:]
    return bare or flat.casefold()


def display(kind: str, value: str) -> str:
    """A partial form that cannot be turned back; for kinds without one, stars."""
    flat = views.flat(value)
    bare = normalised(kind, value)
    if kind == "MOBILE":
        return f"{bare[:3]}****{bare[-4:]}"
    if kind in ("BANK_CARD", "CN_ID") and len(bare) >= 13:
        return f"{bare[:6]}{'*' * (len(bare) - 10)}{bare[-4:]}"
    if kind == "PERSON":
        return _person(flat)
    if kind == "EMAIL":
        return _email(bare)
    if kind == "ADDRESS":
        return _address(flat)
    if kind == "DOB":
        return f"{bare[:4]}-**-**" if bare[:4].isdigit() and bare[:2] in ("19", "20") else "****-**-**"
    if kind == "PLATE":
        return f"{flat[:2]}{'*' * 3}{bare[-2:]}"
    if kind == "IP":
        return f"{flat.split('.')[0]}.*.*.*" if "." in flat else f"{flat.split(':')[0]}:****"
    if kind == "WITHHELD":
        return f"{len(value)} 字"
    return _edges(bare)


def _person(name: str) -> str:
    if name[:1].isascii():
        return " ".join(f"{part[0]}***" for part in name.split())
    if m := _COMPOUND.match(name):
        return m[0] + "*" * max(1, len(name) - len(m[0]))
    return name[:1] + "*" * max(1, len(name) - 1)


def _email(address: str) -> str:
    local, _, domain = address.partition("@")
    return f"{local[:1]}***@{domain}"


def _address(address: str) -> str:
    """Kept to its district, so that a branch nearby can still be named."""
    m = re.match(
        r"(?:[\u4e00-\u9fff]{2,8}?(?:省|自治区|市|自治州|地区|盟))*(?:[\u4e00-\u9fff]{2,7}?(?:区|县|旗|市))?",
        address,
    )
    head = m[0] if m else ""
    if not head and "," in address:
        head = address.rsplit(",", 1)[1].strip() + ", "
    return f"{head}***"


def _edges(bare: str) -> str:
    if len(bare) <= 4:
        return "*" * len(bare)
    shown = 4 if len(bare) >= 10 else 2
    return f"{'*' * (len(bare) - shown)}{bare[-shown:]}"
