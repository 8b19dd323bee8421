"""Numbers, amounts, branches and companies around a name: present in texts, never labelled here."""

from __future__ import annotations

from random import Random

from appliance.core.masking.training.lists import words

_HAN = "零一二三四五六七八九"


def digits(r: Random, n: int) -> str:
    """`n` digits."""
    return "".join(r.choice("0123456789") for _ in range(n))


def mobile(r: Random) -> str:
    """Eleven digits, grouped or spoken now and then."""
    n = "1" + r.choice("3456789") + digits(r, 9)
    roll = r.random()
    if roll < 0.1:
        return f"{n[:3]}{'- '[roll < 0.05]}{n[3:7]}{'- '[roll < 0.05]}{n[7:]}"
    return "".join("零幺二三四五六七八九"[int(d)] for d in n) if roll < 0.2 else n


def card(r: Random) -> str:
    """Sixteen or nineteen digits."""
    n = "62" + digits(r, r.choice((14, 17)))
    roll = r.random()
    if roll < 0.25:
        return " ".join(n[i : i + 4] for i in range(0, len(n), 4))
    return "".join(_HAN[int(d)] for d in n) if roll < 0.3 else n


def identity(r: Random) -> str:
    """Eighteen characters."""
    return f"{r.randint(110101, 659001)}{r.randint(1940, 2008)}{r.randint(1, 12):02d}{r.randint(1, 28):02d}{digits(r, 3)}{r.choice('0123456789X')}"


def amount(r: Random) -> str:
    """5000元, 三万, 200块."""
    n = r.choice(
        (50, 100, 200, 500, 888, 1000, 2000, 3500, 5000, 8000, 10000, 20000, 50000, r.randint(1, 99999))
    )
    return r.choice(
        (
            f"{n}",
            f"{n}元",
            f"{n}块",
            f"{n}块钱",
            f"{r.choice(_HAN[1:])}{r.choice('百千万')}",
            f"{r.choice(_HAN[1:])}{r.choice('百千万')}块",
            f"{n}.{digits(r, 2)}元",
            f"¥{n}",
            f"{r.randint(1, 90)}万",
        )
    )


def amount_english(r: Random) -> str:
    """$500, 2,000 USD."""
    return r.choice(
        ("$500", "2,000 USD", "500 pounds", "£1200", "3000 yuan", "some money", "HK$8,000", "money")
    )


def branch(r: Random) -> str:
    """建设银行中山路支行."""
    bank = r.choice(words("banks")) if r.random() < 0.5 else ""
    return (
        bank
        + r.choice(words("branch_parts"))
        + r.choice(("支行", "支行", "分理处", "网点", "分行", "营业部", "营业厅", "储蓄所"))
    )


def company(r: Random) -> str:
    """杭州鑫源贸易有限公司."""
    city = r.choice(("", "", *words("org_cities")))
    return city + r.choice(words("org_parts")) + r.choice(words("org_kinds"))
