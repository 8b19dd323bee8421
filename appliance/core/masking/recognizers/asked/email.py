"""Parts of an e-mail address, because it was asked for: the name first, @126.com in the next message."""

from __future__ import annotations

import re

from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.context import NOW

_DOMAIN = re.compile(r"(?<![a-z0-9._\-])[@＠] ?[a-z0-9\-]{1,40}(?:(?:\.| ?点 ?)[a-z0-9\-]{2,20}){1,3}")
_KIND = re.compile(r"(?:那|这)?(?:种|样|类|格式|后缀)")
_NAME = re.compile(
    r"(?:用户名|前面|前缀|开头|前半|名字部分|名)(?:是|为|[:：\s])*(?P<v>[a-z0-9][a-z0-9._\-]{2,40}[a-z0-9])(?![a-z0-9@])"
)
_ONLY = re.compile(r"^\W*(?P<v>(?=[a-z]*[0-9._\-]|[a-z]{6})[a-z0-9][a-z0-9._\-]{3,40}[a-z0-9])\W*$")


class AskedEmail:
    """Needs the question; a whole address is found without it."""

    kinds = frozenset({"EMAIL"})

    def find(self, a: Analysis) -> list[Find]:
        if a.state.wants.get("EMAIL") != NOW:
            return []
        found = [
            Find(*m.span(), "EMAIL", 0.9, "asked for before, domain")
            for m in _DOMAIN.finditer(a.lower)
            if not _KIND.match(a.lower, m.end())
        ]
        found += [
            Find(*m.span("v"), "EMAIL", 0.86, "asked for before, name") for m in _NAME.finditer(a.lower)
        ]
        if "@" in a.lower:
            return found
        found += [
            Find(*m.span("v"), "EMAIL", 0.66, "asked for before, alone") for m in _ONLY.finditer(a.lower)
        ]
        return found
