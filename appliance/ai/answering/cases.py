"""Cases: numbers that tell one case from another. 7 天通知存款 is not 1 天通知存款; 十年期 is none of 1, 2, 3 and 5 years.

A visitor's own figure (8,000 元, 晚了两天) is no case: it falls between the limits that a text states.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from appliance.ai.answering.number_guard import same
from appliance.ai.answering.quantities import Quantity, quantities
from appliance.ai.knowledge.rows import row_fields

_MUST_STAND = frozenset({"period", "code", "share", "fold", "point", "gram", "age"})
_COUNTED = frozenset({"year", "month", "day", "workday", "week", "hour", "age", "period"})
_ENUMERATED = 3  # a text with three or more different values of a unit lists cases


def conflict(question: str, text: str) -> str | None:
    """A number of the question that shows `text` to be about another case, or None."""
    asked = quantities(question)
    if not asked:
        return None
    have = quantities(text)
    for quantity in asked:
        if any(same(quantity, other) for other in have) or _no_case(question, quantity):
            continue
        if quantity.kind in _MUST_STAND:
            return quantity.shown
        if quantity.kind in _COUNTED and _lists_cases(quantity, have):
            return quantity.shown
    name = _row_name(text)
    if name:
        for quantity in asked:
            if (limits := _range(name, quantity.kind)) and not _within(quantity, limits):
                return quantity.shown
            if not limits and _row_is_another_case(quantity, name):
                return quantity.shown
    return None


def fits_range(question: str, text: str) -> bool:
    """Whether a figure of the question falls into the range that names this table row (5,000–10,000 元)."""
    name = _row_name(text)
    return bool(name) and any(
        (limits := _range(name, quantity.kind)) is not None and _within(quantity, limits)
        for quantity in quantities(question)
    )


@lru_cache(maxsize=8192)
def _row_name(text: str) -> str:
    """What tells a row from its neighbours: its first cell, and the second where the first holds no figure or a code."""
    for line in reversed(text.split("\n")):
        if fields := row_fields(line):
            first = fields[0][1]
            if len(fields) > 2 and (
                not re.search(r"\d|[一二三四五六七八九十]", first) or re.fullmatch(r"[A-Za-z]+-?\d+", first)
            ):
                return f"{first} {fields[1][1]}"
            return first
    return ""


def named_case(question: str, text: str) -> float:
    """1 when a count of the question (三年, 12 期) stands in the row's name, -1 when only another count of its sort does."""
    name = _row_name(text)
    of_row = [
        _in_months(q) for q in quantities(name) if not _UNDER.search(name[max(0, q.start - 3) : q.start])
    ]
    out = 0.0
    for q in quantities(question):
        if q.kind not in _COUNTED:
            continue
        kind, values = _in_months(q)
        mine = [other for other_kind, other in of_row if other_kind == kind]
        if any(values & other for other in mine):
            return 1.0
        if mine:
            out = -1.0
    return out


def _in_months(q: Quantity) -> tuple[str, frozenset[Decimal | str]]:
    if q.kind == "year":
        return "month", frozenset(v * 12 if isinstance(v, Decimal) else v for v in q.values)
    return q.kind, q.values


def _lists_cases(quantity: Quantity, have: list[Quantity]) -> bool:
    values = {value for other in have if other.kind == quantity.kind for value in other.values}
    return len(values) >= _ENUMERATED


def _row_is_another_case(quantity: Quantity, name: str) -> bool:
    if quantity.kind not in _COUNTED:
        return False
    kind, values = _in_months(quantity)
    of_row = [
        other_values
        for other in quantities(name)
        for other_kind, other_values in [_in_months(other)]
        if other_kind == kind
    ]
    return bool(of_row) and not any(values & other for other in of_row)


def _range(name: str, kind: str) -> tuple[Decimal, Decimal] | None:
    """The lowest and highest value of a row named by a range of this unit (满24个月不满36个月); years are counted in months."""
    values: list[Decimal] = []
    ends = False
    for quantity in quantities(name):
        its_kind, its_values = _in_months(quantity)
        if its_kind != _MONTHS.get(kind, kind):
            continue
        under = bool(_UNDER.search(name[max(0, quantity.start - 3) : quantity.start]))
        ends = ends or under
        values += [value - (_LITTLE if under else 0) for value in its_values if isinstance(value, Decimal)]
    values.sort()
    if len(values) == 2 and (ends or re.search(r"[-–—~至到]", name)):
        return values[0], values[1]
    if len(values) == 1:
        if ends:
            return Decimal(0), values[0]
        if "以上" in name or "满" in name or re.search(r"\babove|over|more than\b", name, re.IGNORECASE):
            return values[0], Decimal("Infinity")
        if "以下" in name or "以内" in name or re.search(r"\bbelow|under|up to\b", name, re.IGNORECASE):
            return Decimal(0), values[0]
    return None


_MONTHS = {"year": "month"}
_UNDER = re.compile(r"(?:不满|未满|不足|少于)\s*$")
_LITTLE = Decimal("0.001")
"""不满36个月 ends before 36."""


def _within(quantity: Quantity, limits: tuple[Decimal, Decimal]) -> bool:
    return any(
        isinstance(value, Decimal) and limits[0] <= value <= limits[1] for value in _in_months(quantity)[1]
    )


def no_such_case(question: str, texts: Sequence[str]) -> str | None:
    """A number of the question that belongs to none of the cases which several table rows set apart (15 天 among rows
    for 1 天 and 7 天); None when a text has it, a range holds it, or no rows set cases apart."""
    asked = quantities(question)
    if not asked:
        return None
    names = [name for text in texts if (name := _row_name(text))]
    have = [quantity for text in texts for quantity in quantities(text)]
    for quantity in asked:
        if quantity.kind not in _COUNTED or quantity.kind == "age" or _no_case(question, quantity):
            continue
        if any(same(quantity, other) for other in have):
            continue
        if any((limits := _range(name, quantity.kind)) and _within(quantity, limits) for name in names):
            continue
        named = {
            value
            for name in names
            for other in quantities(name)
            if other.kind == quantity.kind
            for value in other.values
        }
        if len(named) >= 2:
            return quantity.shown
    return None


_COURSE = re.compile(r"(?:第|还了|还到|还款|已还|过了|用了|交了|存了|买了|满了?)\s*$")


def _no_case(question: str, q: Quantity) -> bool:
    """Whether a count says how long something has run (已经还了八期) or is a measure (一期收多少, 一期的费率)."""
    each = q.kind == "period" and Decimal(1) in q.values
    return each or bool(_COURSE.search(question[max(0, q.start - 4) : q.start]))


def term_unlisted(question: str, table: Sequence[str], near: Sequence[str]) -> str | None:
    """A term of the question (大额存单五年期) that no row of the `table` has whose rows are named by terms, nor any of the
    texts that fit as well. Only the best text may hold it in a range (5年以上)."""
    for q in quantities(question):
        if q.kind not in ("period", "month", "year") or not _is_a_term(question, q):
            continue
        kind, values = _in_months(q)
        if any(
            values & other
            for text in near
            for h in quantities(text)
            for k, other in [_in_months(h)]
            if k == kind
        ):
            continue
        names = [name for text in table if (name := _row_name(text))]
        best = _row_name(near[0])
        if (limits := _range(best, q.kind)) and _within(q, limits):
            continue
        named = {
            value
            for name in names
            for h in quantities(name)
            for k, vs in [_in_months(h)]
            if k == kind
            for value in vs
        }
        if len(named) >= 2 and not named & values:
            return q.shown
    return None


def another_term(question: str, wordings: Sequence[str]) -> str | None:
    """A term of the question (美元三年定期) where an approved pair was made for others only (美元一年定期利率多少)."""
    for q in quantities(question):
        if q.kind not in ("period", "month", "year") or not _is_a_term(question, q):
            continue
        kind, values = _in_months(q)
        terms = [
            v for wording in wordings for h in quantities(wording) for k, v in [_in_months(h)] if k == kind
        ]
        if terms and not any(values & other for other in terms):
            return q.shown
    return None


def _is_a_term(question: str, q: Quantity) -> bool:
    after, before = question[q.end :], question[: q.start]
    if _no_case(question, q):
        return False
    return (
        q.kind == "period"
        or bool(re.match(r"\s*(?:期|的?(?:定期|大额|整存|存单|通知|理财|国债))", after))
        or bool(re.search(r"(?:定期|存单|整存整取|零存整取|国债|存|分)(?:的|是|：|:)?$", before))
    )


def unlisted(question: str, text: str) -> str | None:
    """A count of the question (72 期) that a text does not have which lists two or more of its sort (24、36、60 期)."""
    have = quantities(text)
    for q in quantities(question):
        if q.kind not in ("period", "month", "year") or _no_case(question, q):
            continue
        kind, values = _in_months(q)
        listed = [other for h in have for other_kind, other in [_in_months(h)] if other_kind == kind]
        a_term = q.kind == "period" or re.match(r"\s*(?:期|的?定期|的?存|的?大额|的?整存)", question[q.end :])
        least = 2 if q.kind == "period" else _ENUMERATED
        if a_term and len(set(listed)) >= least and not any(values & other for other in listed):
            return q.shown
    return None
