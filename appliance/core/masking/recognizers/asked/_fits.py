"""Whether a bare value may answer a question: what stands around it, and how much of the message it is.

The weaker the question, the barer the answer must be. Amounts, counts, durations, dates, tails of cards (尾号5678) and
service numbers answer nothing.
"""

from __future__ import annotations

import re
from typing import Final

from appliance.core.masking.analysis import Analysis
from appliance.core.masking.context import EARLIER, MENTIONED, NOW

EDGE: Final = r"(?<![0-9a-z!#@*_&])(?<![0-9][.:/\-])(?<![ 是]\.)(?<![¥￥$€£])"
END: Final = r"(?![0-9a-z])(?![.:/\-]\d)"

COUNTED: Final = re.compile(
    r"\s?(?:位|次|分钟|分(?![机行])|秒|天|元|块|万|千|百|亿|年|个|条|点(?!\d|确[定认]|提交|登|下一步|发送|完成)|%|号线|期|小时|日|月|折|岁|人|"
    r"笔|张|家|遍|页|大?奖|名(?!字)|股|手(?!机)|米|公里|度|层|级|倍|周|斤|克|"
    r"路(?:车|公交|到|，|。|$)|左右|多块|多元|多万|以上|以下|以内|之内|人民币|美元|美金|欧元|港币|港元|日元|英镑|积分|里程|"
    r"(?:usd|rmb|cny|hkd|eur|dollars?|bucks|days?|min(?:ute)?s?|hours?|hrs?|times|yuan|percent|months?|years?|"
    r"points?|k|w|am|pm|kb|mb|gb)(?![a-z]))"
)
_NOT_WHOLE = re.compile(r"\s?(?:的?开头|打头|结尾|尾号|的那张|那张)")
_AMOUNT = re.compile(
    r"(?:[¥￥$€£]|rmb|cny|usd|hkd|eur|金额|余额|额度|限额|(?<!老)花了?(?!眼)|转[了账出入]|付[了款]|扣[了款费]?我?|充[了值]|"
    r"存[了入]|取[了现]|还[了款]|欠了?|消费|工资|月供|每期|每月|(?:要|想|先|再|去|帮我|给[我他她您])转|[转还存取充]的就?是|刷[了掉卡]|"
    r"共计?|合计|总共|大[概约]|价格?|费|利息|本金|收入|薪|奖金|支出|收了|收到款|打了|汇了|借了?|贷了?|才|只有|"
    r"剩|少了|多了|amount|balance|about|paid|pay|spent|transfer(?:red)?)"
    r"[^0-9]{0,3}$"
)
_TAIL = re.compile(
    r"(?:尾号|尾数|末尾|(?:后|末|尾|最后)(?:面)?[四4三3六6]位|结尾|end(?:s|ing)?(?: in| with)?|last (?:four|"
    r"4))(?:[是为：:\s]|的是|的)*$"
)
_OTHER = re.compile(
    r"(?:订单|单号|工单|流水|编号|排队|型号|错误码?|报错|error|(?:错误|显示|提示)代码|版本|房号|楼|快递|运单|保单|合同号|票号|发票|端口|邮编|"
    r"https?:\S*|www\S*|order|ticket|invoice|tracking|ref(?:erence)?(?: no)?|"
    r"预约号|兑换码|凭证|联行|回单|参考号|检索号|受理|批次|冠字号|学号|柜员|机具|货号|款号|sn码?|serial|receipt|voucher|优惠码|邀请码|取件码|提货码|排的?是?号码|room|房间|团购券|会议号?|股票|基金|债券|国债|积分|投诉电话|座位|本金|利息|到手|商户号?|门牌|工号|合计|余额|票号|批号|"
    r"windows|win|iphone|ios|android|华为|小米|系统)[^0-9，。,]{0,4}$"
)
_ELSE_AFTER = re.compile(
    r"[，, ]?(?:这[只支个]|那[只支个])?(?:是|今天|现在|最近)?(?:又|还)?(?:报错|涨|跌|能买|的?净值|"
    r"基金|股票|国债|邮编|预约|订单|(?:是)?你们?的?(?:投诉|客服|服务|官方)?(?:电话|热线))"
)
"""600519 今天跌了多少, 999是你们的投诉电话吗."""
_SERVICE = re.compile(r"9[56]\d{3}|1[012]\d{3}|1069|106\d{5,}|400\d{7}|800\d{7}|110|120|119")
_THOUSANDS = re.compile(r"(?<![0-9])[1-9]\d{0,2}(?:,\d{3})+(?![0-9])|,\d{3}\.\d")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DAY = re.compile(r"20[0-3]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])|20[0-4]\d[-/.](?:0?[1-9]|1[0-2])")
_FILLER = re.compile(
    r"\d+|是不是|就是|应该|好像|大概|可能|这个|那个|这是|那是|收到|刚到|刚刚|刚才|短信|来了|到了|找到|好的?|"
    r"可以|行|没问题|谢谢|麻烦|帮我|看下|看看|试试|你们?|您|我的?|我们|"
    r"是|的|了|哦|噢|啊|吧|呢|嗯|呃|额|呀|哈|嘛|喔|哟|唉|哎|对|就|给|发|在|这|那|它|他|她|记|核|查|一下|下|"
    r"号码?|密码|验证码|后面|前面|接着|剩下|剩余|然后|最后|开头|再|还有|其余|"
    r"余下|继续|上面|写|显示|填|输|报|念|说|来|ok|okay|yes|sure|here|it'?s|it is|this is|is|the|my|code|"
    r"number|got|just|sorry|hi|hello|thanks?|please|um|uh|and|[^0-9a-z\u4e00-\u9fff]"
)
_ROOM = {NOW: 40, EARLIER: 16, MENTIONED: 7}
_SCORE = {NOW: 0.0, EARLIER: -0.04, MENTIONED: -0.1}


def strength_score(base: float, strength: int) -> float:
    """`base`, a little less for a weaker question."""
    return round(base + _SCORE[strength], 3)


def rest(lower: str, start: int, end: int) -> int:
    """Letters and characters of the message that are neither the value nor small words about it."""
    return len(_FILLER.sub("", lower[max(0, start - 60) : start])) + len(
        _FILLER.sub("", lower[end : end + 60])
    )


def fits(a: Analysis, start: int, end: int, strength: int, *, short: bool = True) -> bool:
    """False for what only looks like an answer. `short`: a number of few digits, which amounts and counts may be too."""
    if short and a.state.plain and strength == MENTIONED:
        return False
    value = a.lower[start:end]
    if not answers(a, start, end, short=short):
        return False
    room = _ROOM[strength]
    if short and strength < NOW and _YEAR.fullmatch(value):
        room = 0
    return rest(a.lower, start, end) <= room


def of_a_card(a: Analysis, start: int, end: int) -> bool:
    """False for a month that is another paper's or an offer's, by the words of its clause or right before it."""
    before = a.lower[max(0, start - 24) : start]
    clause = _CLAUSE.split(before)[-1]
    if _OTHER_END.search(a.lower, end, end + 6) or _ENDS_SO.search(before):
        return False
    if _DONE_AFTER.match(a.lower, end):
        return False
    told = [m.end() for m in _OTHER_END.finditer(clause)]
    return not told or clause.rfind("卡") > told[-1] or a.lower.startswith("那张", end)


_CLAUSE = re.compile(r"[，。,;；!！?？]")
_OTHER_END = re.compile(
    r"理财|优惠|活动|券|账单|合同|保险|保单|贷款|按揭|积分|护照|身份证|证件|签证|执照|驾照|驾驶证|定期|存单|产品|权益|年检|"
    r"还款日|账单日|出账|发证|签发|社保|租约|房租|工龄|开户|开卡|出的|首付|毕业|入职|代金|红包|offer|coupon|voucher|passport|contract|policy"
)
_ENDS_SO = re.compile(
    rf"(?:{_OTHER_END.pattern})(?:[，, ：:是的到吗么呢?？]{{0,4}}|[一二两三五十\d]{{1,2}}年[期的]{{0,2}}[，, ]?)$"
)
"""身份证的吗？2035年5月. 定期三年的，2026年12月."""
_DONE_AFTER = re.compile(
    r" ?(?:那[笔天次]|这[笔次]|[的才就]?(?:扣[款的了]|开户|开的户|办的|签的|交易|转[账的了]|"
    r"入账|还款|出账|账单|消费|买的|存的|截止|毕业|入职))"
)
"""10/25扣的年费, 09/25出账: when something else was done."""


def marks(before: str, after: str) -> tuple[str, ...]:
    """What the words beside a number (`lower` view) say against its being an answer; for the reader of values."""
    return tuple(
        name
        for name, so in (
            ("counted", COUNTED.match(after)),
            ("not whole", _NOT_WHOLE.match(after)),
            ("amount", _AMOUNT.search(before)),
            ("tail", _TAIL.search(before)),
            ("other", _OTHER.search(before)),
        )
        if so
    )


def answers(a: Analysis, start: int, end: int, *, short: bool = True) -> bool:
    """False where a number counts, pays, dates or ends something, or is a service's: whoever asked, it is no answer."""
    before, after = a.lower[max(0, start - 14) : start], a.lower[end : end + 8]
    value = a.lower[start:end]
    if short and (
        COUNTED.match(after) or _NOT_WHOLE.match(after) or _AMOUNT.search(before) or _TAIL.search(before)
    ):
        return False
    if short and _ELSE_AFTER.match(a.lower, end):
        return False
    if _THOUSANDS.search(a.text[max(0, start - 5) : end + 5]) or _OTHER.search(before):
        return False
    if short and _DAY.fullmatch(value) and rest(a.lower, start, end):
        return False
    # 95588发的; alone, five digits may be the code itself
    return not (_SERVICE.fullmatch(value) and len(a.lower.strip()) > len(value) + 1)
