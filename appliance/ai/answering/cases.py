"""Cases: numbers that tell one case from another. 7 天通知存款 is not 1 天通知存款; 十年期 is none of 1, 2, 3 and 5 years.

A visitor's own figure (8,000 元, 晚了两天) is no case: it falls between the limits that a text states.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from appliance.ai.answering.number_guard import same
from appliance.ai.answering.quantities import Quantity, quantities
from appliance.ai.answering.vocabulary import row_fields

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
        if any(same(quantity, other) for other in have):
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


def _row_name(text: str) -> str:
    for line in reversed(text.split("\n")):
        if fields := row_fields(line):
            return fields[0][1]
    return ""


def _lists_cases(quantity: Quantity, have: list[Quantity]) -> bool:
    values = {value for other in have if other.kind == quantity.kind for value in other.values}
    return len(values) >= _ENUMERATED


def _row_is_another_case(quantity: Quantity, name: str) -> bool:
    if quantity.kind not in _COUNTED:
        return False
    of_row = [other for other in quantities(name) if other.kind == quantity.kind]
    return bool(of_row) and not any(same(quantity, other) for other in of_row)


def _range(name: str, kind: str) -> tuple[Decimal, Decimal] | None:
    """The lowest and highest value of a row named by a range of this unit."""
    by_kind: dict[str, list[Decimal]] = defaultdict(list)
    for quantity in quantities(name):
        by_kind[quantity.kind] += [value for value in quantity.values if isinstance(value, Decimal)]
    values = sorted(by_kind.get(kind, []))
    if len(values) == 2 and re.search(r"[-–—~至到]", name):
        return values[0], values[1]
    if len(values) == 1:
        if "以上" in name or re.search(r"\babove|over|more than\b", name, re.IGNORECASE):
            return values[0], Decimal("Infinity")
        if "以下" in name or "以内" in name or re.search(r"\bbelow|under|up to\b", name, re.IGNORECASE):
            return Decimal(0), values[0]
    return None


def _within(quantity: Quantity, limits: tuple[Decimal, Decimal]) -> bool:
    return any(isinstance(value, Decimal) and limits[0] <= value <= limits[1] for value in quantity.values)


def no_such_case(question: str, texts: Sequence[str]) -> str | None:
    """A number of the question that belongs to none of the cases which several table rows set apart (15 天 among rows
    for 1 天 and 7 天); None when a text has it, a range holds it, or no rows set cases apart."""
    names = [name for text in texts if (name := _row_name(text))]
    have = [quantity for text in texts for quantity in quantities(text)]
    for quantity in quantities(question):
        if quantity.kind not in _COUNTED or any(same(quantity, other) for other in have):
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
