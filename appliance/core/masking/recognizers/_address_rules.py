"""Postal addresses by rule: a place or road with a house number, from the tagger's places and from their form."""

from __future__ import annotations

import re
from collections.abc import Iterator

from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.recognizers._address_abroad import onward, streets

_UNIT = r"(?:号楼|号院|号|弄|栋|幢|座|单元|室|楼|层|组|户|房|巷|门|区|期|队|社)"
_DOOR = re.compile(
    rf"(?:(?:\d{{1,6}}[A-Za-z]{{0,2}}|(?<![A-Za-z])[A-Za-z]{{1,2}}\d{{0,5}}|[0-9一二三四五六七八九十百零〇○]{{1,6}})(?:\-\d{{1,5}})"
    rf"{{0,2}}) ?{_UNIT}"
    rf"(?:(?:之|附)\d+号?|"
    rf"[\s,，、\-]?[东西南北]?[0-9A-Za-z一二三四五六七八九十百零]{{1,6}}(?:\-\d{{1,5}}){{0,2}} ?{_UNIT}|"
    r"[A-Za-z]?\d{2,5}(?!\d|[年月日元万块%]))*"
)
_ROAD = re.compile(
    r"(?:路|街|大道|道|巷|弄|胡同|里|村|镇|乡|庄|屯|小区|花园|苑|城|园|广场|大厦|公寓|家园|新村|中心|天地|"
    r"府|湾|庭|轩|居|阁|国际|街道|社区|坊|寨|湖|山)$"
)
_REGION = (
    r"(?:[\u4e00-\u9fff]{2,7}?(?:省|自治区|特别行政区|自治州|自治县|地区|新区|市|区|县|州|盟|旗|"
    r"镇|乡|街道|村))"
)
_LEFT = re.compile(
    rf"{_REGION}{{0,5}}[\u4e00-\u9fff]{{1,10}}?"
    r"(?:路|街|大道|巷|胡同|村|小区|花园|苑|城|园|广场|大厦|公寓|家园|新村|里|湾|府|庭|镇|庄)$"
)
_AFTER_CUE = re.compile(
    r"(?:地址|住址|住在|家住|寄到|寄往|送到|邮寄到|收货地|户籍地?|居住地?|现居住?|位于|住)"
    r"(?:是|为|在|：|:|\s|改成|改为|变更为)*$"
)
_BARE_VERBS = re.compile(r"^.*(?:寄到|居住在?|位于|地址|住址|户籍地|搬到|送到|发到|在|住|到|于|至|是|从)")
_ENGLISH = re.compile(
    r"(?:(?:(?:Room|Rm|Flat|Unit|Apt|Apartment|Suite|Block|Blk|"
    r"Floor)\.? ?[0-9A-Za-z\-]{1,6}, ?){0,3}(?:No\.? ?)?\d{1,5}[A-Za-z]?,? "
    r"(?:[A-Z][A-Za-z']+ ){1,4}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Boulevard|Blvd|"
    r"Way|Parkway|Pkwy|Circle|Trail|Loop|Alley|Walk|Close|Gardens|Mews|Court|Ct|Place|Pl|Square|Sq|Terrace|Crescent|Highway|Hwy)\b\.?"
    r"(?: (?:Central|East|West|North|South))?(?: #\d+-\d+)?(?: Singapore \d{6})?(?:,? (?:Room|Rm|Flat|Unit|Apt|Apartment|"
    r"Suite)\.? ?#?[0-9A-Za-z\-]{1,6})?(?:, ?[A-Z][A-Za-z]+(?: [A-Z][A-Za-z]+){0,2}){0,4}"
    r"(?:,? \d{5,6}(?!\d))?)"
)
_DOOR_FIRST = re.compile(
    r"(?<![A-Za-z0-9])(?:(?:Room|Rm|Flat|Unit|Apt|Apartment|Suite|Building|Bldg?|Block|Blk|Tower|House|Floor|"
    r"No)\.? ?#?[0-9A-Z][0-9A-Za-z\-/]{0,6}|G/F|\d{1,2}/F|"
    r"\d{1,2}(?:st|nd|rd|th) (?:Floor|floor))(?:(?:, ?| )(?:#?[A-Z0-9][0-9A-Za-z'.\-]{0,15}|\#\d+-\d+)(?: (?:#?[A-Z0-9][0-9A-Za-z'.\-/]"
    r"{0,15}|\#\d+-\d+)){0,5}){1,7}"
)
"""Building 7, Unit 2, Room 1101, Greentown Rose Garden, Hangzhou; Blk 412 Ang Mo Kio Ave 10 #08-1123."""
_PARTED = re.compile(r", ?")
_STREET = re.compile(
    r"(?i:street|st|road|rd|ave|avenue|lane|lu|garden|estate|court|mansion|plaza|dist\.?|district)(?![a-z])|#\d+-\d+"
)
_FLAT = re.compile(r" #\d+-\d+")
_LEAST_PARTS = 3
_RURAL = re.compile(
    r"(?:[\u4e00-\u9fff]{2,8}?(?:省|自治区|自治州|地区|盟|市)){0,2}[\u4e00-\u9fff]{1,8}?(?:县|区|旗|市)[\u4e00-\u9fff]{1,6}?(?:镇|乡|街道|苏木)"
    r"[\u4e00-\u9fff]{1,6}?(?:村|屯|嘎查|社区|寨)(?:[\u4e00-\u9fff0-9]{1,6}?(?:组|社|队|屯|湾|自然村)(?![\u4e00-\u9fff]区))?"
)
_RURAL_LEAD = re.compile(
    r"(?:.{0,6}?(?:住在|住址|地址|老家|户籍|户口|家在|我在|我家|现住|俺家搁|家住|在|住|搁|寄到|送到|是|从))(?:[在是到：:])?"
)
_JAPAN = re.compile(
    r"[\u4e00-\u9fff]{2,3}(?:都|府|県|縣|道)[\u4e00-\u9fff]{1,6}[市区區町村郡][\u4e00-\u9fff\u3040-\u30ff]{0,8}\d{1,3}(?:(?:-|丁目|番地?)\d{0,4}){1,3}号?"
    r"(?: ?[\u30a0-\u30ff]{2,12})?(?: ?\d{2,4}号?室?)?"
)
_CAMPUS = re.compile(
    r"[\u4e00-\u9fff]{2,12}?(?:大学|学院|中学|校区)[\u4e00-\u9fff]{0,10}?"
    r"(?:[0-9一二三四五六七八九十]{1,3}(?:舍|栋|号楼|公寓|幢)|[桃李竹梅松兰东西南北][0-9]{1,2})[\- ]?[A-Z]?\d{3,4}(?!\d)室?"
)
"""A room in a hall of residence: 武汉大学信息学部14舍307."""
_KOREA = re.compile(r"[\uac00-\ud7a3]{2,8}(?:시|도)(?:,? [\uac00-\ud7a30-9\-]{1,10}){2,7}")
_BUILDING = re.compile(r"\d{1,4} ?(?:号楼|栋|幢|座|弄|单元|室|期)")
_GAP = re.compile(r"[ ,，、]?")


class AddressRules:
    """Left edge from the tagged words, right edge from the numbers and units that follow."""

    def find(self, a: Analysis) -> list[Find]:
        """Candidates."""
        return [*self._chinese(a), *self._english(a), *self._rural(a), *self._abroad(a)]

    def _english(self, a: Analysis) -> Iterator[Find]:
        for m in _ENGLISH.finditer(a.flat):
            yield Find(m.start(), onward(a.flat, m.end()), "ADDRESS", 0.88, "street and number")
        for m in _DOOR_FIRST.finditer(a.flat):
            parts = [part for part in _PARTED.split(m[0]) if part]
            if len(parts) >= _LEAST_PARTS or _FLAT.search(m[0]) or (len(parts) == 2 and _STREET.search(m[0])):
                yield Find(m.start(), m.end(), "ADDRESS", 0.89, "door, building and place")

    def _rural(self, a: Analysis) -> Iterator[Find]:
        """County, town and village: 织金县以那镇大田村田坝组."""
        for m in _RURAL.finditer(a.plain):
            start = m.start()
            if lead := _RURAL_LEAD.match(m[0]):
                start += lead.end()
            yield Find(start, m.end(), "ADDRESS", 0.74, "town and village")

    def _abroad(self, a: Analysis) -> Iterator[Find]:
        for start, end in streets(a.flat):
            yield Find(start, end, "ADDRESS", 0.88, "street of another country")
        for pattern in (_JAPAN, _KOREA, _CAMPUS):
            for m in pattern.finditer(a.flat):
                yield Find(m.start(), m.end(), "ADDRESS", 0.86, "form of another country")

    def _chinese(self, a: Analysis) -> Iterator[Find]:
        done = -1
        for door in _DOOR.finditer(a.flat):
            if door.start() < done:
                continue
            start, strong = self._left(a, door)
            if start is None:
                continue
            end = self._right(a, door.end())
            done = end
            if end - start >= 5:
                yield Find(start, end, "ADDRESS", 0.9 if strong else 0.75, "place and door number")

    def _left(self, a: Analysis, door: re.Match[str]) -> tuple[int | None, bool]:
        """Where the address begins, and whether the tagger agrees that places stand there."""
        start = door.start()
        left, places, i = start, 0, len(a.words) - 1
        while i >= 0 and a.words[i].start >= start:
            i -= 1
        if i >= 0 and a.words[i].end > start:
            # The door number stands inside a word: 滨江大道290弄26号/LOC.
            word = a.words[i]
            if word.tag in ("LOC", "ORG", "nz") or _ROAD.search(a.text[word.start : start]):
                left, places, i = word.start, 1, i - 1
        while i >= 0:
            word = a.words[i]
            if word.end < left and not _GAP.fullmatch(a.flat[word.end : left]):
                break
            if (
                word.tag == "LOC"
                or (word.tag in ("ORG", "nz", "n", "PER", "s", "nw") and _ROAD.search(word.text))
                or (word.tag in ("ORG", "nz") and left == start and _BUILDING.match(door[0]))
            ):
                left, places = word.start, places + 1
            elif not (word.tag == "w" and word.text.strip(" ") == "" and places):
                break
            i -= 1
        if places:
            return left, True
        window = a.flat[max(0, start - 24) : start]
        window = re.split(r"[^\u4e00-\u9fff]", window)[-1]
        if verbs := _BARE_VERBS.match(window):
            window = window[verbs.end() :]
        if m := _LEFT.search(window):
            return start - len(window) + m.start(), False
        if len(window) >= 2 and _AFTER_CUE.search(
            a.flat[max(0, start - len(window) - 8) : start - len(window)]
        ):
            return start - len(window), False
        return None, False

    def _right(self, a: Analysis, end: int) -> int:
        """A named estate and a further door number may follow: …121号 锦绣家园 14栋1单元733室."""
        while True:
            rest = a.flat[end : end + 16]
            gap = re.match(r"[ ,，]?[\u4e00-\u9fff]{2,8}?(?=[0-9])", rest)
            if not gap or not _ROAD.search(gap[0]):
                return end
            door = _DOOR.match(a.flat, end + gap.end())
            if door is None:
                return end
            end = door.end()
