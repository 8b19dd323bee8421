"""One-time codes: four to eight digits beside 验证码, OTP and the like."""

from __future__ import annotations

import re

from appliance.core.masking.analysis import Analysis, Find

_CUE = (
    r"(?:验 ?证 ?码|校验码|认证码|核验码|动态码|动态密码|动态口令|短信码|短信密码|短信口令|确认码|激活码|"
    r"一次性(?:动态|短信|登[录陆]|验证|交易)?(?:密码|口令)|"
    r"提取码|授权码|随机码|登录码|认证串儿?|(?:取款|提款|取现|付款|支付)(?:预约)?码|(?:付款|转账|收款|提现|领取|激活收款|交易|网关|验证)口令|(?:交易)?授权号|(?:图形|图片)码|取款预约码|无卡(?:取款|预约)?码|"
    r"(?<![a-z])(?:sms|verify|dyn(?:amic)?|auth|check|ver|v|msg|otp)_?code(?![a-z])|"
    r"(?<![\u4e00-\u9fff])码(?=[:：是]|\d{6}(?!\d))|手机口令|绑定码|验证字[符母]?|"
    r"[个的新次条]码(?=[:：是为\s]{0,3}\d{4,8}(?!\d))|(?<![a-z])otp(?![a-z])|yan ?zheng ?ma|"
    r"(?:verification|one.?time|sms|security|activation|auth(?:entication|orization)?|login|confirmation|text)"
    r"[ \-](?:pass)?(?:code|pin|password)|passcode|"
    r"(?<!error )(?<!zip )(?<!post )(?<!area )(?<!sort )(?<!bank )(?<!swift )(?<!bic )(?<!country )(?<!branch )(?<!promo )(?<!qr )"
    r"(?<!status )(?<!reason )(?<!product )(?<!response )(?<![a-z])code(?![a-z]))"
)
_NOT_ABOUT = r"(?!没|未|收不|尾号|卡号|手机|电话|金额|余额|等了|已|过了|失败|客服|打)"
_VALUE = (
    r"(?P<v>(?<![0-9])(?:(?<![a-z])|(?<=code)|(?<=otp)|(?<=ma))(?:g-)?\d(?:[ \-·.]{0,2}\d){3,7})(?![0-9a-z])"
    r"(?! ?(?:位|次|分|秒|天|元|块|年|个|条|点|%|小时|月|号码|开头))"
)
_BEFORE = re.compile(rf"{_CUE}(?:{_NOT_ABOUT}[^0-9。；;!?！？\n]){{0,10}}{_VALUE}")
_AGAIN = re.compile(
    rf"{_CUE}[^。；;!?！？\n]{{0,16}}\d{{4,8}}(?:{_NOT_ABOUT}[^0-9a-z。！？\n]){{1,8}}(?:不对|不行|又|还|新|"
    rf"现在|变成|第二[个条]|另)[^0-9a-z。\n]{{0,8}}{_VALUE}"
)
_MIXED = re.compile(
    rf"{_CUE}(?:{_NOT_ABOUT}[^0-9a-z。；;!?！？\n]){{0,8}}(?<![a-z]-)(?P<v>(?!cv[vcn]2)(?=[a-z]{{0,5}}[0-9])(?=[0-9]{{0,5}}[a-z])[0-9a-z]{{4,8}})(?![0-9a-z])"
)
_FROM_SMS = re.compile(
    r"短信(?!.{0,10}(?:余额|扣|款|元|额))[^0-9。；;!?！？\n]{0,10}(?P<v>(?<![0-9A-Za-z])\d(?:[ \-]?\d){5})(?![0-9a-z])"
    r"(?! ?(?:位|次|元|块|万|%))"
)
_AFTER = re.compile(
    rf"(?<!\d[:.]){_VALUE}(?:,|，|\s|\(|（|\[|【|\"|“)?(?:这个是|是|这个|就是|is|为)?(?:我|你们|你|您|刚|银行)?(?:收到|发来?|给)?(?:的|my|the|"
    rf"your)?\s?(?:银行|手机|短信|登[录陆入]|支付|转账|动态|交易)?{_CUE}"
)


_GRID = re.compile(
    r"(?:口令卡|密保卡|矩阵卡|坐标)[^。；;\n]{0,24}?(?<![a-z])[a-j]\d{1,2}(?:格|那格)?(?:是|为|[:：= ]){1,2}(?P<v>\d{2,4})(?![0-9])"
    r"(?:[^。；;\n0-9a-z]{0,6}(?<![a-z])[a-j]\d{1,2}(?:是|为|[:：= ]){1,2}(?P<w>\d{2,4})(?![0-9]))?"
)
"""A card of codes by places: A3是163, F7是129."""
_PLACE = re.compile(r"(?<![a-z0-9])[a-j]\d{1,2}(?:格|那格)?(?:是|为|[:：= ]){1,2}(?P<v>\d{2,4})(?![0-9])")
_ON_A_CARD = re.compile(r"卡|口令|密保|坐标")
"""卡片上B3是42，F7是95: places of such a card, two at least."""
_SERIAL = re.compile(
    r"序列?号(?:是|为|[:： ])?\d{1,4}(?:的那?条)?[，, ：:]{1,2}(?:码|验证码)?(?:是|为|[:： ])?(?P<v>\d{6})(?!\d)"
)
"""序号01，340276: which of several messages, and its code."""
_RESPONSE = re.compile(
    r"\"code\" ?: ?\"?\d+\"?.{0,80}\"(?:msg|message|desc|data|trace\w*|ts|errmsg)\"|签购单|小票|凭证号"
)
"""A server's answer or a slip of a shop, whose code is nobody's."""
_LINE = re.compile(r"(?:1069|95\d{3}) ?(?:的|开头|发)")
"""验证码号码1069的短信: who sent it."""
_PLAIN_CODE = re.compile(r"\"code\"|授权码")


class Otp:
    """Dropped, never stored: the bank does not ask for codes in a chat."""

    kinds = frozenset({"OTP"})

    def find(self, a: Analysis) -> list[Find]:
        found = [Find(*m.span("v"), "OTP", 0.96, "code word before") for m in _BEFORE.finditer(a.lower)]
        found += [Find(*m.span("v"), "OTP", 0.9, "code word before, again") for m in _AGAIN.finditer(a.lower)]
        found += [Find(*m.span("v"), "OTP", 0.96, "code word before") for m in _MIXED.finditer(a.lower)]
        found += [Find(*m.span("v"), "OTP", 0.86, "code word after") for m in _AFTER.finditer(a.lower)]
        found += [
            Find(*m.span("v"), "OTP", 0.7, "six digits from a text message")
            for m in _FROM_SMS.finditer(a.lower)
        ]
        found += [
            Find(*m.span("v"), "OTP", 0.91, "code behind its serial") for m in _SERIAL.finditer(a.lower)
        ]
        for m in _GRID.finditer(a.lower):
            found += [Find(*m.span(v), "OTP", 0.9, "code word before") for v in "vw" if m[v]]
        places = [*_PLACE.finditer(a.lower)]
        if len(places) > 1 and (_ON_A_CARD.search(a.lower) or "OTP" in a.state.wants):
            found += [Find(*m.span("v"), "OTP", 0.9, "places of a card of codes") for m in places]
        found = [f for f in found if not _LINE.match(a.lower, f.start)]
        if found and _RESPONSE.search(a.lower):
            found = [f for f in found if not _PLAIN_CODE.search(a.before(f.start, 12))]
        return found
