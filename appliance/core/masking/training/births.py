"""Dates of birth in the forms people give them, and other dates that stay readable."""

from __future__ import annotations

from random import Random

_HAN = "零一二三四五六七八九"
_OH = "〇一二三四五六七八九"
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_ANIMALS = "鼠牛虎兔龙蛇马羊猴鸡狗猪"
_LUNAR_DAYS = [
    "初一",
    "初三",
    "初五",
    "初八",
    "初九",
    "十二",
    "十五",
    "十八",
    "二十",
    "廿三",
    "廿六",
    "二十九",
    "三十",
]


def _han(n: int) -> str:
    if n < 10:
        return _HAN[n]
    tens, ones = divmod(n, 10)
    return ("" if tens == 1 else _HAN[tens]) + "十" + (_HAN[ones] if ones else "")


def _year(r: Random, year: int) -> str:
    return "".join(r.choice((_HAN, _HAN, _OH))[int(d)] for d in str(year))


def date(r: Random, low: int = 1938, high: int = 2010) -> str:
    """A whole date."""
    y, m, d = r.randint(low, high), r.randint(1, 12), r.randint(1, 28)
    short = f"{y % 100:02d}"
    day = r.choice(("日", "号", "号", "", "号"))
    month = _MONTHS[m - 1]
    return r.choice(
        (
            f"{y}-{m:02d}-{d:02d}",
            f"{y}/{m}/{d}",
            f"{y}.{m}.{d}",
            f"{y}年{m}月{d}{day}",
            f"{y}年{m}月{d}日",
            f"{y}{m:02d}{d:02d}",
            f"{short}年{m}月{d}{day}",
            f"{short}年{m}月{d}{day}",
            f"{short}.{m}.{d}",
            f"{short}-{m}-{d}",
            f"{short}{m:02d}{d:02d}",
            f"{short}/{m:02d}/{d:02d}",
            f"{y} {m} {d}",
            f"{y}年{m}月",
            f"{_year(r, y)}年{_han(m)}月{_han(d)}{day}",
            f"{_year(r, y)[2:]}年{_han(m)}月{_han(d)}{day}",
            f"{_year(r, y)[2:]}年{_han(m)}月{_han(d)}{day}",
            f"{_year(r, y)[2:]}年{r.choice(('腊', '正', '冬', _han(m)))}月{r.choice(_LUNAR_DAYS)}",
            f"{_year(r, y)}年{_han(m)}月{_han(d)}",
            f"民国{y - 1911}年{m}月{d}日",
            f"民国{y - 1911}/{m}/{d}",
            f"{d} {month} {y}",
            f"{month} {d}, {y}",
            f"{d}/{m}/{y}",
            f"{month[:3]} {d} {y}",
            f"{d}{'st' if d == 1 else 'nd' if d == 2 else 'rd' if d == 3 else 'th'} {month} {y}",
            f"{month} {d}{'st' if d == 1 else 'th'}, {y}".lower(),
            f"农历{short}年{_han(m)}月{r.choice(_LUNAR_DAYS)}",
            f"{y}年农历{_han(m)}月{r.choice(_LUNAR_DAYS)}",
        )
    )


def chinese(r: Random) -> str:
    """A date as Chinese customers write or say it."""
    made = date(r)
    while any(c.isascii() and c.isalpha() for c in made):
        made = date(r)
    return made


def answer(r: Random) -> str:
    """What answers the question for a birthday: also a year, or month and day."""
    roll = r.random()
    y, m, d = r.randint(1938, 2010), r.randint(1, 12), r.randint(1, 28)
    if roll < 0.8:
        return date(r)
    return r.choice(
        (
            f"{m}月{d}{r.choice(('号', '日', ''))}",
            f"{_han(m)}月{_han(d)}",
            f"{_year(r, y)[2:]}年",
            f"{y % 100:02d}年",
            f"属{r.choice(_ANIMALS)}的{y % 100:02d}年",
            f"{m:02d}{d:02d}",
            f"{y}年",
            f"{m}.{d}",
        )
    )


def other(r: Random) -> str:
    """A date that is no birthday."""
    roll = r.random()
    if roll < 0.5:
        return date(r, 2015, 2027)
    m, d = r.randint(1, 12), r.randint(1, 28)
    return r.choice(
        (
            f"{m}月{d}号",
            f"{m}月{d}日",
            f"{_han(m)}月{_han(d)}号",
            f"{m}.{d}",
            f"上个月{d}号",
            "昨天",
            "前天下午",
            "去年",
            "24年",
            f"2{r.randint(3, 7)}年{m}月",
            f"{m}月份",
            "五一",
            "春节",
            "上周三",
        )
    )
