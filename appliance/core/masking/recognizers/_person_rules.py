"""Names of people by rule: the tagger's names, names after a cue, surnames before a title, Latin names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.recognizers._names import (
    BEFORE_NAME,
    COMPOUND_SURNAMES,
    LATIN_BEFORE,
    NOT_CHINESE_NAMES,
    NOT_LATIN_NAMES,
    SURNAMES,
    TITLES,
)
from appliance.core.masking.tagger import Word

_HAN = re.compile(r"[\u4e00-\u9fff·]+")
_TITLE_END = re.compile(rf"(?:{TITLES})$")
_SURNAME = rf"(?:{COMPOUND_SURNAMES}|[{SURNAMES}])"
_STARTS = re.compile(_SURNAME)
_STOP = r"(?=$|[^\u4e00-\u9fff]|的|是|在|和|与|跟|同志|这|今年|让|变更|手机|电话|身份|先生|女士|吗|呢|吧)"
_CUED = re.compile(
    rf"(?P<cue>{BEFORE_NAME})(?:是|叫|为|：|:|=|\s|,|，|\"|“){{0,3}}"
    rf"(?P<v>(?:{COMPOUND_SURNAMES})[\u4e00-\u9fff]{{1,2}}?|[{SURNAMES}][\u4e00-\u9fff]{{1,2}}?){_STOP}"
)
_STRONG_CUES = frozenset(
    """
    我叫 名叫 名字 名字是 名字叫 姓名 户名 收款人 付款人 联系人 担保人 法定代表人 法人 申请人 开户人 持卡人
    投诉人 收件人 曾用名
    """.split()  # noqa: SIM905  (a word per line would fill the screen)
)
_TITLED = re.compile(
    rf"(?P<v>{COMPOUND_SURNAMES}|[{SURNAMES}])"
    rf"(?P<t>{TITLES}|总(?![行部共计额数是会在])|工(?=[，,。\s]|$))"
)
_SURNAME_ONLY = re.compile(
    rf"(?<![百贵同何啥么])姓(?P<v>{COMPOUND_SURNAMES}|[{SURNAMES}])(?=$|[^\u4e00-\u9fff]|的)"
)
_DOTTED = re.compile(r"[\u4e00-\u9fff]{2,6}[·•][\u4e00-\u9fff]{2,8}")
_OPEN_BEFORE_TITLE = re.compile(r"(?:^|[^\u4e00-\u9fff]|[我是找请叫的和与跟问给告对让由姓见])$")
_LATIN_WORD = (
    r"(?:[A-Z][a-zà-öø-ÿ]+(?:['’\-][A-Z]?[a-zà-öø-ÿ]+)?|[A-Z]['’][A-Z][a-zà-öø-ÿ]+|Mc[A-Z][a-z]+|"
    r"[A-Z]{2,}(?![a-z])|[A-Z]\.)"
)
_LATIN = re.compile(rf"(?<![A-Za-z])(?P<v>{_LATIN_WORD}(?: {_LATIN_WORD}){{0,3}})(?![A-Za-z])")
_LATIN_CUE = re.compile(rf"(?:^|[^a-z])(?P<c>{LATIN_BEFORE})[\s:：]*$")
_LOWER_NAME = re.compile(
    r"my (?:full |legal )?name(?: is|'s|:) (?P<v>[a-z][a-z'\-]+(?: (?!and |but |my |from |here|i )[a-z][a-z'\-]+){0,2})"
    r"(?=$|[,.!;]| and | but | my | from | here)"
)
_CLOSED = re.compile(r"\s*(?:$|[,.!，。！]|and |from |here|speaking|calling|with )")
_TWO_WORDS_ONLY = frozenset({"i am", "i'm", "this is", "给", "我是", "contact", "转给", "转账给"})


SEEN_BY_LAC = "name tagged"
AFTER_A_CUE = "name after a cue"


class PersonRules:
    """Surnames count only where tagger, cue word or title say that a name stands there."""

    def find(self, a: Analysis) -> list[Find]:
        """Candidates; they may overlap."""
        return [*self._tagged(a), *self._cued(a), *self._titled(a), *self._latin(a)]

    def _tagged(self, a: Analysis) -> Iterator[Find]:
        for i, word in enumerate(a.words):
            if word.tag != "PER":
                continue
            if not _HAN.fullmatch(word.text):
                if m := _LATIN.fullmatch(a.flat[word.start : word.end]):
                    yield from self._tagged_latin(a, i, m)
                continue
            start, end = word.start, word.end
            if title := _TITLE_END.search(word.text):
                end -= len(title[0])
            name = a.text[start:end]
            if not name or name in NOT_CHINESE_NAMES or _digits_only(a, start, end):
                continue
            if len(name) == 1 and end == word.end:
                continue
            if len(name) > 4 and "·" not in name:
                continue
            if len(name) == 2 and name[0] in "张張" and _counts(a, i):
                continue
            start = self._surname_left(a, i, start, name)
            sure = bool(_STARTS.match(name)) and len(name) >= 2
            yield Find(start, end, "PERSON", 0.85 if sure else 0.6, SEEN_BY_LAC)

    def _surname_left(self, a: Analysis, i: int, start: int, name: str) -> int:
        """尉 / 迟冬: the tagger sometimes leaves the surname to the word before."""
        if i and len(name) <= 2 and not _STARTS.match(name):
            before: Word = a.words[i - 1]
            if before.end == start and re.fullmatch(COMPOUND_SURNAMES, before.text):
                return before.start
        return start

    def _tagged_latin(self, a: Analysis, i: int, m: re.Match[str]) -> Iterator[Find]:
        """A Latin word tagged as a name counts beside another capitalised word only (Lei Zhou)."""
        word = a.words[i]
        for whole in _LATIN.finditer(a.flat, max(0, word.start - 20)):
            if whole.start() <= word.start and word.end <= whole.end():
                parts = whole["v"].split()
                if len(parts) == 2 and not any(p.lower().strip(".") in NOT_LATIN_NAMES for p in parts):
                    yield Find(whole.start(), whole.end(), "PERSON", 0.6, "latin name tagged")

    def _cued(self, a: Analysis) -> Iterator[Find]:
        for m in _CUED.finditer(a.flat):
            start, end = m.span("v")
            name = m["v"]
            if title := _TITLE_END.search(name):
                end -= len(title[0])
            if name in NOT_CHINESE_NAMES or not self._whole(a, start, end, m["cue"]):
                continue
            yield Find(start, end, "PERSON", 0.8, AFTER_A_CUE)
        for m in _SURNAME_ONLY.finditer(a.flat):
            yield Find(*m.span("v"), "PERSON", 0.8, "surname alone")
        for m in _DOTTED.finditer(a.flat):
            yield Find(m.start(), m.end(), "PERSON", 0.75, "dotted name")

    def _whole(self, a: Analysis, start: int, end: int, cue: str) -> bool:
        """The tagger sees no everyday word reaching over the end, nor (after a weak cue) filling the span."""
        strong = cue in _STRONG_CUES and not _HAN.match(a.text, end)
        for word in a.words:
            if word.end <= start or word.start >= end:
                continue
            if word.end > end and word.tag != "PER":
                return False
            if (
                not strong
                and (word.start, word.end) == (start, end)
                and word.tag
                not in (
                    "PER",
                    "nz",
                    "nr",
                    "LOC",
                    "ORG",
                    "nw",
                )
            ):
                return False
        return True

    def _titled(self, a: Analysis) -> Iterator[Find]:
        for m in _TITLED.finditer(a.text):
            start, end = m.span("v")
            begins = any(w.start == start for w in a.words) or _OPEN_BEFORE_TITLE.search(a.text[:start])
            own = any(
                w.start == start and w.end >= m.end() and w.tag in ("n", "v", "vn", "a", "nz")
                for w in a.words
            )
            inside = any(w.start < start < w.end for w in a.words)
            if begins and not inside and not own:
                yield Find(start, end, "PERSON", 0.82, "surname and title")

    def _latin(self, a: Analysis) -> Iterator[Find]:
        for m in _LOWER_NAME.finditer(a.lower):
            if not any(part in NOT_LATIN_NAMES for part in m["v"].split()):
                yield Find(*m.span("v"), "PERSON", 0.8, "name after my name is")
        for m in _LATIN.finditer(a.flat):
            cue = _LATIN_CUE.search(a.lower[max(0, m.start() - 24) : m.start()])
            start = m.start()
            parts = m["v"].split(" ")
            if cue is None:
                # The cue itself may be capitalised: Beneficiary Wei Ouyang, My Name Is …, Mr Fang Liu.
                cue, start, parts = self._inner_cue(a, m)
            if cue is None or not parts:
                continue
            while parts and parts[-1].lower().strip(".") in NOT_LATIN_NAMES:
                parts.pop()
            if not parts or any(p.lower().strip(".") in NOT_LATIN_NAMES for p in parts):
                continue
            said = cue["c"].strip().rstrip(":：. ")
            if len(parts) == 1 and (len(parts[0]) < 2 or parts[0].isupper()):
                continue
            if (
                len(parts) == 1
                and said in _TWO_WORDS_ONLY
                and not _CLOSED.match(a.lower, start + len(parts[0]))
            ):
                continue
            yield Find(start, start + len(" ".join(parts)), "PERSON", 0.83, "latin name after a cue")

    def _inner_cue(self, a: Analysis, m: re.Match[str]) -> tuple[re.Match[str] | None, int, list[str]]:
        words = m["v"].split(" ")
        offset = m.start()
        for n in range(1, len(words)):
            offset += len(words[n - 1]) + 1
            if cue := _LATIN_CUE.search(a.lower[max(0, offset - 24) : offset]):
                return cue, offset, words[n:]
        return None, m.start(), []


def _digits_only(a: Analysis, start: int, end: int) -> bool:
    return not any("\u4e00" <= c <= "\u9fff" for c in a.digits[start:end])


def _counts(a: Analysis, i: int) -> bool:
    """办张 信用卡, 张卡: 张 as a measure word."""
    nearby = a.plain[a.words[i].start + 1 : a.words[i].end + 3]
    return "卡" in nearby or "票" in nearby or "单" in nearby
