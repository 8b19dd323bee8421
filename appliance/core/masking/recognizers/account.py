"""Account numbers: after 账号 and the like, and any run of twelve or more digits that nothing explains."""

from __future__ import annotations

import re

from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.recognizers._parts import LINK, NO_ALNUM_AFTER, NO_ALNUM_BEFORE

_CUED = re.compile(
    r"(?:[账帐][号户]|存折|户口号|(?<![a-z])a/?c(?![a-z])|account)(?:账号|account)?"
    rf"{LINK}(?P<v>\d(?:[ \-]?\d){{6,29}}){NO_ALNUM_AFTER}(?![.,]\d|元|万|块|%)"
)
_LONG = re.compile(rf"{NO_ALNUM_BEFORE}(?<![.¥￥$])\d{{12,30}}{NO_ALNUM_AFTER}(?!\.\d|元|万|块)")
_GROUPED = re.compile(
    rf"{NO_ALNUM_BEFORE}\d{{4}}(?:([ \-])\d{{4}})(?:\1\d{{4}}){{1,4}}(?:\1\d{{1,3}})?{NO_ALNUM_AFTER}"
)
_EXPLAINED = re.compile(
    r"单号|订单|流水|发票|保单|编号|凭证|日志|时间戳|合同号?|业务号|批次|条码|工单|快递|运单|错误码|tracking|order|"
    r"ref(?:erence)?|invoice|serial|ticket|txn|timestamp|log|金额|余额|[¥￥$]"
)


class Account:
    """A long number is personal until something says otherwise.

    A leak costs more than a masked order number.
    """

    kinds = frozenset({"ACCOUNT"})

    def find(self, a: Analysis) -> list[Find]:
        found = [Find(*m.span("v"), "ACCOUNT", 0.9, "account word") for m in _CUED.finditer(a.lower)]
        for pattern in (_LONG, _GROUPED):
            found += [
                Find(m.start(), m.end(), "ACCOUNT", 0.5, "long number unexplained")
                for m in pattern.finditer(a.digits)
                if not _EXPLAINED.search(a.before(m.start(), 16))
            ]
        return found
