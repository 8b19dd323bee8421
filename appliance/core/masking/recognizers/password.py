"""Passwords and PINs: what stands after 密码, password, PIN and holds a digit or a sign."""

from __future__ import annotations

import re

from appliance.core.masking.analysis import Analysis, Find

_CUED = re.compile(
    r"(?P<cue>密码|口令|(?<![a-z])(?:password|passwd|pwd|pass ?phrase|pin(?: ?code)?)(?![a-z]))"
    r"(?:\s|[:=：\"'“”]|是|为|设成了?|设置成?|改成了?|换成了?|还是|就是|应该|用的|输的?|我|is|was|to|set|changed|it's|now)*"
    r"(?P<v>[!-~]{4,40})"
)
_NOT_SECRET = re.compile(r"[a-z]+[.,!?]*")
_COUNTED = re.compile(r" ?(?:位|次|个|天|分钟|元|年)")


class Password:
    """A plain word after the cue (password reset, 密码 app) is prose and stays."""

    kinds = frozenset({"PASSWORD"})

    def find(self, a: Analysis) -> list[Find]:
        found: list[Find] = []
        for m in _CUED.finditer(a.lower):
            value = m["v"].rstrip(".,;:?)]\"'")
            end = m.start("v") + len(value)
            if len(value) >= 4 and not _NOT_SECRET.fullmatch(value) and not _COUNTED.match(a.lower, end):
                found.append(Find(m.start("v"), end, "PASSWORD", 0.95, "password word"))
        return found
