"""Postal addresses: by their form, and by their surroundings as the name tagger knows them.

A bare city or district is a LOCATION and stays readable; what leads to a door is an ADDRESS.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from appliance.core.masking import sequence
from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.context import NOW
from appliance.core.masking.recognizers._address_rules import AddressRules

_RULES: Final = AddressRules()
_DOOR: Final = re.compile(
    r"[路街道巷弄里村庄镇乡屯寨组社队号室栋幢座楼层房户门院苑园区城湾府邨庭轩]|小区|单元|大厦|公寓|山庄|"
    r"\d ?[-－] ?\d|\b(?:street|st|road|rd|avenue|ave|lane|drive|way|court|blvd|place|crescent|terrace|flat|apt|"
    r"unit|room|rm|floor|suite|block|building|tower)\b",
    re.IGNORECASE,
)
_EXACT: Final = re.compile(r"[0-9一二三四五六七八九十百零〇两甲乙丙]")
_CODE: Final = re.compile(r"字第|[0-9A-Za-z]{9,}|[0-9A-Fa-f]{2}[:\-][0-9A-Fa-f]{2}[:\-]|\d+\.\d+\.\d+")
_ANOTHER: Final = re.compile(
    r"[；;。]+|[，,\s]+(?:(?:现在?|新|改[为成]?|变更为|换成|旧|原来?|后来|搬[到去至])(?:地址|住址|家庭住址)?(?:是|为|在|：|:)*|"
    r"(?:家|公司|单位|老家)(?:地址)?[：:])|(?<=[0-9号室楼栋])(?:就|刚|才|已经)?(?:搬|迁|改|换|变更|转寄)(?:到|去|至|成|为)了?"
)
_SAME_RUN: Final = re.compile(r"[A-Za-z0-9]{0,6}(?:-[A-Za-z0-9]{1,5}){0,2}")
_BRANCH_AFTER: Final = re.compile(
    r"(?:那[个家]|的|旁边?的?|附近的?|对面的?)?(?:[\u4e00-\u9fff]{0,4}(?:支行|分行|网点|分理处|营业[部厅])|atm|ATM|自助银行|储蓄所|柜员机)"
)
"""中山路123号那家支行: where a branch is, is nobody's secret."""
_PUBLIC: Final = re.compile(
    r"(?:支行|分行|网点|分理处|营业部|营业厅|储蓄所|银行|柜台|窗口)(?:[一二三四五1-9]楼)?$"
)
_REGIONS: Final = re.compile(
    r"(?:[\u4e00-\u9fff]{2,6}?(?:省|自治区|特别行政区|自治州|地区|市|区|县|州|盟|旗)){1,4}[\u4e00-\u9fff]{0,1}$"
)
_LEAD: Final = re.compile(
    r".*(?:寄到|送到|居住在?|位于|地址|住址|户籍地?|搬到|发到|在|住|到|于|至|是|从|我|家)(?=[\u4e00-\u9fff])"
)
_DOORS: Final = re.compile(r"^\W*(?P<v>\d{1,3}(?:[栋幢座#]|[\-—])(?:\d{1,2}(?:单元|[\-—]))?\d{2,4}室?)\W*$")
"""5-2-1801: building, staircase and door, where an address was asked for."""
_SEAT: Final = re.compile(r"\d{1,2}排\d{1,2}座|^\d{1,2}排\d{1,2}号")
_PICKUP: Final = re.compile(r"(?:菜鸟)?驿站|丰巢|快递柜|取件")
_THEIRS: Final = re.compile(
    r"(?:总行|分行|支行|网点|贵行|你们行?|营业[部厅])(?:的?地址)?(?:是不是|是否|就|还|是)?(?:在|位于|搬到|搬去)了?[\u4e00-\u9fff]{0,10}$"
)
"""贵行总行是不是在…: where the bank is, is nobody's secret."""
_LEAST: Final = 4
_PHONE: Final = re.compile(r"[ ,，、:：]{1,2}(?=(?:0\d{2,3}[\- ]\d{5}|1[3-9]\d{7}))")
_WORD_BEFORE: Final = re.compile(r"[A-Za-z]{4}")
_SHORTEST: Final = 12
"""BOFAUS3N 户 begins with a bank's code, no place."""
_HAMLET: Final = re.compile(
    r"(?:[县区市旗州]|省).{1,8}(?:[镇乡]|街道|苏木).{1,7}(?:村|屯|嘎查|组|社|队|寨)|[镇乡].{1,6}村.{1,7}(?:组|社|队|屯|湾)$"
)
"""Town and village, and perhaps its group: no number is needed to find the house."""
_BEHIND: Final = re.compile(
    r"(?:[甲乙丙丁](?![\u4e00-\u9fff])|[A-Za-z](?:座|室|户|铺)?(?![A-Za-z\u4e00-\u9fff])|(?:[左右东西南北中](?:户|侧|门|边|手边|头)|地下|地铺|负[一二12]层|院内|楼上|楼下|后院|门面房?|门卫室?|传达室)"
    r"(?:[一二三四五\d]楼)?|[左右](?![\u4e00-\u9fff])|[\u4e00-\u9fff]{0,4}?(?:驿站|丰巢柜?|快递柜|铺位|摊位|档口|作业站|保安亭|奶茶店|便利店|小卖部|小超市))"
)


class Address:
    """Where both find the same address, the wider reading holds."""

    kinds = frozenset({"ADDRESS"})

    def find(self, a: Analysis) -> list[Find]:
        found = [
            f
            for f in _RULES.find(a)
            if not _BRANCH_AFTER.match(a.plain, f.end) and not _THEIRS.search(a.before(f.start, 26))
        ]
        for s in sequence.learned(a):
            if s.kind != "ADDRESS" or not _leads_to_a_door(a, s.start, s.end):
                continue
            same = [f for f in found if f.start < s.end and s.start < f.end]
            start, end = min([s.start, *(f.start for f in same)]), max([s.end, *(f.end for f in same)])
            if same:
                found = [f for f in found if f not in same]
            score = 0.9 if same or s.sure > 2 else 0.75
            found.append(Find(start, end, "ADDRESS", score, "name tagger"))
        if a.state.wants.get("ADDRESS") == NOW:
            found += [
                Find(*m.span("v"), "ADDRESS", 0.9, "door, asked for")
                for m in _DOORS.finditer(a.lower)
                if not found
            ]
        return [
            replace(part, start=_left(a, part.start), end=end)
            for f in found
            for part in _apart(a, f)
            for end in (_without_phone(a, part.start, _right(a, part.end)),)
            if not (_WORD_BEFORE.match(a.flat[part.start : end]) and end - part.start < _SHORTEST)
        ]


def _apart(a: Analysis, f: Find) -> Iterator[Find]:
    """An old address and a new one in one sentence are two."""
    at = f.start
    for m in _ANOTHER.finditer(a.plain, f.start, f.end):
        if m.start() - at >= _LEAST and f.end - m.end() >= _LEAST:
            yield replace(f, start=at, end=m.start())
            at = m.end()
    if at == f.start or any(map(str.isalpha, a.flat[at : f.end])):
        yield replace(f, start=at)


def _left(a: Analysis, start: int) -> int:
    """佛山 before 顺德…, 广西桂林市七星区 before 穿山东路…: places right in front belong to it."""
    for word in reversed(a.words):
        if word.tag == "LOC" and word.start < start <= word.end and start - word.start > 1:
            start = word.start
    window = a.plain[max(0, start - 24) : start]
    if m := _REGIONS.search(window):
        lead = _LEAD.match(m[0])
        start -= len(window) - m.start() - (lead.end() if lead else 0)
    return start


def _without_phone(a: Analysis, start: int, end: int) -> int:
    """稠州北路699号 0579-85192204: a telephone number behind it is none of its doors."""
    m = _PHONE.search(a.flat, start + _LEAST, end)
    return m.start() if m else end


def _right(a: Analysis, end: int) -> int:
    """What names the door behind its last number: 75号甲, 9樓C, 10號地下, 52号菜鸟驿站."""
    end = _run_end(a, end)
    m = _BEHIND.match(a.plain, end)
    return _run_end(a, m.end()) if m else end


def _run_end(a: Analysis, end: int) -> int:
    """Past the rest of the letters and digits that `end` stands in: E|5-8F."""
    inside = end and a.flat[end - 1].isascii() and a.flat[end - 1].isalnum()
    m = _SAME_RUN.match(a.flat, end) if inside else None
    return m.end() if m else end


def _leads_to_a_door(a: Analysis, start: int, end: int) -> bool:
    said = a.lower[start:end]
    if (
        _BRANCH_AFTER.match(a.plain, end)
        or "区别" in said
        or _PICKUP.match(said)
        or _THEIRS.search(a.before(start, 26))
        or _SEAT.search(said)
    ):
        return False
    if end - start < _LEAST or not _DOOR.search(said) or _CODE.search(said) or _PUBLIC.search(said):
        return False
    return (
        _EXACT.search(said) is not None
        or _HAMLET.search(said) is not None
        or a.state.wants.get("ADDRESS", 0) >= NOW
    )
