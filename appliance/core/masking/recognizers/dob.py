"""Dates of birth: a date beside 出生, 生日, 属牛, born …; any other date stays readable."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from appliance.core.masking import sequence
from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.recognizers._parts import NO_DIGIT_AFTER

_MONTH_NAME = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]{0,6}\.?"
_DAY_NAME = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_HAN = "零〇○一二两三四五六七八九"
_YEAR = rf"(?:(?:19|20)\d{{2}}|\d{{2}}|[{_HAN}]{{2,4}}|(?:民国|昭和|平成|令和)[{_HAN}十\d]{{1,3}})"
_CALENDAR = r"(?:农历|阴历|阳历|公历|旧历|闰)?"
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九正冬腊])"
_DAY = r"(?:3[01]|[12]\d|0?[1-9]|初[一二三四五六七八九十]|三十一?|(?:二?十|廿)[一二三四五六七八九]?|[一二三四五六七八九])"
_LONG_YEAR = r"(?:19[2-9]\d|20[0-2]\d)"
_M = r"(?:1[0-2]|0?[1-9])"
_D = r"(?:3[01]|[12]\d|0?[1-9])"

DATE: Final = (
    r"(?<![0-9.])(?:"
    rf"{_CALENDAR}{_YEAR} ?年 ?的?{_CALENDAR} ?{_MONTH} ?月 ?份?(?:{_DAY} ?[日号]?)?"
    rf"|(?:19|20)\d{{2}} ?[-/.] ?{_M} ?[-/.] ?{_D}(?: ?[日号])?"
    r"|(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    rf"|(?:19|20)\d{{2}} {_M} {_D}"
    rf"|{_D}[-/.]{_D}[-/.](?:19|20)\d{{2}}"
    rf"|{_DAY_NAME}[ \-/.]{{0,2}}(?:of )?{_MONTH_NAME}[ ,\-/.]{{0,2}}(?:19|20)\d{{2}}"
    rf"|{_CALENDAR}{_MONTH} ?月 ?{_DAY} ?[日号]?[,，、 ]{{1,2}}(?:19|20)\d{{2}}(?:年|(?![年\d.]))"
    rf"|{_MONTH_NAME} {_DAY_NAME},? (?:19|20)\d{{2}}"
    rf"|民国 ?\d{{2,3}}[-/.]{_M}[-/.]{_D}"
    rf"|\d{{2}}[-/.]{_M}[-/.]{_D}"
    rf"){NO_DIGIT_AFTER}"
)
"""A whole date, in the `lower` view: 1985-03-12, 85年三月十二, 85.3.12, 民国74年11月5日, 12 march 1985."""

PART: Final = (
    rf"(?<![0-9.])(?:{_CALENDAR}{_MONTH} ?月 ?{_DAY} ?[日号]?"
    rf"|{_YEAR}年"
    rf"|{_LONG_YEAR}(?![\d./-])"
    r"|\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    r"|(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    rf"|{_M}[-/.]{_D}"
    rf"|{_MONTH_NAME} {_DAY_NAME}|{_DAY_NAME} (?:of )?{_MONTH_NAME}|{_MONTH_NAME},? (?:19|20)\d{{2}}"
    rf"|{_D}[./-]{_D}[./-]\d{{2}}"
    rf"){NO_DIGIT_AFTER}"
)
"""Less than a date; a birthday only where one was asked for: 7月23, 属牛的85年, 850312, 0312."""

_ANIMAL = r"属[鼠牛虎兔龙蛇马羊猴鸡狗猪]"
_BEFORE = re.compile(
    rf"(?:出生(?:日期|年月日?|时间)?|生日|生辰|诞辰|(?<![先学医花产发人陌])生于|{_ANIMAL}|(?<![a-z])born|date of birth|"
    rf"birth ?(?:day|date)|(?<![a-z])d\.?o\.?b\.?|生 日)[^0-9。；;!?！？]{{0,10}}?(?P<v>{DATE})"
)
_AFTER = re.compile(
    rf"(?P<v>{DATE}|{_YEAR}年) ?(?:[的,， ]{{0,2}}(?:出生|生人|出世|生[的嘅]?(?![活效产意日成物前育命气])|"
    rf"生日)|{_ANIMAL}| ?(?:is|was) (?:my|his|her|the) (?:birth|dob|date of birth))"
)
_SHORT_BEFORE = re.compile(
    rf"(?:生日|(?<![先学医花产发人陌])生于|出生(?:日期|年月日?)?|date of birth|birth ?(?:day|date)|(?<![a-z])dob)"
    rf"(?:是|为|在|的|号|那天|[阴阳农公]历|is|"
    rf"[^0-9a-z\u4e00-\u9fff。！!？?；]){{0,6}}(?P<v>{_CALENDAR}{_MONTH} ?月 ?{_DAY}(?: ?[日号]|(?! ?[日号\d]))|"
    rf"(?:19[2-9]\d|20[0-2]\d)(?:年|[-/.]{_M})?(?![-/.\d])|"
    rf"(?:\d{{2}})?(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(?![0-9])(?!前|之前|以前|后|起|开始|当天|活动|礼)"
)
_BABY = re.compile(
    r"(?P<v>(?:[今去前]年|上?个月|[大上]前?天|昨天|今早)?(?:\d{1,2}|[一二三四五六七八九十]{1,2})月(?:\d{1,2}|[一二三四五六七八九十]{1,3})[日号]?)"
    r"(?:刚|才|早上|晚上|凌晨|下午|上午|那天|就|[，, ]){0,3}(?:出生|落地|降生|诞生|生的|满月)"
)
_BESIDE = re.compile(
    rf"(?:(?:[男女]|[汉满蒙回藏维壮苗彝]族|[投被]保险?人|受益人|申请人|[大二三小]宝|宝宝|孩子|儿子|女儿)(?:[\u4e00-\u9fff]{{2,3}}(?=[，,]"
    rf"))?[，, ：:/|\t]{{0,3}})"
    rf"(?P<v>{DATE})(?!到|前|后|起|的?(?:账单|还款|交易|转账|扣款|预约))"
)
"""男，1981-10-19: a date where a form tells who somebody is."""
_ID = re.compile(r"(?<![0-9a-z])\d{6}(?P<born>(?:19|20)\d{6})\d{3}[\dx](?![0-9a-z])")
_WHOLE = re.compile(DATE)
_CALENDARS = frozenset({"农历", "阴历", "阳历", "公历", "旧历", "昭和", "平成", "民国"})
_RECENT = re.compile(r"(?<!\d)20(?:1[5-9]|2\d)")
_CHILD = re.compile(r"[宝娃孩胎]|婴|新生|出生|生日|生的|岁|born|birth|baby|child|son|daughter")
"""A date of these years is a birthday of children only."""
_NO_BIRTHDAY = re.compile(
    r"(?:有效|到期|过期|截止|exp|扣款|还款|转账|开户|办理|交易|日期|签|消费|账单|发放|合同)[^。；;,，]{0,5}$"
)


class Dob:
    """The cue may stand on either side; the name tagger knows other surroundings."""

    kinds = frozenset({"DOB"})

    def find(self, a: Analysis) -> list[Find]:
        found = [
            Find(*m.span("v"), "DOB", 0.93, "birth word")
            for p in (_BEFORE, _AFTER, _SHORT_BEFORE, _BABY)
            for m in p.finditer(a.lower)
        ]
        found += [Find(*m.span("v"), "DOB", 0.72, "beside who it is") for m in _BESIDE.finditer(a.lower)]
        found += list(self._as_on_the_card(a))
        for s in sequence.learned(a):
            if s.kind != "DOB" or a.state.plain or any(f.start < s.end and s.start < f.end for f in found):
                continue
            m = _WHOLE.search(a.lower, s.start, s.end)
            if (
                m
                and m.end() - m.start() >= (s.end - s.start) * 0.6
                and not _NO_BIRTHDAY.search(a.before(s.start))
                and not (_RECENT.search(m[0]) and not _CHILD.search(a.lower))
            ):
                start = s.start - 2 if a.before(s.start, 2) in _CALENDARS else s.start
                found.append(Find(start, s.end, "DOB", 0.7, "name tagger"))
        return found

    def _as_on_the_card(self, a: Analysis) -> Iterator[Find]:
        """The date that an identity number in the same text has inside."""
        born = {m["born"] for m in _ID.finditer(a.lower)}
        if not born:
            return
        for m in _WHOLE.finditer(a.lower):
            parts = re.findall(r"\d+", m[0])
            if "".join(part.zfill(2) for part in parts) in born:
                yield Find(m.start(), m.end(), "DOB", 0.9, "date of the identity number")
