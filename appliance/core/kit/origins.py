"""Origins of web pages (RFC 6454): scheme, host and port, nothing more."""

from __future__ import annotations

import re

_ORIGIN = re.compile(
    r"https?://(?:[a-z0-9-]+(?:\.[a-z0-9-]+)*|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?", re.IGNORECASE
)
_USUAL = {"http": ":80", "https": ":443"}


def origin(written: str) -> str | None:
    """The origin as a browser writes it (small letters, no usual port); None for anything that is not one alone."""
    clean = written.strip()
    if not _ORIGIN.fullmatch(clean):
        return None
    small = clean.lower()
    return small.removesuffix(_USUAL[small.partition(":")[0]])


def of_address(address: str) -> str:
    """The origin that an address begins with; "" if it has none."""
    scheme, sign, rest = address.partition("://")
    return (origin(f"{scheme}://{re.split(r'[/?#]', rest, maxsplit=1)[0]}") or "") if sign else ""
