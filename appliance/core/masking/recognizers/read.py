"""What the learned reader takes for a value, where the rules may see nothing; and what it is sure is none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.kinds import SECRETS
from appliance.core.masking.reader import HARMLESS, KINDS, Read, read_values
from appliance.core.masking.recognizers.asked._fits import of_a_card
from appliance.core.masking.recognizers.asked.birth import of_something_else

RULE: Final = "value read by model"
SECRET_ENOUGH: Final = (0.45, 0.35)
"""All secrets together, where nothing was said before and in an answer: there a number too many is dropped rather than one
secret kept. Chosen on sets that the reader had not learned from."""
OTHER_ENOUGH: Final = (0.9, 0.75)
"""Any other kind, likewise."""
_SURELY_NONE: Final = 0.97
_LOWEST, _RISE = 0.5, 0.3
_OTHER_SCORE: Final = 0.59
"""Below whatever rule knows a word or a question for it."""
_SURE, _SURE_KIND, _SURE_SCORE = 0.97, 0.9, 0.905
"""Surer than a rule that knows the question alone: the question names a code, but this is the password."""
_DOUBTFUL: Final = 0.89
"""Finds of rules below this may be vetoed: those above were named by their own word."""
VETOED: Final = SECRETS | {"ACCOUNT", "QQ", "WECHAT", "MILITARY_ID", "DOB"}
"""Kinds without a checksum or a form of their own."""
_ROUND: Final = re.compile(r"\d*000|[1-9]00|1[12]\d|911")
"""Sums of money, and the numbers of the police: no secret where no question stood before."""
_SERVICE: Final = re.compile(r"\+?\d{2,4}[- ]\d{3,4}[- ]\d{4}|\+?86[- ]\d{2,3}[- ]\d{3,4}[- ]\d{4}")
"""How banks write the numbers of their lines; nobody writes a code so."""
_LINE: Final = re.compile(r"9[56]\d{3}|1[012]\d{3}|106\d{1,9}")
"""Service lines: named in a sentence they are no code."""
_AMOUNT: Final = re.compile(
    r"-?\d{1,2}(?:,\d{3})+|-?\d{1,3}(?:,\d{3})+\.\d+|-?\d*\.\d{1,2}|(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}"
)
"""Sums and whole dates."""
_UNIT: Final = re.compile(r"\d+(?:ms|kb|mb|gb|px|kg|km|cm|mm|hz|w|mah)")
_NO_WORD: Final = re.compile(
    r"什么|怎么|[这那哪]个|[吗呢]$|没有?用|没反应|密码|口令|暗语|答案|问题|登录|提示|收到|客服|那天|那年|生日|[两几六四]个(?![零一二三四五六七八九])|几次|个字|样|"
    r"剩余|还是|只有|知道|告诉|[了的]$|本来|以前|之前|忘|记得|记不|唔|不对|发的|^是|^就|^一直|不知|不讲|不说|不想"
)
"""Talk about a password, not one."""
_DECIMALS: Final = re.compile(r"\d\.\d\d?$")
_NO_ACCOUNT: Final = re.compile(r"单号|余额|金额|(?:开户|交易|到期)(?:日期?|时间)[^0-9]{0,2}$")
_SPOKEN: Final = frozenset("零〇洞一二三四五六七八九十幺么两拐勾廿卅念壹贰叁肆伍陆柒捌玖拾")
_DAY_AFTER: Final = re.compile(r"月?\d{1,2}[日号]|月\d")
_LATIN: Final = re.compile(r"[a-z]")
_MONTH_WORD: Final = re.compile(r"[年月]|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec", re.IGNORECASE)
_SECRET: Final = tuple(i for i, kind in enumerate(KINDS) if kind in SECRETS)
_OTHER: Final = tuple(i for i, kind in enumerate(KINDS) if i > 1 and kind not in SECRETS and kind != "OTHER")
_AT_HARMLESS: Final = KINDS.index(HARMLESS)


class Reader:
    """Scores below every rule that knows a word for it; below those that know but a question too, unless it is sure."""

    kinds = frozenset(kind for kind in KINDS[2:] if kind != "OTHER")

    def find(self, a: Analysis) -> list[Find]:
        answer = bool(a.state.said)
        enough = SECRET_ENOUGH[answer], OTHER_ENOUGH[answer]
        found = [f for read in read_values(a) if (f := _judged(read, *enough)) and _shaped(a, f)]
        if answer:
            return found
        if not any(
            c.isalpha() and not any(f.start <= at < f.end for f in found) for at, c in enumerate(a.lower)
        ):
            return []  # a number or a code and not a word, before or beside: nobody can tell
        return [f for f in found if not _ROUND.fullmatch(a.lower[f.start : f.end])]


def _judged(read: Read, enough: float, other: float) -> Find | None:
    secret = sum(read.chances[i] for i in _SECRET)
    if secret >= enough:
        kind = max(_SECRET, key=lambda i: read.chances[i])
        sure = secret >= _SURE and read.chances[kind] >= _SURE_KIND
        score = _SURE_SCORE if sure else round(_LOWEST + _RISE * secret, 3)
        return Find(read.start, read.end, KINDS[kind], score, RULE)
    kind = max(_OTHER, key=lambda i: read.chances[i])
    if read.chances[kind] < other:
        return None
    return Find(read.start, read.end, KINDS[kind], _OTHER_SCORE, RULE)


def _shaped(a: Analysis, find: Find) -> bool:
    """Whether a value of this kind can look so at all: the network knows words better than forms."""
    said = a.lower[find.start : find.end]
    if _SERVICE.fullmatch(said) or (any(sign in said for sign in ")=›—") and "(" not in said):
        return False
    if find.kind in SECRETS and find.kind != "EXPIRY" and (_AMOUNT.fullmatch(said) or _UNIT.fullmatch(said)):
        return False
    figures = sum(c.isdigit() or c in _SPOKEN for c in a.digits[find.start : find.end])
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
            return said.isascii() or any(map(str.isdigit, said)) or not _NO_WORD.search(said)
        case "OTP":
            if _LINE.fullmatch(said) and len(a.lower.strip()) > len(said) + 1:
                return False
            return not _MONTH_WORD.search(said) if figures and not _LATIN.search(said) else True
        case "DOB":
            return not of_something_else(a, find.start, find.end)
        case "ACCOUNT":
            return not _DECIMALS.search(said) and not _NO_ACCOUNT.search(a.before(find.start, 8))
        case "MOBILE":
            number = "".join(c for c in a.digits[find.start : find.end] if c.isdigit())
            return number.removeprefix("0086").removeprefix("86").startswith("1")
    return True


def vetoed(a: Analysis, finds: Sequence[Find]) -> list[Find]:
    """`finds` without the doubtful ones that the reader is sure are nobody's secret."""
    none = [(r.start, r.end) for r in read_values(a) if r.chances[_AT_HARMLESS] >= _SURELY_NONE]
    if not none:
        return list(finds)
    other = {(r.start, r.end) for r in read_values(a)} - set(none)
    return [
        f
        for f in finds
        if not (f.kind in VETOED and f.score < _DOUBTFUL and (f.start, f.end) not in other and _same(f, none))
    ]


def _same(f: Find, ranges: Sequence[tuple[int, int]]) -> bool:
    return any(2 * (min(f.end, e) - max(f.start, s)) >= max(f.end, e) - min(f.start, s) for s, e in ranges)
