"""How pages write times, numbers and sizes.

Times are shown in the time zone named by TZ, else China's (the appliance's home market); stored times are UTC.
"""

from __future__ import annotations

from datetime import datetime

from appliance.core.kit.clock import now, zone


def clock(at: datetime | None) -> str:
    """14:02 today, 11-03 14:02 earlier this year, 2025-11-03 before that."""
    if at is None:
        return "—"
    here, today = at.astimezone(zone()), now().astimezone(zone())
    if here.date() == today.date():
        return f"{here:%H:%M}"
    return f"{here:%m-%d %H:%M}" if here.year == today.year else f"{here:%Y-%m-%d}"


def day(at: datetime | None) -> str:
    """11-03, or 2025-11-03 of another year."""
    if at is None:
        return "—"
    here = at.astimezone(zone())
    return f"{here:%m-%d}" if here.year == now().astimezone(zone()).year else f"{here:%Y-%m-%d}"


def full(at: datetime | None) -> str:
    """2026-11-03 14:02:07."""
    return "—" if at is None else f"{at.astimezone(zone()):%Y-%m-%d %H:%M:%S}"


def iso(at: datetime | None) -> str:
    """For machines: 2026-11-03T06:02:07+00:00."""
    return "" if at is None else at.isoformat(timespec="seconds")


def local(at: datetime | None) -> str:
    """2026-11-03T14:02: the value of a field of date and time; empty for none."""
    return "" if at is None else f"{at.astimezone(zone()):%Y-%m-%dT%H:%M}"


def num(value: float | None) -> str:
    """12,345; a fraction keeps one digit."""
    if value is None:
        return "—"
    return f"{value:,.1f}" if isinstance(value, float) and not value.is_integer() else f"{int(value):,}"


def size(count: int | None) -> str:
    """Bytes as 1.4 MB (powers of 1,000, as disk makers count)."""
    if count is None:
        return "—"
    amount, unit = float(count), "B"
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if amount < 1000 or unit == "TB":
            break
        amount /= 1000
    return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"


def span(seconds: float | None) -> str:
    """A waiting time: 01:42, or 1:05:09 from an hour on."""
    if seconds is None:
        return "—"
    whole = max(0, int(seconds))
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes:02d}:{rest:02d}"


FILTERS = {
    "clock": clock,
    "day": day,
    "datetime": full,
    "iso": iso,
    "local": local,
    "num": num,
    "size": size,
    "span": span,
}
