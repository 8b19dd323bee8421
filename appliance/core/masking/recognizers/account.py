"""Account numbers: after 账号, 户号, 客户号 and the like, and any run of twelve or more digits that nothing explains."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.recognizers._parts import (
    LINK,
    MOBILE,
    NO_ALNUM_AFTER,
    NO_ALNUM_BEFORE,
    WHOSE,
    listed,
    squeezed,
)

_CUE = (
    r"(?:[账帐] ?[号户]|存折|(?:[这那]本?)?折子|股东卡|"
    r"(?<!银行)(?:有线|智能|ic|购[电气水]|校园|一卡通|公交|加?油|饭|健康|诊疗|就诊|etc|储油)(?:电视)?(?:智能|ic)?卡号?|电子凭证号?|"
    r"户口(?:号|(?=\d))|(?:(?<!流)水|电|燃?气|煤气|暖气|宽带|有线|天然气)(?:费户?|"
    r"户|表|卡)?号|一户通号?|钱包(?:编号|id)|口座(?:番号|普通)?|계좌|"
    r"(?<!商)户号|(?:收款|付款|转出|转入|一般|基本|结算|存款|资金|保证金)户|户头|客户(?:编?号|代码)|"
    r"保单(?:编?号)?|保险单号|合同(?:编?号|编码)|借据号|存单号|贷款(?:编?号|账号)|"
    r"会员号|用户(?:编?号|名|id)|登[录陆](?:名|号|id)|"
    r"公积金(?:个人)?(?:编?号|账号)?|(?<!身份证)个人编号|(?:党费|学费|缴费|养老金|年金|工资|保证金)[账帐]户|(?:社保|医保|"
    r"社会保障)(?:个人)?(?:编?号|账号|卡?号)|缴费(?:编)?号|股东(?:代码|"
    r"账?号)|资金账?号|协议号|合约号|"
    r"(?<![a-z])a/?c(?:ct)?(?![a-z])|acct_?(?:no|num|id)?|account_?(?:no|num|id)?|cust(?:omer)?[ _]?(?:no|"
    r"number|id)|policy (?:no|number)|contract (?:no|number)|"
    r"user ?(?:name|id)|login(?: name| id)?|member(?:ship)? ?(?:id|no\.?|number))"
    r"(?:账号|帐号|account|号码)?"
)
_CUED = re.compile(
    rf"{_CUE}{LINK}(?P<v>(?:[a-z]{{1,4}}[\- ]?)?\d(?:[ \-]?\d){{6,29}}|\d{{2,4}}[a-z]\d{{6,20}}){NO_ALNUM_AFTER}(?![.,]\d|元|万|块|%)"
)
_NAMED = re.compile(
    rf"{_CUE}{LINK}(?P<v>(?=[a-z0-9_.\-]{{0,23}}[0-9_\-])[a-z][a-z0-9_.\-]{{4,23}}[a-z0-9])(?![a-z0-9@_])"
)
_LOGIN = re.compile(
    rf"(?:登[录陆](?:名|号|id|账号|帐号)|用户(?:名|id)|会员名|user ?(?:name|id)|login(?: name| id)?){LINK}"
    rf"(?P<v>(?=[a-z0-9_.\-]{{0,23}}[0-9_.\-])[a-z][a-z0-9_.\-]{{4,23}}[a-z0-9])(?![a-z0-9@_])"
)
_METER = re.compile(
    r"(?:水|电|燃?气|煤气|暖气?|供热|宽带|有线)(?:费|表|号|的|是|[ :：]){0,3}"
    r"(?P<v>[a-z]{0,3}\d(?:[\- ]?\d){5,19})(?![0-9a-z%元块度吨方月]|\.\d)"
)
_METERED = re.compile(r"户号|缴费|代扣|户头|表号|编号|水电")
"""水0071-22-48193 电3701558826: each by one word, where the text says what they are."""
_LISTED = re.compile(rf"(?:[a-z]{{1,4}}[\- ]?)?\d(?:[ \-]?\d){{7,29}}{NO_ALNUM_AFTER}(?![.,]\d|元|万|块|%)")
_CONTRACT = re.compile(
    r"(?:合同|协议|借据|保单|授信|"
    r"保函)(?:编?号)?[^0-9a-z。！!？?；]{0,4}(?P<v>(?:[a-z]{0,6}[（(]?\d{4}[)）]?[\u4e00-\u9fff]{0,6}第?\d{3,8}号|"
    r"[a-z]{2,4}(?:-[a-z0-9]{2,12}){1,4}\d))(?![0-9a-z])"
)
"""（2023）房贷字第00871号, SX-GZ-2024-0071."""
_PUBLIC_CONTRACT = re.compile(
    r"(?<!贷款)(?<!借款)(?<!房贷)(?<!车贷)(?:合同|协议)编号[是为:： ]{0,3}(?:[a-z(]|\d+[\u4e00-\u9fff])"
)
"""合同编号HT-2024-0618-00392: a paper's, with its year; it opens nothing and names nobody."""
_ABROAD = re.compile(
    r"(?<![A-Za-z0-9])[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?(?![A-Za-z0-9])|BSB|(?i:swift|汇款|电汇)"
)
_DASHED = re.compile(
    rf"{NO_ALNUM_BEFORE}(?!(?:19|20)\d\d-)(?!0\d{{2,3}}-\d{{7,8}}(?!\d))\d{{1,6}}(?:-\d{{1,10}}){{1,4}}(?<=\d\d){NO_ALNUM_AFTER}(?![.,]"
    rf"\d)|{NO_ALNUM_BEFORE}\d{{4}} \d{{4}}{NO_ALNUM_AFTER}(?! \d)"
)
_AFTER = re.compile(
    rf"{NO_ALNUM_BEFORE}(?P<v>\d(?:[ \-]?\d){{6,29}}){WHOSE}[\u4e00-\u9fff]{{0,3}}?(?<!商)(?<!开){_CUE}(?!元|余额)"
)
_LONG = re.compile(rf"{NO_ALNUM_BEFORE}(?<![.¥￥$])\d{{12,30}}{NO_ALNUM_AFTER}(?!\.\d|元|万|块)")
_GROUPED = re.compile(
    rf"{NO_ALNUM_BEFORE}\d{{4}}(?:([ \-])\d{{4}})(?:\1\d{{4}}){{1,4}}(?:\1\d{{1,3}})?{NO_ALNUM_AFTER}"
)
_EXPLAINED = re.compile(
    r"单号|订单|商户|终端|流水|发票|编号|凭证|日志|时间戳|业务号|批次|条码|工单|快递|运单|物流|行号|cnaps|机构号|网点号|单(?=\s*$)|"
    r"ems|中通|圆通|申通|韵达|顺丰|极兔|邮政|京东|菜鸟|包裹|sf|yt|jd|错误码|tracking|order|"
    r"ref(?:erence)?|invoice|serial|ticket|txn|timestamp|log|金额|余额|[¥￥$]"
)
_OWN_WORD = re.compile(r"(?:联行|流水|凭证|订单|终端|商户|参考|工单|回单|行)号?[是为:： ]{0,2}$")
"""联行号102331002226，账号下午给: what stands behind is about another number."""
_LETTERED = re.compile(r"(?<![0-9a-z])(?!qq|wx|vx|sf|yt|jd)[a-z]{2,4}\d{10,20}(?![0-9a-z])")
_LOAN = re.compile(r"贷|借款|宽带|缴费")
"""房贷HD0019283746510, 宽带ADSL05528816347."""
_SHARES = re.compile(r"股东|三方|证券")
_SHARE = re.compile(r"[沪深京](?:市|[ab]股|a(?=a\d))?[:： ]?(?P<v>[a-z]?\d{9,10})(?![0-9a-z])")
_NO_CARD = re.compile(
    r"贷款[账帐]号|存折|折子|户号|客户(?:编?号|代码)|公积金|保单|合同|借据|ic卡|(?:智能|有线|燃气|公交|校园|油|etc)[^，。]{0,4}卡号?"
)
"""Words for what is surely no bank card, even where a card's check digit happens to fit."""
_NUMBERED = re.compile(r"[账帐]号[是为:： ]{0,3}$")
_NINETEEN = re.compile(r"\d{19}")
_LEAST_ALIKE = 7
_BARE = re.compile(r"(?<![0-9a-z.¥￥$\-])\d{7,20}(?![0-9a-z元块]|[.\-]\d)")
_UUID = re.compile(r"[0-9a-f]{4}-$")
_SENDER = re.compile(r"106[\d ]{6,18}")
"""Numbers that send text messages for firms."""
_EXCEPT = re.compile(r"(?:社保|客户|缴费|用户|公积金|合同|保单|贷款)编号")


class Account:
    """A long number is personal until something says otherwise.

    A leak costs more than a masked order number.
    """

    kinds = frozenset({"ACCOUNT"})

    def find(self, a: Analysis) -> list[Find]:
        found = [
            Find(*m.span("v"), "ACCOUNT", 0.9, "account word")
            for m in _CUED.finditer(a.lower)
            if not _PUBLIC_CONTRACT.match(a.lower, m.start())
            and (not MOBILE.fullmatch(squeezed(m["v"])) or _NO_CARD.search(a.before(m.start("v"), 10)))
        ]
        found += [
            Find(*m.span("v"), "ACCOUNT", 0.8, "account word, name")
            for m in _NAMED.finditer(a.lower)
            if not _PUBLIC_CONTRACT.match(a.lower, m.start())
        ]
        found += [Find(*m.span("v"), "ACCOUNT", 0.93, "login word") for m in _LOGIN.finditer(a.lower)]
        if _METERED.search(a.lower):
            found += [Find(*m.span("v"), "ACCOUNT", 0.86, "meter word") for m in _METER.finditer(a.lower)]
        found += [
            Find(s, e, "ACCOUNT", 0.85, "account word, list")
            for f in found
            for s, e in listed(a.lower, f.end, _LISTED)
        ]
        found += [
            Find(*m.span("v"), "ACCOUNT", 0.88, "contract form")
            for m in _CONTRACT.finditer(a.lower)
            if not _PUBLIC_CONTRACT.match(a.lower, m.start())
        ]
        if _ABROAD.search(a.flat):
            found += [
                Find(m.start(), m.end(), "ACCOUNT", 0.6, "number beside a bank's code")
                for m in _DASHED.finditer(a.lower)
            ]
        if _LOAN.search(a.lower) or any(_LOAN.search(words) for _, words in a.state.said[-1:]):
            found += [
                Find(*m.span(), "ACCOUNT", 0.82, "loan or line, letters and number")
                for m in _LETTERED.finditer(a.lower)
                if not _EXPLAINED.search(a.before(m.start(), 6))
            ]
        if _SHARES.search(a.lower):
            found += [
                Find(*m.span("v"), "ACCOUNT", 0.9, "shareholder's number") for m in _SHARE.finditer(a.lower)
            ]
        found += [
            Find(f.start, f.end, "ACCOUNT", 0.96, "account word, no card")
            for f in found
            if f.score > 0.89 and not a.lower.startswith("62", f.start) and self._no_card(a, f)
        ]
        found += [
            Find(*m.span("v"), "ACCOUNT", 0.76, "account word after")
            for m in _AFTER.finditer(a.lower)
            if not _OWN_WORD.search(a.before(m.start("v"), 6))
        ]
        found += list(_alike(a, found))
        if a.state.explained and "ACCOUNT" not in a.asked and "BANK_CARD" not in a.asked:
            return found
        for pattern in (_LONG, _GROUPED):
            found += [
                Find(m.start(), m.end(), "ACCOUNT", 0.5, "long number unexplained")
                for m in pattern.finditer(a.digits)
                if not _SENDER.fullmatch(m[0])
                and not _UUID.search(a.before(m.start(), 6))
                and not _EXPLAINED.search(_EXCEPT.sub("", a.before(m.start(), 16)))
            ]
        return found

    def _no_card(self, a: Analysis, f: Find) -> bool:
        """By its word; or 账号 and nineteen digits, which only cards that begin with 62 have."""
        if _NO_CARD.search(a.before(f.start, 10)):
            return True
        return (
            _NUMBERED.search(a.before(f.start, 8)) is not None
            and _NINETEEN.fullmatch(squeezed(a.lower[f.start : f.end])) is not None
        )


def _alike(a: Analysis, found: Sequence[Find]) -> Iterator[Find]:
    """我的户号0300481726，楼上是0300481729: a bare number as long as one that was named, and beginning as it does."""
    known = {a.lower[f.start : f.end] for f in found}
    known = {value for value in known if value.isdigit() and len(value) >= _LEAST_ALIKE}
    if not known:
        return
    for m in _BARE.finditer(a.lower):
        if m[0] not in known and any(len(v) == len(m[0]) and v[:2] == m[0][:2] for v in known):
            yield Find(m.start(), m.end(), "ACCOUNT", 0.8, "as the account named")
