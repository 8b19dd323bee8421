"""Whether what the learned reader took for a value can look so at all, and stand among such words: the network knows words
better than forms."""

from __future__ import annotations

import re
from typing import Final

from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.kinds import SECRETS
from appliance.core.masking.reader import KINDS
from appliance.core.masking.recognizers._talk import only_talk
from appliance.core.masking.recognizers.asked._fits import marks, of_a_card
from appliance.core.masking.recognizers.asked.birth import of_something_else

_SERVICE: Final = re.compile(r"\+?\d{2,4}[- ]\d{3,4}[- ]\d{4}|\+?86[- ]\d{2,3}[- ]\d{3,4}[- ]\d{4}")
"""How banks write the numbers of their lines; nobody writes a code so."""
_LINE: Final = re.compile(r"(?:\+?86[ -]?)?9[56]\d{3}|1[012]\d{3}|106\d{1,9}")
"""Service lines: named in a sentence they are no code."""
_AMOUNT: Final = re.compile(
    r"-?\d{1,2}(?:,\d{3})+|-?\d{1,3}(?:,\d{3})+\.\d+|-?\d*\.\d{1,2}|(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}|"
    r"\d{1,2}:\d\d.*|\d{1,2}-\d{1,2}-\d{3,4}"
)
"""Sums, whole dates, times and doors (5-2-1801)."""
_SORT: Final = re.compile(r"\d\d-\d\d-\d\d")
_CERTAIN: Final = 0.74
"""Below this the words beside a number decide: 扣了199, 尾号 3391, 兑换码 VIP888."""
_NOW_BORN: Final = re.compile(r"20(?:2[4-9]|[3-9]\d)")
_UNIT: Final = re.compile(r"\d+(?:ms|kb|mb|gb|px|kg|km|cm|mm|hz|w|mah)")
_NO_WORD: Final = re.compile(
    r"什么|怎么|几位|几个|多少|[这那哪]个|[吗呢]$|没有?用|没反应|密码|口令|暗语|答案|问题|登录|提示|收到|客服|那天|那年|生日|几次|个字|样|"
    r"[两几六四]个(?![零一二三四五六七八九])|剩余|还是|只有|知道|告诉|[了的]$|小名|年份|名字|姓名|拼音|字母|英文|[大小]写|"
    r"班主任$|^可以|发送|索要|本来|以前|之前|忘|记得|记不|唔|不对|发的|^是|^就|^一直|^[又都要会能]|^每次|都$|不行|第\d个|不知|不讲|不说|不想|"
    r"^那?[上下前后里旁][面边]$"
)
"""Talk about a password, not one."""
_WHEN_OR_WHERE: Final = re.compile(
    r"[上下前后里外左右][面边头]|[几零一二三四五六七八九十两半多]+(?:年|个月|天|分钟|小时)(?:多|了|半)?|"
    r"(?=.*点)(?:.*(?:[今明后]天|[上下]午|早上|晚上|凌晨|中午|周[一二三四五六日末])).*|"
    r"[零一二三四五六七八九十两]+点(?:钟|半|多|整|[零一二三四五六七八九十]+分)?(?:[以之][前后])?[呗吧呢嘛]?"
)
"""十年, 明天下午三点以后, 下面: how long, when and where, in words."""
_HALF_OF: Final = re.compile(
    r"(?:[卡账帐证]号|身份证|手机号?|号码)[^，。；;,0-9]{0,4}(?:[前后上下]一?[半段截面]|[前后头尾][几四六八十]+[位个]?)[^0-9a-z]{0,6}$"
)
"""A part of a number that is sent in two: judged with its other half, and no code by itself."""
_PASSWORD_TALK: Final = re.compile(
    r"密 ?[码碼保钥]|口令|暗[语号]|密语|通关|(?<!题的)答案|(?:安全|预留|验证|找回|提示)问题|登[录陆入]|输[入错]|改成|设[成为置]|mima|"
    r"pass(?:word|wd|code|phrase|key)|(?<![a-z])(?:pwd|pw|pin)(?![a-z])|(?:log|sign)(?:ging|ing|ged|ed)? ?in(?![a-z])|secret"
)
_DECIMALS: Final = re.compile(r"\d\.\d\d?$")
_NO_ACCOUNT: Final = re.compile(r"单号|余额|金额|(?:开户|交易|到期)(?:日期?|时间)[^0-9]{0,2}$")
_TOLD: Final = re.compile(r"\d ?[位次个秒分天回遍年]")
_HAN: Final = re.compile(r"[\u4e00-\u9fff]")
_SPOKEN: Final = frozenset("零〇洞一二三四五六七八九十幺么两拐勾廿卅念壹贰叁肆伍陆柒捌玖拾")
_DAY_AFTER: Final = re.compile(r"月?\d{1,2}[日号]|月\d")
_LATIN: Final = re.compile(r"[a-z]")
_MONTH_WORD: Final = re.compile(r"[年月]|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec", re.IGNORECASE)
_MONTH_NAMED: Final = re.compile(r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* (?:20)?\d\d")
_NUMBERED: Final = frozenset(KINDS[2:]) - SECRETS - {"WECHAT", "DOB", "OTHER"}
"""Kinds that hold figures."""


def shaped(a: Analysis, find: Find) -> bool:
    """False where a value of this kind cannot look so, or where the words beside it say what else it is."""
    said = a.lower[find.start : find.end]
    if _SERVICE.fullmatch(said) or (any(sign in said for sign in ")=›—") and "(" not in said):
        return False
    if find.kind in SECRETS and find.kind != "EXPIRY" and (_AMOUNT.fullmatch(said) or _UNIT.fullmatch(said)):
        return False
    if (
        find.kind in SECRETS
        and _LINE.fullmatch(said)
        and len(a.lower.strip()) > len(said) + (6 if a.state.scene else 1)
    ):
        return False
    if find.kind in SECRETS and _HALF_OF.search(a.before(find.start, 20)):
        return False
    if find.score < _CERTAIN and _said_otherwise(a, find):
        return False
    if _SORT.fullmatch(said) and "sort" in a.lower + "".join(words for _, words in a.state.said[-2:]):
        return False
    figures = sum(c.isdigit() or c in _SPOKEN for c in a.digits[find.start : find.end])
    if find.kind == "ACCOUNT" and a.state.explained:
        return False
    if find.kind in _NUMBERED and figures < 3:
        return False
    if find.kind in ("OTP", "CVV") and len(_HAN.findall("".join(c for c in said if c not in _SPOKEN))) > 3:
        return False
    if not figures and find.kind in ("OTP", "CVV", "EXPIRY") and not said.isascii():
        return False
    match find.kind:
        case "CVV":
            return (figures in (3, 4) or not figures) and "." not in said.strip(".")
        case "EXPIRY":
            day = _DAY_AFTER.match(a.digits, find.end)  # 2027年2|月28日: a day, and no card says one
            return (
                not day
                and of_a_card(a, find.start, find.end)
                and (2 <= figures <= 8 or not figures)
                and (not _LATIN.search(said) or _MONTH_WORD.search(said) is not None)
            )
        case "PASSWORD":
            if said.isascii() and " " in said and not figures and not _of_passwords(a):
                return False  # platinum card: words, and nobody spoke of a password
            if only_talk(a, find.start, find.end):
                return False
            return not (_MONTH_NAMED.match(said) or when_or_where(said)) and (
                said.isascii() or not (_NO_WORD.search(said) or _TOLD.search(said))
            )
        case "OTP":
            return not _MONTH_WORD.search(said) if figures and not _LATIN.search(said) else True
        case "QQ":
            return figures > 4 and not said.endswith("年")
        case "DOB":
            new = not a.state.said and _NOW_BORN.match(said) is not None
            return not new and not of_something_else(a, find.start, find.end)
        case "ACCOUNT":
            return not _DECIMALS.search(said) and not _NO_ACCOUNT.search(a.before(find.start, 8))
        case "MOBILE":
            number = "".join(c for c in a.digits[find.start : find.end] if c.isdigit())
            return number.removeprefix("0086").removeprefix("86").startswith("1")
    return True


def when_or_where(said: str) -> bool:
    """How long, when or where, in Chinese words: no password."""
    return _WHEN_OR_WHERE.fullmatch(said) is not None


def _of_passwords(a: Analysis) -> bool:
    """Whether this message or the two turns before it speak of passwords."""
    return _PASSWORD_TALK.search("\n".join([*(words for _, words in a.state.said[-2:]), a.lower])) is not None


def _said_otherwise(a: Analysis, find: Find) -> bool:
    """An amount, a count, a tail, an order's number by the words beside it, and nobody asked for a secret."""
    if find.kind in ("EXPIRY", "DOB") or a.state.scene:
        return False
    told = marks(a.lower[max(0, find.start - 14) : find.start], a.lower[find.end : find.end + 8])
    return bool(set(told) - (set() if find.kind == "CVV" else {"amount"}))
