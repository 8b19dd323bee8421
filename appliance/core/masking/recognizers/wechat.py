"""WeChat names: wxid_…, or a name, mobile or QQ number after 微信 and what people write for it (薇, vx, 加v, 卫星, 绿泡泡)."""

from __future__ import annotations

import re
from typing import Final

from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.recognizers._parts import listed
from appliance.core.masking.word_lists import words_known

_WXID: Final = re.compile(r"(?<![0-9a-z_])wxid_[0-9a-z]{6,24}")
_CUE: Final = (
    r"(?:[微薇威维卫唯徽喂围]\s?[信❤♥♡💚]️?号?|卫星|v信|加(?:个|下|一下|我|我的)?[微薇](?![信博店众商型])|wei ?信|绿泡泡?|绿色软件|"
    r"(?<![a-z])(?:we ?chat|weixin|v ?x|w ?x|v❤|vxin|wx_?(?:id|no)|wechat_?(?:id|no))(?![a-z])|"
    r"(?<![a-z])(?:vx|wx)(?=[a-z]{2,12}_?[a-z]{0,8}\d)(?!wxid)|"
    r"(?:叫我|让我|让|说)加(?=[a-z]{3,12}[_\-]?\d)|"
    r"(?:加|➕|\+)(?:我|下|个)?(?:的)?v(?![a-z])|(?<![a-z0-9])v(?=[:号是]|\.[a-z]{4})|"
    r"[微薇]号?(?=[:是])|[微薇]我(?=[:： ]?[a-z])|加好友[:：]?(?=[a-z])|(?<=[的我])v(?= ?[a-z])|"
    r"(?<![a-z0-9])v我(?=[:： ]?[a-z]))"
)
_VALUE: Final = (
    r"(?P<v>[a-z][a-z0-9]{1,12}(?:下划线|杠|减号)[a-z0-9]{1,12}|[a-z_][a-z0-9_\-.]{4,20}[a-z0-9_\-]|[a-z]{2,4}[_\-][a-z0-9]{1,3}|1[3-9]\d{9}|"
    r"[1-9]\d{5,10})(?![0-9a-z_@]|\((?![\u4e00-\u9fff]))"
)
_CUED: Final = re.compile(
    rf"{_CUE}(?P<link>(?:[^0-9a-z。！!？?]|(?<![a-z])(?:id|is|account|name|search|add|me|my|no\.?|number)(?![a-z])){{0,18}}?)"
    rf"(?:(?<![0-9a-z_])|(?<=vx)|(?<=wx)|(?<=[我的加]v)){_VALUE}"
)
_AFTER: Final = re.compile(
    r"(?<![0-9a-z_@.\-])(?!qq\d)(?P<v>[a-z](?=[a-z_\-]{0,19}[0-9_\-])[a-z0-9_\-]{5,19})[”\"'」）)]?[，, （(【\[←<\-]{0,3}(?:这|就)?(?:个|"
    r"是|为)?(?:我|他|她)?的?(?:微信|wechat|weixin|vx|wx)"
)
_CHANGED: Final = re.compile(
    r"[^0-9a-z。！!？?]{0,6}(?:现在|以前|原来|新的?|旧的?|后来|改成|换成)(?:是|用|叫|的|号|:| ){0,3}"
    r"(?P<v>(?=[a-z_\-]{0,19}[0-9_\-])[a-z][a-z0-9_\-]{5,19})(?![0-9a-z_@])"
)
"""微信改了，以前q_tulip77，现在tulip--0808: the second of two."""
_LISTED: Final = re.compile(r"(?!qq)(?=[a-z_\-]{0,19}[0-9_\-])[a-z][a-z0-9_\-]{5,19}(?![0-9a-z_@])")
_SAYS: Final = re.compile(r"[^0-9a-z\u4e00-\u9fff\s]|是|为|叫|号|码|搜|加|找|同|系|is|id")
_ELSE: Final = re.compile(
    r"不用|没有|不玩|转|付|扣|充|提现|零钱|红包|限额|还款|余额|公众号|小程序|版|订单|客服|绑|登|群|银行|打不开|上的|里的|"
    r"手机号?(?!码?同)|电话|邮箱|qq|卡"
)
"""What else may be told beside the word: money, a card, a telephone number."""
_PHONE: Final = re.compile(r"手机|电话|mobile|phone")
_WORDS: Final = words_known("english_words") | frozenset(
    """
    wechat weixin please thanks hello number change cannot system mobile account sorry android iphone okayokay search
    banking google alipay unionpay wallet payment public officialaccount
    """.split()  # noqa: SIM905  (a word per line would fill the screen)
)
_SAME: Final = re.compile(r"[^，,。\d]{0,4}手机号?码?[^，,。\d]{0,3}")
"""微信就手机号13988776655: the number is given as the name."""
_DENIED: Final = re.compile(r"(?:不是|不同|跟|和|与)手机号?码?(?:不(?:同|一样))?")
"""微信号不是手机号，是dalongxia777: named to say that it is something else."""
_MOBILE: Final = 11
_NEAR: Final = 5


class WeChat:
    """A plain word after 微信 (微信 android …) counts only with a digit, a dash or an underscore in it."""

    kinds = frozenset({"WECHAT"})

    def find(self, a: Analysis) -> list[Find]:
        found = [Find(m.start(), m.end(), "WECHAT", 0.97, "wxid form") for m in _WXID.finditer(a.lower)]
        for m in _CUED.finditer(a.lower):
            if self._meant(m["link"], m["v"]):
                both = _PHONE.search(a.before(m.start(), 8)) and m["v"].isdigit()
                found.append(Find(*m.span("v"), "WECHAT", 0.73 if both else 0.94, "wechat word"))
        found += [
            Find(s, e, "WECHAT", 0.9, "wechat word, list")
            for f in found
            for s, e in listed(a.lower, f.end, _LISTED)
        ]
        found += [
            Find(*new.span("v"), "WECHAT", 0.88, "wechat word, another")
            for f in found
            if (new := _CHANGED.match(a.lower, f.end))
        ]
        found += [Find(*m.span("v"), "WECHAT", 0.85, "wechat word after") for m in _AFTER.finditer(a.lower)]
        return found

    def _meant(self, link: str, value: str) -> bool:
        """The further from its word, the more it must look like a name."""
        says, near = _SAYS.search(link) is not None, len(link.strip()) <= _NEAR
        if value.isdigit() and "同号" in link:
            return False  # 微信手机同号 18394026175: the telephone's first of all
        if value.isdigit() and len(value) == _MOBILE and _SAME.fullmatch(link):
            return True
        if _ELSE.search(_DENIED.sub("", link)) or re.match(r"qq\d", value):
            return False
        if value.isdigit():
            return near and (says or not link.strip() or len(value) == _MOBILE)
        if re.search(r"[0-9_\-]", value):
            return True
        return says and near and value not in _WORDS
