"""Codes, passwords, CVV and expiry given without a word, because the other side asked for them. No tagger needed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.context import NOW
from appliance.core.masking.recognizers.asked._fits import (
    EDGE,
    END,
    fits,
    of_a_card,
    rest,
    strength_score,
)
from appliance.core.masking.recognizers.expiry import FORM as EXPIRY_FORM

RULE = "asked for before"
_OTP = re.compile(rf"{EDGE}(?:g-)?(?P<v>\d(?:[ \-]?\d){{3,7}}){END}")
_BARE_SIX = re.compile(r"^\W*(?P<v>\d(?:[ \-]?\d){5})(?<!000)\W*$")
_OTP_MIXED = re.compile(r"(?<![0-9a-z])(?=[a-z]{0,5}\d)(?=\d{0,5}[a-z])[0-9a-z]{4,8}(?![0-9a-z])")
_TWICE = re.compile(rf"{EDGE}(\d{{4,6}})[ ,，]?\1(?:[ ,，]?\1)?{END}")
_CVV = re.compile(rf"{EDGE}(?!\d{{4}}[ \-]\d{{3}}(?!\d))\d(?:[ \-]?\d){{2,3}}{END}")
_EXPIRY = re.compile(EXPIRY_FORM)
_EXPIRY_BARE = re.compile(rf"{EDGE}(?:1[0-2]|0?[1-9])[ ,，、](?:20)?[2-4]\d{END}")
_YEAR_FIRST = re.compile(rf"{EDGE}(?!(?:1[0-2]|0[1-9])[2-4]\d)[2-4]\d(?:1[0-2]|0[1-9]){END}")
"""2703, the other way round."""
_PART = re.compile(
    r"(?:(?<![个上下本这])月份?(?:是|为|[:：\s])*|year|month|年份?(?:是|为|"
    r"[:：\s])*)(?<![0-9][年月])(?P<v>(?:20)?[0-4]\d)(?![0-9])(?!年)"
)
_IN_ONE = re.compile(r"\W*(?P<v>(?=[!-~]*[a-z])(?=[!-~]*[0-9])[a-z0-9!-~]{6,24})(?=$|[\s，。,])")
_KEY = re.compile(r"(?<!one-time )(?<!sms )(?<![a-z])(?:password|passcode|pass ?phrase|pin)(?![a-z])")
_SIGNED = re.compile(
    r"(?<![!-~])(?=[!-~]{0,20}[a-z])(?=[!-~]{0,20}\d)(?=[!-~]{0,20}[#&!$%^*@])[a-z0-9#&!$%^*@_\-]{6,24}(?![!-~])"
)
_NO_SIGNED = re.compile(r"[^@]+@[a-z0-9\-]+|.*\d%|#?\d+#?|#.*|[a-z]#.*")
"""Addresses, shares, doors and the names of languages."""
_SECRET_WORD = re.compile(r"[!-~]{4,40}")
_PLAIN = re.compile(
    r"[a-z'’\-]+[.,!?]*|[A-Z][a-z'’\-]+[.,!?]*|[A-Z]{1,4}|[0-9.,:/\-]{9,}|\d{1,3}|\d{1,2}:\d\d|https?:.*|www\..*",
    re.DOTALL,
)
_WORD = re.compile(r"[A-Za-z]{6,20}")
_SET = re.compile(
    r"(?:输|填|打|敲|用|设|定|写)的?(?:就|还|一直)?是?(?P<v>[a-z]{5,20})(?![a-z0-9])(?!银行|手机|登录|app)"
)
"""我输的wodemima啊."""
_SIGNED_TOO = frozenset({"EMAIL", "WECHAT", "ACCOUNT", "PLATE", "ADDRESS"})
_NO_NAME = frozenset(
    [
        "android",
        "iphone",
        "windows",
        "chrome",
        "safari",
        "huawei",
        "xiaomi",
        "harmony",
        "wechat",
        "alipay",
        "mobile",
        "email",
        "english",
    ]
)
_BY_DAY = re.compile(
    r"(?:生日|纪念日|忌日|那[天年]|年份|日子)[，, 的是]{0,2}(?P<v>(?<![0-9])\d{4,8})(?![0-9年月日.\-/])"
)
_GUARD = re.compile(
    r"暗语|暗号|口令|密语|问候语|(?<!题的)答案|(?:安全|密保|预留|提示|验证|找回)问题的答案|(?:安全|密保|预留|提示|验证|找回)问题|(?:设|留|约定)[^，。？?]{0,8}(?:句话|那句|句诗)|"
    r"(?:预留|密保|提示)[^。]{0,14}(?:小名|宠物|母亲|妈妈|小学|老师|电影|偶像|出生地)"
)
_GUARD_NAME = re.compile(r"小名|宠物|母亲|妈妈|小学|老师|电影|偶像|出生地")
_SAYS = re.compile(
    r"^(?:应该|好像|是|就是|叫|嗯|哦|[，, ]){0,3}(?P<v>[\u4e00-\u9fff]{2,8}?)(?:吧|啊|呀|哦)?\W*$"
)
_SAYS_NOTHING = re.compile(
    r"什么|怎么|哪|吗|呢|没|不|忘|嗯|哈|明白|收到|随便|为啥|这样|那样|记|好的?$|谢|知道|是的|对的|可以|稍等|等|客服|人工|柜|密码|口令|暗语|答案|问题|设|改|帮|请|你|您|我|他|她|要|能|有|错|在|"
    r"卡|账|帐|款|[费税汇利]率?|贷|存|转|挂失|解封|冻结|[限额]额|额度|网点|银行|理财|基金|办|业务|还|查|流水|积分|多少|几|之[前后]|年限|期限"
)
"""Talk, or a new question; no word that guards an account."""
_SENTENCE = re.compile(r"[^。！!；;\n]+[。！!；;\n]?")
_DENIES = re.compile(r"没有?找|未找|找不|查不|不便|无法|不能|不必|无需|勿|不要|错误|过期|已")
_ASKS = re.compile(
    r"[?？:：]|请|麻烦|劳烦|告诉|提供|报|说|念|讲|核对|核实|验证|确认|什么|啥|咩|乜|哪|多少|谁|呢|吗|么|嘛|回答|输入?|还有|以及|(?:是|叫|为)\W*$"
)


class AskedSecret:
    """Dropped, never stored."""

    kinds = frozenset({"OTP", "CVV", "EXPIRY", "PASSWORD"})

    def find(self, a: Analysis) -> list[Find]:
        found: list[Find] = []
        if strength := a.state.wants.get("OTP"):
            found += self._code(a, strength)
        elif a.state.open and (m := _BARE_SIX.match(a.lower)):
            found.append(Find(*m.span("v"), "OTP", 0.6, "six bare digits in answer to the other side"))
        if strength := a.state.wants.get("CVV"):
            found += [
                Find(*m.span(), "CVV", strength_score(0.91, strength), RULE)
                for m in _CVV.finditer(a.lower)
                if fits(a, *m.span(), strength)
            ]
        if strength := a.state.wants.get("EXPIRY"):
            score = strength_score(0.92, strength)
            for pattern in (_EXPIRY, _EXPIRY_BARE, *([_YEAR_FIRST] if strength == NOW else [])):
                found += [
                    Find(*m.span(), "EXPIRY", score, RULE)
                    for m in pattern.finditer(a.lower)
                    if rest(a.lower, *m.span()) <= 30 and of_a_card(a, *m.span())
                ]
            found += [
                Find(*m.span("v"), "EXPIRY", score, "asked for before, month or year")
                for m in _PART.finditer(a.lower)
            ]
        if strength := a.state.wants.get("PASSWORD"):
            found += self._password(a, strength)
        return [*found, *self._in_one(a), *self._guard(a)]

    def _in_one(self, a: Analysis) -> Iterator[Find]:
        """hunter-Blue42 ... I typed exactly this: first in the answer to an English question. Taozi&0328: a sign besides, after
        any question that names nothing such a word could be."""
        asked = next((words for role, words in reversed(a.state.said) if role != "visitor"), "")
        if not asked or len(a.lower) > 60:
            return
        if _KEY.search(asked) and (m := _IN_ONE.match(a.lower)):
            yield Find(*m.span("v"), "PASSWORD", 0.93, "part of what was asked for")
        if not _SIGNED_TOO & a.state.wants.keys() and not a.state.explained:
            for m in _SIGNED.finditer(a.lower):
                if not _NO_SIGNED.fullmatch(m[0]):
                    yield Find(*m.span(), "PASSWORD", 0.86, "letters, digits and a sign in an answer")

    def _code(self, a: Analysis, strength: int) -> Iterator[Find]:
        score = strength_score(0.9, strength)
        for m in _OTP.finditer(a.lower):
            if fits(a, *m.span("v"), strength):
                yield Find(*m.span("v"), "OTP", score, RULE)
        for m in _TWICE.finditer(a.lower):
            size = len(m[1])
            for at in (m.start(), m.end() - size):
                yield Find(at, at + size, "OTP", score, "asked for before, said twice")
        for m in _OTP_MIXED.finditer(a.lower):
            upper = a.flat[m.start() : m.end()].isupper()
            if rest(a.lower, *m.span()) <= (20 if upper and strength == NOW else 2):
                yield Find(*m.span(), "OTP", strength_score(0.84, strength), RULE)

    def _password(self, a: Analysis, strength: int) -> Iterator[Find]:
        score = strength_score(0.89, strength)
        for m in _SECRET_WORD.finditer(a.flat):
            value = m[0].lstrip("\"'(:,.;!?").rstrip(".,;:?)\"'")
            start = m.start() + m[0].find(value) if value else m.start()
            end = start + len(value)
            if len(value) < 4 or _PLAIN.fullmatch(value):
                if _WORD.fullmatch(value) and strength == NOW and rest(a.lower, start, end) <= 1:
                    yield Find(start, end, "PASSWORD", 0.7, RULE)
                continue
            if fits(a, start, end, strength, short=value.isdigit()):
                yield Find(start, end, "PASSWORD", score, RULE)
        for m in _SET.finditer(a.lower):
            if m["v"] not in _NO_NAME:
                yield Find(*m.span("v"), "PASSWORD", 0.89, RULE)
        if strength == NOW:
            for m in _BY_DAY.finditer(a.lower):
                yield Find(*m.span("v"), "PASSWORD", 0.97, "password by a day, asked for before")

    def _guard(self, a: Analysis) -> Iterator[Find]:
        turn = next((words for role, words in reversed(a.state.said) if role != "visitor"), "")
        asked = "".join(
            one
            for one in _SENTENCE.findall(turn)
            if _GUARD.search(one) and _ASKS.search(one) and not _DENIES.search(one)
        )
        said = _SAYS.match(a.lower) if asked else None
        short = said is not None and len(said["v"]) == 2
        if said and not _SAYS_NOTHING.search(said["v"]) and (not short or _GUARD_NAME.search(asked)):
            yield Find(*said.span("v"), "PASSWORD", 0.89, "the word that guards an account")
