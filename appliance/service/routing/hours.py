"""When a team is there: spans of the bank's own time by weekday, and by date for holidays and for working weekends. Pure.

Hours are `{"mon": ["09:00-12:00", "13:30-18:00"], …}`; a weekday that is not named is closed, and no hours at all mean always
open. Holidays are `{"2026-10-01": [], "2026-10-10": ["09:00-17:00"]}`: a date that is named goes by its own spans.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final

from appliance.core.kit.errors import BadInput

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)")
_LOOK: Final = 60
"""Days ahead in which the next opening is looked for."""

Spans = Mapping[str, Sequence[str]]


def is_open(hours: Spans, holidays: Spans, at: datetime) -> bool:
    """Whether the team is there at `at`, a time in the bank's own zone."""
    minute = at.hour * 60 + at.minute
    return any(begin <= minute < end for begin, end in _spans_of(hours, holidays, at.date()))


def opens(hours: Spans, holidays: Spans, at: datetime) -> datetime | None:
    """When the team is there next, after `at`; `None` when that is not within 60 days."""
    for ahead in range(_LOOK + 1):
        day = at.date() + timedelta(days=ahead)
        for begin, _ in _spans_of(hours, holidays, day):
            moment = datetime.combine(day, time(begin // 60, begin % 60), at.tzinfo)
            if moment > at:
                return moment
    return None


def checked(hours: Spans, holidays: Spans) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Both, in order. Raises `BadInput` for a day, date or span that is none, and for spans that overlap."""
    for day in hours:
        if day not in DAYS:
            raise _bad(day)
    for day in holidays:
        try:
            date.fromisoformat(day)
        except ValueError:
            raise _bad(day) from None
    if len(holidays) > 90:
        raise BadInput("节假日最多设置 90 天。", "At most 90 dates can be set as holidays.")
    return (
        {day: _checked(hours[day]) for day in DAYS if hours.get(day)},
        {day: _checked(holidays[day]) for day in sorted(holidays)},
    )


def _spans_of(hours: Spans, holidays: Spans, day: date) -> list[tuple[int, int]]:
    if not hours and day.isoformat() not in holidays:
        return [(0, 24 * 60)]
    given = holidays.get(day.isoformat(), hours.get(DAYS[day.weekday()], ()))
    return sorted(_minutes(span) for span in given)


def _checked(spans: Sequence[str]) -> list[str]:
    kept = sorted(span.strip() for span in spans)
    ends = 0
    for span in kept:
        begin, end = _minutes(span)
        if begin < ends or end <= begin:
            raise _bad(span)
        ends = end
    return kept


def _minutes(span: str) -> tuple[int, int]:
    found = _SPAN.fullmatch(span)
    if found is None:
        raise _bad(span)
    begin, end = int(found[1]) * 60 + int(found[2]), int(found[3]) * 60 + int(found[4])
    if end > 24 * 60:
        raise _bad(span)
    return begin, end


def _bad(given: str) -> BadInput:
    return BadInput(
        f"服务时间“{given[:40]}”无法识别：请写成 09:00-18:00，同一天的时段不能重叠；日期写成 2026-10-01。",
        f"The hours “{given[:40]}” cannot be read: write 09:00-18:00, spans of a day must not overlap; a date is 2026-10-01.",
    )
