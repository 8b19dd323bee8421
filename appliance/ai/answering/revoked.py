"""Revoked: what a notice of the bank stops or changes, so that the text it speaks of answers no more.

A bank keeps an older rule book in force and publishes a notice beside it: article 12 abolished, article 9 amended, a
savings plan stopped. Read from the published texts themselves: rows and sentences that name an article or a service and
say that it ended or reads otherwise now. The notice itself stays the answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

ENDED = re.compile(r"废止|停办|停止|停用|停发|停售|停寄|停收|下线|取消|不再|终止|作废|暂停")
OUTDATED = re.compile(r"历史|旧版|已停用|^停用|停用[-—_－]|停止使用|作废|已废止|不再执行|失效|存档")
"""What title, sheet or heading says of a text that is kept for history only."""

_AMENDED = re.compile(r"修订为|调整为|改为|修改为|变更为|已修订|已修改|已调整")
_COLUMNS_AMENDED = re.compile(r"修订|调整|改为|修改|变更")
_ARTICLE = re.compile(r"(?P<name>[\w《》（）〔〕()]{0,24}?)第(?P<number>[一二三四五六七八九十百零\d]+)条")
_SAYS_SO = re.compile(
    r"(?:第[一二三四五六七八九十百零\d]+条、?)+(?:的(?:规定|内容))?[，]?(?:自[^，。]{2,14}起)?(?:已(?:经)?|予以)?"
    r"(?:废止|修订|修改|作废|停止执行|不再执行)"
)
_OPENS = re.compile(r"第([一二三四五六七八九十百零\d]+)条|§\s*0*(\d+)")
_SECTION = re.compile(
    r"^《?(?P<name>[\u4e00-\u9fff]{2,24}?)》?"
    r"(?:§\s*0*(?P<mark>\d+)(?!\d|第)|第?(?P<number>[A-Z]\d{1,2}|\d{1,2}(?:\.\d{1,2})+|[一二三四五六七八九十]+)[章节]?$)"
)
_HEADS = re.compile(
    r"(?:第|附|§\s*0*)?([A-Z]\d{1,2}|\d{1,2}(?:\.\d{1,2})*|[一二三四五六七八九十]+)[章节]?(?:[ 、.．:：]|$)"
)
_NOT_A_NAME = re.compile(r"条款|依据|序号|编号|说明|处理|备注|日期|时间")
_BRACKETS = re.compile(r"[（(][^）)]*[）)]")
_UNDER = re.compile(
    r"^(?:[一二三四五六七八九十\d]+[、.．])?(?:停办|废止|停止|取消|终止)(?:办理)?的?(?:条款|条文|规定|事项|业务|项目|产品|服务|内容|权益|活动)?$"
)
_LEAST = 0.6
"""Share of a stopped thing's name, by weight of its pairs, that a question must say."""

_SHORT = 3
"""Names up to this length must be said whole: 岫金贷 is not 公积金贷款."""

_MONEY = re.compile(r"[收交扣付免]|费|钱|元|块")
"""What a question about a fee says."""


class Revoked:
    """Articles and things that the bank's own notices end or change. Immutable."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.articles: dict[str, set[tuple[str, str, str]]] = {}
        self.sections: dict[str, set[tuple[str, str]]] = {}
        self.things: set[str] = set()
        for text in texts:
            place, _, said = text.partition("\n")
            title = place.split(" ")[0]
            for line in said.split("\n"):
                fields = [tuple(part.split("=", 1)) for part in re.split(r";\s*", line) if "=" in part]
                if len(fields) > 1:
                    self._row(title, place, line, [(f[0], f[1]) for f in fields])
                else:
                    for m in _SAYS_SO.finditer(line):
                        before = line[max(0, m.start() - 24) : m.start()]
                        self._named(title, before + m[0])

    def _row(self, title: str, place: str, line: str, fields: Sequence[tuple[str, str]]) -> None:
        amended = bool(_AMENDED.search(line)) or any(_COLUMNS_AMENDED.search(c) for c, _ in fields)
        under = any(_UNDER.match(part) for part in place.split(" "))
        ended = under or bool(ENDED.search(line))
        if not (amended or ended):
            return
        clause = next((v for _, v in fields if re.search(r"第[一二三四五六七八九十百零\d]+条|全文", v)), None)
        section = next((m for _, v in fields[1:] if (m := _SECTION.search(v))), None)
        if clause is None and section is not None and ended and not amended:
            clause = section.string
            number, name = section["mark"] or section["number"], section["name"]
            self.sections.setdefault(number, set()).add((name[:2], name[-2:]))
        if clause is None and not under:
            return
        if clause:
            self._named(title, clause)
        if ended and not amended:
            for column, value in fields:
                if _NOT_A_NAME.search(column) or ENDED.search(value) or re.search(r"第.+条|全文", value):
                    continue
                name = _BRACKETS.sub("", value).strip()
                if 3 <= len(name) <= 14 and not re.search(r"[\d，。；=%]", name):
                    self.things.add(name)
                    self.things |= {b.strip("（()） ") for b in _BRACKETS.findall(value) if 4 <= len(b) <= 10}
                    break

    def _named(self, title: str, clause: str) -> None:
        name = year = ""
        for m in _ARTICLE.finditer(clause):
            own = re.sub(r"[《》（）〔〕()\d]|年版?|本行|原|本", "", m["name"])[-2:]
            if len(own) == 2:
                name, year = own, (re.findall(r"20\d\d", m["name"]) or [""])[-1]
            self.articles.setdefault(m["number"], set()).add((name, year, title))

    def ended(self, title: str, heading: str, unit: str) -> bool:
        """Whether a notice ends or changes what stands in the document `title`: the article that `unit` is (第十二条, §14),
        or a section that `heading` lies in (6.5, E4, 七)."""
        marked = _OPENS.match(unit)
        numbers = [m[1] for part in heading.split(" › ") if (m := _HEADS.match(part))]
        if marked and marked[2]:
            numbers.append(marked[2])
        if self.sections and any(self._section(title, number) for number in numbers):
            return True
        return self.article(title, unit)

    def _section(self, title: str, number: str) -> bool:
        return any(first in title and last in title for first, last in self.sections.get(number, ()))

    def article(self, title: str, unit: str) -> bool:
        """Whether `unit`, an article of the document `title`, is one that a notice ends or changes."""
        if not (m := _OPENS.match(unit)) or not m[1]:
            return False
        years = re.findall(r"20\d\d", title)
        return any(
            (name in title if name else by == title) and (not year or not years or year in years)
            for name, year, by in self.articles.get(m[1], ())
        )

    def thing(
        self, question: str, parts_of: Callable[[str], frozenset[str]], weight: Callable[[str], float]
    ) -> str | None:
        """The stopped thing that a question names, or None.

        `parts_of` a name are the pairs that it must be known by (积分 and 里程 of 积分里程兑换); `weight` is the rarity of one.
        """
        for name in sorted(self.things, key=len, reverse=True):
            parts = parts_of(name)
            total = sum(weight(p) for p in parts)
            said = sum(weight(p) for p in parts if p in question)
            enough = name in question if len(name) <= _SHORT else total and said / total >= _LEAST
            if enough and (not name.endswith("费") or name in question or _MONEY.search(question)):
                return name
        return None
