"""Listed: what a bank counts up, so that what is not among it is not offered: 第一套 and 第二套, A 型 to C 型, currencies, terms.

A question about the third home, a box of type D, pounds or 60 instalments is near to the text that lists the others, and
not answered by it. Where a text leaves the list open (第 3 张起, 其他币种) nothing is missing from it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from appliance.ai.answering.quantities import Quantity, quantities
from appliance.ai.answering.revoked import OUTDATED
from appliance.ai.knowledge.rows import row_fields

_ORDINAL = re.compile(
    r"第([一二三四五六七八九十]|\d+)(套|档|级|类|张|胎|孩)(?!餐)|(首|头一|二|三|四|五)(套)(?!餐)"
)
_RANKS = {"首": "一", "头一": "一", **{str(n): c for n, c in enumerate("一二三四五六七八九十", 1)}}
_OF_TYPE = re.compile(r"(?<![A-Za-z])([A-Z])\s*(型|款|级|档|类)")
_OPEN = re.compile(
    r"第?[首一二三四五六七八九十\d]+(?:套|档|级|类|张|胎|孩)(?:及以|以|起|及其?后)|其他|其它|其余|各类|各级|各档"
)
_CURRENCIES = (
    "美元", "欧元", "英镑", "日元", "港币", "澳元", "加元", "新加坡元", "瑞士法郎", "泰铢", "韩元", "卢布", "新西兰元"
)  # fmt: skip
_CURRENCY = re.compile("|".join([*_CURRENCIES, "港元", "澳大利亚元", "加拿大元", "加拿大币", "新币"]))
_ONE_NAME = {"港元": "港币", "澳大利亚元": "澳元", "加拿大元": "加元", "加拿大币": "加元", "新币": "新加坡元"}
_AS_A_MEASURE = re.compile(
    r"等值[^，。；;]{0,12}?美元|[（(][^）)]{0,6}等值美元[）)]|折合[^，。；;]{0,8}?美元|美元计"
)
_ANY_CURRENCY = re.compile(
    r"(?:其他|其它|其余)(?!网点|支行|分行|渠道|客户|业务|机构|银行|费用|情况|时间|日期|规定|卡|人)|各种|所有|全部|\d+\s*种|外币"
)


def absent(question: str, text: str) -> str | None:
    """What the question names of a list (第三套, D型, 英镑) where `text` counts up others of that list only."""
    for kind, members in _members(question).items():
        listed = _members(text).get(kind, {})
        missing = [shown for member, shown in members.items() if member not in listed]
        if missing and len(listed) >= 2 and not _OPEN.search(text):
            return missing[0]
    asked = currencies(question)
    if not asked:
        return None
    said = currencies(_AS_A_MEASURE.sub(" ", text))
    return "、".join(sorted(asked)) if said and not asked & said and not _ANY_CURRENCY.search(text) else None


def names_any(question: str) -> bool:
    """Whether the question names a member of a list at all."""
    return bool(_members(question) or currencies(question))


def _members(text: str) -> dict[str, dict[str, str]]:
    """What `text` names of lists by rank or letter, as it is written, by kind: {"套": {"三": "第三套"}}."""
    out: dict[str, dict[str, str]] = {}
    for m in _ORDINAL.finditer(text):
        rank = m[1] or m[3]
        out.setdefault(m[2] or m[4], {})[_RANKS.get(rank, rank)] = m[0]
    for m in _OF_TYPE.finditer(text):
        out.setdefault(f"letter {m[2]}", {})[m[1]] = m[0]
    return out


def currencies(text: str) -> frozenset[str]:
    """The foreign currencies that `text` names, each by one name."""
    return frozenset(_ONE_NAME.get(m[0], m[0]) for m in _CURRENCY.finditer(text))


_TERM_COLUMN = re.compile(r"(?:可选|存款|贷款|分期|产品|投资)?(?:期限|期数|存期|档期)")
_NO_LIST = re.compile(r"[至到\-–—~～]|以内|以上|以下|之内|不限|无固定|最长|最短|最多|不超过|起")
_BRACKETS = re.compile(r"[（(][^）)]*[）)]")
_MONTHS = {"year": 12, "month": 1}
_TERMS = frozenset({"period", "year", "month", "week", "day"})


class Terms:
    """The terms that a bank's tables list for each product by name. Immutable."""

    def __init__(self, texts: Iterable[str]) -> None:
        texts = [text for text in texts if not OUTDATED.search(text.partition("\n")[0])]
        held: dict[str, set[tuple[str, Decimal]] | None] = defaultdict(set)
        for text in texts:
            for line in text.split("\n"):
                fields = row_fields(line)
                if not fields:
                    continue
                cell = next((value for column, value in fields[1:] if _TERM_COLUMN.fullmatch(column)), None)
                name = _BRACKETS.sub("", fields[0][1]).strip(' “”"')
                if cell is None or not 3 <= len(name) <= 12 or re.search(r"\d", name):
                    continue
                terms, known = _terms(cell), held[name]
                held[name] = known | terms if terms and known is not None else None
        self._held = {name: terms for name, terms in held.items() if terms}
        self._kinds = {name: {kind for kind, _ in terms} for name, terms in self._held.items()}
        for line in {line for text in texts for line in text.split("\n") if row_fields(line)}:
            for name in [name for name in self._held if name in line]:
                self._held[name] = self._held[name] | {
                    t for q in quantities(line) for t in _normal(q.kind, q.values)
                }

    def absent(self, question: str) -> str | None:
        """A term that the question asks about a product for which the tables list others only; None where they leave it open."""
        named = [name for name in self._held if name in question]
        for name in named:
            if any(name != other and name in other for other in named):
                continue
            for q in quantities(question):
                if q.kind in _TERMS and _of_product(question, q, name):
                    listed = self._held[name]
                    asked = _normal(q.kind, q.values)
                    if asked and {kind for kind, _ in asked} <= self._kinds[name] and not asked & listed:
                        return q.shown
        return None


def _terms(cell: str) -> set[tuple[str, Decimal]]:
    """Every term of a cell (12、24、36期); none when it gives a range or a limit."""
    if _NO_LIST.search(cell):
        return set()
    found = quantities(cell)
    unit = next((q.kind for q in reversed(found) if q.kind in _TERMS), None)
    if unit is None:
        return set()
    out: set[tuple[str, Decimal]] = set()
    for q in found:
        out |= _normal(q.kind or unit, q.values)
    return out


def _normal(kind: str, values: Iterable[Decimal | str]) -> set[tuple[str, Decimal]]:
    if kind not in _TERMS:
        return set()
    unit = "month" if kind in _MONTHS else kind
    return {(unit, v * _MONTHS.get(kind, 1)) for v in values if isinstance(v, Decimal)}


def _of_product(question: str, q: Quantity, name: str) -> bool:
    """Whether a count is the term asked for (三年期, 分36期, 一天通知存款), not how long something has run already."""
    before, after = question[max(0, q.start - 4) : q.start], question[q.end :]
    if re.search(r"(?:第|还了|还到|还款|已还|过了|用了|交了|存了|买了|持有|满了?|前|提前)\s*$", before):
        return False
    if q.kind == "period":
        return not re.match(r"\s*(?:收|付|还|多少|几)", after) or before.endswith("分")
    beside = after.startswith(name) or question[: q.start].endswith(name)
    return beside or bool(re.match(r"\s*期(?!间|满|内|限)", after))
