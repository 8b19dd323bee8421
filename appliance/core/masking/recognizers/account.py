"""Account numbers: after 账号, 户号, 客户号 and the like, and any run of twelve or more digits that nothing explains."""

from __future__ import annotations

import re

from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.recognizers._parts import LINK, NO_ALNUM_AFTER, NO_ALNUM_BEFORE

_CUE = (
    r"(?:[账帐] ?[号户]|存折|户口号|(?:水|电|燃?气|煤气|暖气|宽带|有线)(?:费户?|户)号|户号|客户(?:编?号|代码)|"
    r"会员号|用户(?:编?号|名|id)|登[录陆](?:名|号|id)|"
    r"公积金(?:个人)?(?:编?号|账号)?|(?:社保|医保|社会保障)(?:编?号|账号|卡?号)|缴费(?:编)?号|股东(?:代码|"
    r"账?号)|资金账?号|协议号|合约号|"
    r"(?<![a-z])a/?c(?:ct)?(?![a-z])|account|customer (?:no|number|id)|user ?(?:name|id)|login(?: name| id)?)"
    r"(?:账号|帐号|account|号码)?"
)
_CUED = re.compile(
    rf"{_CUE}{LINK}(?P<v>(?:[a-z]{{1,3}}[\-]?)?\d(?:[ \-]?\d){{6,29}}){NO_ALNUM_AFTER}(?![.,]\d|元|万|块|%)"
)
_NAMED = re.compile(
    rf"{_CUE}{LINK}(?P<v>(?=[a-z0-9_.\-]{{0,23}}[0-9_\-])[a-z][a-z0-9_.\-]{{4,23}}[a-z0-9])(?![a-z0-9@_])"
)
_LONG = re.compile(rf"{NO_ALNUM_BEFORE}(?<![.¥￥$])\d{{12,30}}{NO_ALNUM_AFTER}(?!\.\d|元|万|块)")
_GROUPED = re.compile(
    rf"{NO_ALNUM_BEFORE}\d{{4}}(?:([ \-])\d{{4}})(?:\1\d{{4}}){{1,4}}(?:\1\d{{1,3}})?{NO_ALNUM_AFTER}"
)
_EXPLAINED = re.compile(
    r"单号|订单|流水|发票|保单|编号|凭证|日志|时间戳|合同号?|业务号|批次|条码|工单|快递|运单|错误码|tracking|order|"
    r"ref(?:erence)?|invoice|serial|ticket|txn|timestamp|log|金额|余额|[¥￥$]"
)
_EXCEPT = re.compile(r"社保编号|客户编号|缴费编号|用户编号|公积金编号")


class Account:
    """A long number is personal until something says otherwise.

    A leak costs more than a masked order number.
    """

    kinds = frozenset({"ACCOUNT"})

    def find(self, a: Analysis) -> list[Find]:
        found = [Find(*m.span("v"), "ACCOUNT", 0.9, "account word") for m in _CUED.finditer(a.lower)]
        found += [Find(*m.span("v"), "ACCOUNT", 0.8, "account word, name") for m in _NAMED.finditer(a.lower)]
        if a.state.explained and "ACCOUNT" not in a.asked and "BANK_CARD" not in a.asked:
            return found
        for pattern in (_LONG, _GROUPED):
            found += [
                Find(m.start(), m.end(), "ACCOUNT", 0.5, "long number unexplained")
                for m in pattern.finditer(a.digits)
                if not _EXPLAINED.search(_EXCEPT.sub("", a.before(m.start(), 16)))
            ]
        return found
