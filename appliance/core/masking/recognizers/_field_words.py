"""What the fields of records are called (姓名, cust_no, birth_date), and what each of them may hold."""

from __future__ import annotations

import re
from typing import Final

from appliance.core.masking.recognizers._names import (
    NOT_CHINESE_NAMES,
    NOT_LATIN_NAMES,
    RARE_SURNAMES,
    SURNAMES,
)
from appliance.core.masking.recognizers._parts import MOBILE

_PERSON: Final = re.compile(
    r"(?:.*[_ ])?(?:real|full|cust|customer|user|client|contact|payee|payer|holder|owner|account|acct|receiver|recipient|sender|"
    r"beneficiary|applicant|guest|member|legal|rep|emergency)[_ ]?name(?:_?cn)?|"
    r"(?:.*[_ ])?(?:payee|payer|contact|contact_?person|person|consignee|receiver|recipient|sender|cardholder|beneficiary|legal_?rep)|"
    r"姓名|户名|户主|名字|客户(?:姓名|名称?)?|[\u4e00-\u9fff]{0,4}(?:联系|收件|收货|寄件|寄|收款|付款|汇款|经办|经手|持卡|申请|"
    r"借款|担保|投保|被保险|受益|负责|开户|委托|代理|签收|"
    r"法定代表)人(?:姓名|名称)?|法人(?:代表)?(?:姓名)?|业主|户主姓名|员工(?:姓名)?|学生(?:姓名)?|[收寄]件"
)
_NAME: Final = re.compile(r"name|xm|xingming|kehu")
"""A name of anything: somebody's only where the record speaks of a person."""
_LOGIN: Final = re.compile(r"user|operator|oper|teller|staff|by")
_RECORD: Final = re.compile(
    r"mobile|phone|tel(?![a-z])|id_?card|id_?no|cert|birth|dob|email|gender|sex(?![a-z])|age(?![a-z])|passport|acct|account|card|"
    r"手机|电话|身份证|证件|"
    r"生日|邮箱|卡号|账号|户号|地址|addr|wechat|微信|qq"
)
_HEADING: Final = re.compile(
    r"(?:.*_)?(?:id|no|num|date|time|created|updated|amount|amt|balance|status|type|city|zip|remark|note|memo|bank|branch|currency|"
    r"gender|age|phone|mobile|tel|"
    r"email|ip|mac|id_?card|card(?:_?no)?)|序号|编号|日期|时间|[\u4e00-\u9fff]{0,3}金额|余额|城市|备注|状态|类型|电话|手机号?|"
    r"联系电话|联系方式|身份证号?|证件号?码?|证件类型|邮箱|开户行|银行|性别|"
    r"年龄|部门|职务|用途|摘要|卡号|单位|地区|币种|利率|期限|产品|数量|单价|品名"
)
_OTHERS: Final = (
    (
        "ACCOUNT",
        re.compile(
            r"(?:.*[_ ])?(?:acct|account|acc|cust|customer|client|member|policy|contract|payee_acct)(?:[_ ]?(?:no|num|number|id|"
            r"code))?|uid|user_?id|"
            r"[\u4e00-\u9fff]{0,4}(?<!商)(?:户号|账号|账户|客户号|客户编号|会员号|用户号|用户编号|保单号|公积金号|社保号|卡号/账号|"
            r"缴费号|缴费编号|表号)"
        ),
    ),
    ("QQ", re.compile(r"qq(?:号码?|_?(?:no|num|number|id))?|uin")),
    ("WECHAT", re.compile(r"微信号?|wechat(?:_?(?:no|id))?|weixin|wx(?:_?(?:no|id))?|wxid")),
    (
        "DOB",
        re.compile(
            r"(?:.*[_ ])?(?:birth(?:[_ ]?(?:date|day))?|dob|date[_ ]of[_ ]birth)|出生(?:日期|年月日?)?|生日"
        ),
    ),
    ("ADDRESS", re.compile(r"(?:.*[_ ])?addr(?:ess)?|[\u4e00-\u9fff]{0,4}[地住]址")),
)
_HAN_NAME: Final = re.compile(r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]{1,6}[·•.][\u4e00-\u9fff·•.]{1,10}")
_LATIN_NAME: Final = re.compile(
    r"[A-Z\u00c0-\u024f][\w'’\-]*\.?(?: (?:[A-Za-z\u00c0-\u024f\u1e00-\u1eff][\w'’\-]*\.?|\([A-Za-z]+\))){0,4}(?:, [A-Z][\w'’\- ]+)?"
)
_FIRM: Final = re.compile(
    r".*(?:公司|银行|支行|分行|集团|商行|商店|超市|酒店|学校|大学|医院|中心|工厂|合作社|部门?|局|处|厂|店|社|所|院|行|组|科|基金|"
    r"理财|保险|存单|产品|贷款?|卡|ltd|limited|inc|corp|"
    r"bank|company|group)\.?",
    re.IGNORECASE,
)
_NO_VALUE: Final = frozenset(
    [
        "null",
        "none",
        "true",
        "false",
        "暂无",
        "未知",
        "未填",
        "无",
        "匿名",
        "测试",
        "本人",
        "同上",
        "不详",
        "合计",
        "总计",
        "小计",
        "男",
        "女",
        "已婚",
        "未婚",
    ]
)
_VALUES: Final = {
    "ACCOUNT": re.compile(r"(?=(?:[^\d]{0,6}\d){6})[A-Za-z]{0,4}[_\-]?\d[\d \-]{5,29}"),
    "QQ": re.compile(r"[1-9]\d{4,10}"),
    "WECHAT": re.compile(r"[A-Za-z_][A-Za-z0-9_\-.]{4,20}"),
    "DOB": re.compile(
        r"(?:19\d\d|20[0-2]\d)(?:[-/.年]?(?:0?[1-9]|1[0-2])[-/.月]?(?:3[01]|[12]\d|0?[1-9])日?)(?:[T ]00:00.*)?|"
        r"(?:3[01]|[12]\d|0?[1-9])[-/.](?:0?[1-9]|1[0-2])[-/.](?:19\d\d|20[0-2]\d)"
    ),
    "ADDRESS": re.compile(r"(?=.*\d).{6,80}|[\u4e00-\u9fff]{8,40}"),
}
_SCORES: Final = {"ACCOUNT": 0.895, "QQ": 0.945, "WECHAT": 0.935, "DOB": 0.93, "ADDRESS": 0.8, "PERSON": 0.86}


def kind_of(key: str) -> str:
    """The kind that a field of this name holds, in small letters; `NAME` and `LOGIN` where it depends; "" for others."""
    if _PERSON.fullmatch(key):
        return "PERSON"
    if _NAME.fullmatch(key):
        return "NAME"
    if _LOGIN.fullmatch(key):
        return "LOGIN"
    return next((kind for kind, words in _OTHERS if words.fullmatch(key)), "")


def heads(cell: str) -> bool:
    """Whether `cell`, in small letters, is what columns are called, no value."""
    return kind_of(cell) != "" or _HEADING.fullmatch(cell) is not None


def of_a_person(lower: str) -> bool:
    """Whether the text of a record has fields that only people have."""
    return _RECORD.search(lower) is not None


def fits(kind: str, value: str, *, personal: bool) -> float:
    """Score of `value` in a field of this kind, 0.0 where it cannot be one. `personal`: the record is somebody's."""
    if kind not in ("PERSON", "NAME"):
        mobile = kind == "ACCOUNT" and MOBILE.fullmatch(value)
        return _SCORES[kind] if not mobile and _VALUES[kind].fullmatch(value) else 0.0
    everyday = value in NOT_CHINESE_NAMES and not (kind == "PERSON" and personal and value[0] in SURNAMES)
    if value.lower() in _NO_VALUE or everyday or _FIRM.fullmatch(value):
        return 0.0
    if kind == "NAME" and not personal:
        return 0.0
    if _HAN_NAME.fullmatch(value):
        known = value[0] in SURNAMES or value[0] in RARE_SURNAMES or "·" in value
        return _SCORES["PERSON"] if known or (personal and len(value) < 4) else 0.0
    if _LATIN_NAME.fullmatch(value):
        parts = value.lower().split()
        if len(parts) > 1 and not all(p.strip(".,") in NOT_LATIN_NAMES for p in parts):
            return _SCORES["PERSON"]
    return 0.0
