"""Card expiry dates: month and year beside 有效期 or expiry. Full dates (a contract's end) stay."""

from __future__ import annotations

import re

from appliance.core.masking.analysis import Analysis, Find

FORM = (
    r"(?<![0-9])(?:(?:1[0-2]|0?[1-9]) ?[/\-.月] ?(?:20)?[2-4]\d年?|20[2-4]\d ?[/\-.年] ?(?:1[0-2]|"
    r"0?[1-9])月?|"
    r"(?:1[0-2]|0[1-9])(?:20)?[2-4]\d|[2-4]\d年(?:1[0-2]|0?[1-9])月)(?![0-9/\-.]|[日号])"
)
_CUED = re.compile(
    rf"(?:有效期限?|到期年?月|(?<![a-z])exp(?:iry|ires?|iration)?(?: date)?(?![a-z])|"
    rf"valid (?:thru|until|through)|good thru)"
    rf"[^0-9。；;!?！？\n]{{0,8}}(?P<v>{FORM})"
)
_OTHER_PAPERS = re.compile(r"身份证|护照|合同|优惠|活动|保单|执照|证件|通行证|offer|contract|passport")


class Expiry:
    """The expiry of a passport or a contract is no card secret."""

    kinds = frozenset({"EXPIRY"})

    def find(self, a: Analysis) -> list[Find]:
        return [
            Find(*m.span("v"), "EXPIRY", 0.94, "expiry word")
            for m in _CUED.finditer(a.lower)
            if not _OTHER_PAPERS.search(a.before(m.start(), 8))
        ]
