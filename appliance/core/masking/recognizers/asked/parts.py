"""Secrets told bit by bit: one digit of the three on the back, the month of an expiry and then its year, the rest of a code begun.

A digit or two are nobody's secret by themselves; what was asked for last, and what the visitor sent before, tell that they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from appliance.core.masking import asks
from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.context import NOW
from appliance.core.masking.kinds import SECRETS
from appliance.core.masking.recognizers.asked._fits import COUNTED, of_a_card, rest
from appliance.core.masking.recognizers.expiry import FORM

_RULE: Final = "part of what was asked for"
_SCORE: Final = 0.93
"""Above the reader of values, which takes three digits for a CVV."""
_WHOLE, _BELOW = 0.91, 0.8
"""Month and year in one, and either alone: whatever reads both goes before."""
_DIGIT: Final = "[0-9零〇一二三四五六七八九幺洞]"
_ONE: Final = re.compile(
    rf"(?<![0-9a-z零〇一二三四五六七八九幺百十第前后头中几])(?P<v>{_DIGIT})"
    rf"(?=$|[，,。.！!？? 、（(]|吧|呀|啊|呢|第|不是|后)(?![，,、 .]{{0,2}}{_DIGIT})"
)
_WHICH: Final = re.compile(
    r"第[一二三123][个位]|[最末]后?一?[位个]|末位|还[有差缺少][一二两12][位个]|"
    r"中间[那的]?[一]?[位个]|[前头][一两][位个]|[一二三零六七九]还是|first digit|last digit|second digit|third digit"
)
"""Which digit is asked for."""
_ELSE: Final = re.compile(r"卡号|证件|身份|手机|电话|账号|帐号|户号|车牌|验证|动态|短信|密码|口令|尾号|编号")
_COUNTS: Final = re.compile(
    r"(?P<v>[一二两三四五六七八九]百(?:零[一二三四五六七八九]|[一二三四五六七八九]十[一二三四五六七八九]?)|"
    r"双[零一二三四五六七八九][零一二三四五六七八九]|[零一二三四五六七八九]双[零一二三四五六七八九])"
    r"(?![零一二三四五六七八九十百千万元块多来左次])"
)
"""九百零三, 双六一: the three digits said as one number."""
_FORM: Final = re.compile(FORM)
_MONTH: Final = r"(?:十[一二]?|[一二三四五六七八九元腊]|1[0-2]|0?[1-9])"
_YEAR: Final = r"(?:20(?:2[4-9]|3\d)|2[4-9]|3\d|(?:二[零〇])?[二三][零〇一二三四五六七八九])"
_MONTH_ASKED: Final = re.compile(
    r"月份|几月|哪个?月|到期月|[前左]边?是月|(?<![a-z])mm(?![a-z])|month|^月[是呢，,？?]{0,3}$"
)
_YEAR_ASKED: Final = re.compile(
    r"年份|哪一?年|几几年|到期年|(?<![a-z])yy(?![a-z])|year|^年[是呢，,？?]{0,3}$"
)
_SLASH_ASKED: Final = re.compile(r"斜[杠线]|杠[前后左右]")
_NO_CARD: Final = re.compile(
    r"出生|生日|生辰|账单|流水|明细|工资|还款|开户|办[的理卡]|交易|消费|入职|毕业|社保|结婚|哪[日天]|合同|护照|身份证|执照|birth|statement"
)
_MONTHS: Final = re.compile(
    rf"(?<![0-9年个上下本这\-/.])(?P<v>{_MONTH} ?月(?:份|底)?)(?![0-9])|"
    r"(?<![a-z])(?P<w>(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6})(?![a-z])"
)
_YEARS: Final = re.compile(rf"(?<![0-9\-/.])(?P<v>{_YEAR} ?年?)(?![0-9月号號日天\-/.]|[期前])")
_BARE: Final = re.compile(
    r"(?<![0-9\-/.:])(?P<v>20(?:2[4-9]|3\d)|[0-3]\d|[1-9]|[零幺一二三][零一二三四五六七八九])(?![0-9\-/.:月年号日])"
)
_RELATIVE: Final = re.compile(
    rf"(?:[今明后来去]年|大后年|下年)的?(?:开春|春天|夏天|秋天|冬天)? ?{_MONTH} ?月(?:份|底|初)?"
)
"""明年三月."""
_SAID_SLASH: Final = re.compile(
    rf"(?<![0-9])(?P<v>[0零〇洞1一幺]? ?{_DIGIT} ?(?:斜杠|斜线|反斜杠|杠|横杠|横|slash|stroke) ?"
    rf"(?:[2二][0零] ?)?[2-4二三四] ?{_DIGIT})(?![0-9])"
)
_ENGLISH: Final = re.compile(
    r"(?<![a-z])(?P<v>(?:(?:oh|zero|o) (?:one|two|three|four|five|six|seven|eight|nine)|ten|eleven|twelve)[ ,/]{1,2}(?:slash )?"
    r"(?:twenty|thirty)(?:[ \-](?:one|two|three|four|five|six|seven|eight|nine))?)(?![a-z])"
)
_MINGUO: Final = re.compile(r"(?<![0-9])(?P<v>1[12]\d年(?:1[0-2]|0?[1-9])月)(?![0-9日号])")
_WHOLES: Final = (_SAID_SLASH, _ENGLISH, _MINGUO)
_REST: Final = re.compile(
    r"后[面头边]?的?[几一二两三四123]?[位个]?|然后|剩[下余]|其余|余下|接下来|接着|"
    r"还有|继续|下一[段组位]|后半|另[一外]半|末[几一二两三四]?位|最后[几一二两三四]?[位个]|斜[杠线]后|rest|then|next"
)
_SAYS_REST: Final = re.compile(r"(?:那)?(?:后面|后[两三四]位|尾数|最后|剩下)")
_NOD: Final = 4
_HALF_OF_SIX: Final = re.compile(r"前[面头边]?[三3][位个].{0,10}[后剩余末][面头边下]?[三3]?[位个]?")
"""The first three are here, the last three are wanted: a code of six."""
_OWN_WORD: Final = re.compile(r"(?<!动态)(?<!验证)(?<!短信)密码")
_BEGUN: Final = re.compile(rf"{_DIGIT}(?:[ ,，、.\-]{{0,2}}{_DIGIT}){{0,5}}(?![位个半段])")
_RUN: Final = re.compile(rf"(?<![0-9a-z])(?P<v>{_DIGIT}(?:[ ,，、.\-]{{0,2}}{_DIGIT}){{0,5}})(?![0-9a-z])")
_BACK: Final = re.compile(r"背|反面|签名|安全码|(?<![a-z])cv[vcn]|back")
_SHORT: Final = 24
_CARD_WANTED: Final = 0.3
_SURELY: Final = 0.5
"""Chances that a question was read as one after the card's secret."""


class AskedPart:
    """Dropped, never stored."""

    kinds = frozenset({"OTP", "CVV", "EXPIRY", "PASSWORD"})

    def find(self, a: Analysis) -> list[Find]:
        others = [words for role, words in a.state.said if role != "visitor"]
        asked = others[-1] if others else ""
        if len(asked) <= _NOD and len(others) > 1:
            asked = f"{others[-2]} {asked}"  # 最后那个呢？ 嗯
        if not asked or len(a.lower) > 60:
            return []
        found = [*self._digit(a, asked), *self._expiry(a, asked)]
        return found or [*self._rest(a, asked)]

    def _digit(self, a: Analysis, asked: str) -> Iterator[Find]:
        """One digit of the card's three, or all of them said as a number."""
        if not _wanted(a, "CVV", asked):
            return
        for m in _COUNTS.finditer(a.lower):
            if rest(a.lower, *m.span()) <= _SHORT:
                yield Find(*m.span("v"), "CVV", _SCORE, _RULE)
        if _WHICH.search(asked) and not _ELSE.search(asked):
            for m in _ONE.finditer(a.lower):
                if not COUNTED.match(a.lower, m.end()) and len(a.lower) <= _SHORT:
                    yield Find(*m.span("v"), "CVV", _SCORE, _RULE)

    def _expiry(self, a: Analysis, asked: str) -> Iterator[Find]:
        """A month, a year, or both in words that no form of a card holds."""
        if (
            _FORM.search(a.lower)
            or _NO_CARD.search(asked)
            or "DOB" in a.state.wants
            or not _wanted(a, "EXPIRY", asked)
        ):
            return
        short = len(a.lower) <= _SHORT
        apart = any(each.search(asked) for each in (_MONTH_ASKED, _YEAR_ASKED, _SLASH_ASKED))
        now = a.state.wants.get("EXPIRY") == NOW or asks.chances(asked)[_AT["EXPIRY"]] >= _SURELY
        patterns = [*_WHOLES, *((_MONTHS, _YEARS) if short and (now or apart) else ())]
        if short and now:
            for m in _RELATIVE.finditer(a.lower):
                if of_a_card(a, *m.span()):
                    yield Find(*m.span(), "EXPIRY", _WHOLE, _RULE)
        if short and apart:
            for m in _BARE.finditer(a.lower):
                if rest(a.lower, *m.span()) <= 8 and not COUNTED.match(a.lower, m.end()):
                    yield Find(*m.span("v"), "EXPIRY", _BELOW, _RULE)
        for pattern in patterns:
            for m in pattern.finditer(a.lower):
                start, end = m.span("v" if m["v"] else "w")
                if of_a_card(a, start, end):
                    yield Find(start, end, "EXPIRY", _WHOLE if pattern in _WHOLES else _BELOW, _RULE)

    def _rest(self, a: Analysis, asked: str) -> Iterator[Find]:
        """What goes on with a secret begun in the visitor's last message."""
        if (
            not (_REST.search(asked) or _SAYS_REST.match(a.lower))
            or not a.state.said
            or len(a.lower) > _SHORT
        ):
            return
        mine = next((words for role, words in reversed(a.state.said) if role == "visitor"), "")
        begun = [*_BEGUN.finditer(mine)]
        m = _RUN.search(a.lower)
        if m is None or COUNTED.match(a.lower, m.end()) or rest(a.lower, *m.span("v")) > 6:
            return
        given = SECRETS & a.state.given
        if len(begun) != 1 and not given:
            if _HALF_OF_SIX.search(asked) and not _BACK.search(mine + asked) and _figures(m["v"]) == 3:
                yield Find(*m.span("v"), "OTP", _SCORE, _RULE)
            return
        one, two = _figures(begun[0][0]) if begun else 0, _figures(m[0])
        kind = "CVV" if one + two == 3 and _BACK.search(mine + asked) else _kind(a, one, two, given)
        if kind == "OTP" and _OWN_WORD.search(a.lower):
            kind = "PASSWORD"
        if kind:
            yield Find(*m.span("v"), kind, _SCORE, _RULE)


_AT: Final = {kind: i for i, kind in enumerate(asks.KINDS)}


def _wanted(a: Analysis, kind: str, asked: str) -> bool:
    """Asked for by its name or by what the reader of questions makes of the last words."""
    if kind in a.state.wants or kind in a.state.scene:
        return True
    return len(asked) > 1 and asks.chances(asked)[_AT[kind]] >= _CARD_WANTED


def _figures(words: str) -> int:
    return len(re.findall(_DIGIT, words))


def _kind(a: Analysis, one: int, two: int, given: frozenset[str]) -> str | None:
    """What two pieces of so many digits make together, by what was asked for or given."""
    if len(given) == 1:
        return next(iter(given))
    wants = [k for k in ("PASSWORD", "OTP", "CVV", "EXPIRY") if k in a.state.wants or k in a.state.scene]
    size = one + two
    if size == 3 and ("CVV" in wants or not wants):
        return "CVV"
    if one == two == 2 and "EXPIRY" in wants:
        return "EXPIRY"
    if size in (4, 6, 8):
        strong = sorted(
            (k for k in wants if k in ("PASSWORD", "OTP")), key=lambda k: -a.state.wants.get(k, 0)
        )
        if strong:
            return strong[0]
        return "OTP" if size == 6 and a.state.wants.keys() <= SECRETS else None
    return None
