"""Passwords and PINs: what stands after 密码, password, PIN and holds a digit or a sign, or before 是我的密码."""

from __future__ import annotations

import re
from collections.abc import Iterator

from appliance.core.masking.analysis import Analysis, Find

_CUE = r"(?:密 ?码|口令(?![牌卡器])|暗语|暗号|(?<![a-z])(?:mima|password|passwd|pwd|pw|pass ?phrase|pin(?: ?(?:code|number))?)(?![a-z]))"
_CUED = re.compile(
    rf"{_CUE}(?:\s|[:=：→\"'“”（(，,]|是|为|设(?:置|定)?|改|换|成|了|还|就|不|应该|可能|好像|记得|用|的|输入?|"
    rf"填|写|我|他|她|一直|都|之前|原来|原|旧|新|老|初始|默认|现在|"
    r"大写|码|号|is|was|to|of|set|changed|it's|it|now|as|just|the word|my|old|new){0,12}"
    r"(?P<v>\d(?: \d){3,11}(?![0-9a-z])|[!-~]{4,40})"
)
_STRONG = re.compile(
    r"(?<![!-~])(?=[!-~]{0,30}[0-9])(?=[!-~]{0,30}[a-z])[a-z0-9!@#$%^&*_+\-=.?~]{6,32}(?![a-z0-9@#$%^&*_+\-=~])"
)
_SAID = re.compile(
    r"(?:密码|口令(?![牌卡器])|暗语|暗号)(?:不?就?是|为|叫|设[成为]|不|[:： ]){0,4}(?:[「“\"『‘'](?P<quoted>[^」”\"』’']{2,20})[」”\"』’']|"
    r"(?<!不)(?P<mixed>[\u4e00-\u9fff]{1,6}\d{2,6}(?![0-9年月日天次位个分元点号]))|(?<=是)(?P<whole>[\u4e00-\u9fff]{4})(?=$|[，。,! ]))"
)
"""Words as a password: 暗语是「梅花三弄」, 口令芝麻开门99."""
_SPELT = re.compile(
    r"(?:密码|口令)(?:设的?|用的?|填的?|就|也|都)?(?:是|为|叫|用)(?P<v>[\u4e00-\u9fff]{2,8}?)(?:这[几两三四五六]个字)?的?(?:全拼|拼音|首字母|缩写|谐音|大写首)"
)
"""密码就是我爱吃火锅的拼音首字母: the words give it away."""
_NOT_SAID = re.compile(
    r"么$|么就|个数|生日|要问|想问|那天|纪念日|显示|记得|好像|应该|大概|可能|之前|以前|从前|原来|错|误|不对|次|设|成|为|输|忘|位|改|什么|多少|重置|验证|正确|^就|一直|说(?!好)|原先|脱口|对的|发|电话|手机|尾号|客服|过期|锁|失败|初始|报|密码|不|没|吗|嘛|谁|哪|怎"
)
_NOT_SPELT = re.compile(r"名字?|姓名|[我他她]的?$|什么|哪|自己|[爸妈儿女公婆]的?$|不|没")
_MAIL = re.compile(r"[a-z0-9._\-]+@[a-z0-9\-]+\.[a-z.]{2,}")
_AFTER = re.compile(
    rf"(?<![!-~])(?P<v>[a-z0-9!@#$%^&*_+\-=.?~]{{4,32}})[，, ]?(?:这个?|就)?(?:是|is)(?:我|她|他|"
    rf"my)?[^，。,!?！？\n0-9a-z]{{0,6}}(?:的| )?[^，。,!?！？\n0-9a-z]{{0,4}}{_CUE}(?!吗|么|\?|错)"
)
_BY_DAY = re.compile(
    rf"{_CUE}[^0-9，。；;!?！？\n]{{0,14}}(?:生日|纪念日|忌日|那[天年]|年份|日子|"
    rf"(?:手机|电话|身份证|证件)号?[后末尾][四六46]位)[，, 的是]{{0,2}}(?P<v>\d{{4,8}})(?![0-9年月日.\-/])"
)
"""取款密码本来是老伴生日480926: a password, whatever day it is."""
_NOT_SECRET = re.compile(
    r"[a-z'’/]+[.,!?]*|[a-z]+[.\-](?:com|cn|net)|https?:.*|www\..*|[.,!?~\-…]+|err(?:or|code)?[=:].*|(?:app|ios|android|win|iphone|"
    r"v)[ \-]?\d[\d.]*"
)
_COUNTED = re.compile(r" ?(?:位|次|个|天|分钟|元|年|小时|秒|号线|月|日)")
_LOGIN_WITH = re.compile(
    r"[a-z0-9][!-~]{3,31}[，,;； ]{1,2}(?:网银|手机银行|app)?登(?:[录陆入](?:时|的时候)?用?的?|的)(?:是|为|[:： ])*"
    r"(?P<v>(?=[!-~]{0,30}\d)(?=[!-~]{0,30}[a-z])[a-z0-9!@#$%^&*_+\-=.?~]{6,32})(?![a-z0-9])"
)
"""xiaomaijia2021,登录用的Mj2021mj: what one logs in with, beside another name."""
_DATE = re.compile(r"(?:19|20)\d\d[-/.]\d{1,2}(?:[-/.]\d{1,2})?|\d{1,2}:\d\d")
_REACH = 40
_END = re.compile(r"[。！!？?\n；;]")


class Password:
    """A plain word after the cue (password reset, 密码 app) is prose and stays."""

    kinds = frozenset({"PASSWORD"})

    def find(self, a: Analysis) -> list[Find]:
        found = [f for m in _CUED.finditer(a.lower) if (f := self._judge(a, m, 0.95))]
        found += [
            Find(*m.span("v"), "PASSWORD", 0.88, "password word after")
            for m in _AFTER.finditer(a.lower)
            if any(c.isdigit() for c in m["v"]) and not _DATE.fullmatch(m["v"])
        ]
        for m in _SAID.finditer(a.lower):
            part = next(p for p in ("quoted", "mixed", "whole") if m[p])
            if not _NOT_SAID.search(m[part]):
                found.append(Find(*m.span(part), "PASSWORD", 0.86, "words behind a password word"))
        found += [
            Find(*m.span("v"), "PASSWORD", 0.86, "words behind a password word")
            for m in _SPELT.finditer(a.lower)
            if not _NOT_SPELT.search(m["v"])
        ]
        found += [Find(*m.span("v"), "PASSWORD", 0.97, "password word") for m in _BY_DAY.finditer(a.lower)]
        if "ACCOUNT" not in a.state.wants:
            found += [
                Find(*m.span("v"), "PASSWORD", 0.955, "what one logs in with")
                for m in _LOGIN_WITH.finditer(a.lower)
            ]
        return found + list(self._nearby(a))

    def _judge(self, a: Analysis, m: re.Match[str], score: float) -> Find | None:
        value = m["v"].rstrip(".,;:?)]\"'")
        end = m.start("v") + len(value)
        if (
            len(value) < 4
            or value[0] == "_"
            or _NOT_SECRET.fullmatch(value)
            or _DATE.fullmatch(value)
            or _COUNTED.match(a.lower, end)
        ):
            return None
        return Find(m.start("v"), end, "PASSWORD", score, "password word")

    def _nearby(self, a: Analysis) -> Iterator[Find]:
        """Letters and digits mixed, in the same sentence behind the word: 密码从abc123改成了Xyz789!."""
        for cue in re.finditer(_CUE, a.lower):
            stop = _END.search(a.lower, cue.end(), cue.end() + _REACH)
            reach = min(cue.end() + _REACH, stop.start() if stop and stop[0] not in "!?" else len(a.lower))
            for m in _STRONG.finditer(a.lower, cue.end(), min(reach, len(a.lower))):
                if not _NOT_SECRET.fullmatch(m[0]) and not _MAIL.match(m[0]) and not _DATE.match(m[0]):
                    end = m.start() + len(m[0].rstrip(".?"))
                    yield Find(m.start(), end, "PASSWORD", 0.84, "password word in the sentence")
