"""Values of every kind, with checksums that are right. `make(kind, random)`; no value is anybody's."""

from __future__ import annotations

import string
from collections.abc import Callable
from random import Random

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蔡余杜叶程苏魏吕丁任沈姚卢"
)
GIVEN = "婉淑翊宸皓轩梓涵沐泽曦妍煜祺瑾萱昕玥霖楷钰璇绮筠骞昱彤澜岚峻颢"
REGIONS = ["110105", "310115", "370202", "440305", "510104", "330106", "420106", "610113"]
BINS = ["622848", "621700", "622202", "625925", "621661", "622588"]
STREETS = ["滨江大道", "文三路", "松柏路", "建设北街", "长宁支路", "梧桐巷"]
PLACES = ["上海市浦东新区", "杭州市西湖区", "青岛市市南区", "深圳市福田区", "成都市锦江区", "武汉市武昌区"]


def digits(r: Random, n: int) -> str:
    return "".join(r.choice(string.digits) for _ in range(n))


def luhn(body: str) -> str:
    """`body` with its check digit (ISO/IEC 7812-1)."""
    total = sum(
        d if i % 2 else (d * 2 - 9 if d > 4 else d * 2) for i, d in enumerate(map(int, reversed(body)))
    )
    return f"{body}{-total % 10}"


def date(r: Random) -> tuple[int, int, int]:
    return r.randint(1950, 2004), r.randint(1, 12), r.randint(1, 28)


def cn_id(r: Random) -> str:
    """GB 11643: 18 digits, now and then the old 15."""
    y, m, d = date(r)
    if r.random() < 0.15 and y < 2000:
        return f"{r.choice(REGIONS)}{y % 100:02}{m:02}{d:02}{digits(r, 3)}"
    body = f"{r.choice(REGIONS)}{y}{m:02}{d:02}{digits(r, 3)}"
    weighed = sum(
        int(c) * w for c, w in zip(body, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2], strict=True)
    )
    return body + "10X98765432"[weighed % 11]


def card(r: Random) -> str:
    number = luhn(r.choice(BINS) + digits(r, r.choice([9, 12])))
    gap = r.choice(["", "", " ", "-"])
    return gap.join(number[i : i + 4] for i in range(0, len(number), 4))


def mobile(r: Random) -> str:
    n = f"1{r.choice(['38', '39', '58', '86', '73', '99', '52'])}{digits(r, 8)}"
    return r.choice([n, n, f"{n[:3]} {n[3:7]} {n[7:]}", f"{n[:3]}-{n[3:7]}-{n[7:]}", f"+86{n}"])


def uscc(r: Random) -> str:
    """GB 32100."""
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    body = f"91{r.choice(REGIONS)}MA{''.join(r.choice(signs) for _ in range(7))}"
    weighed = sum(signs.index(c) * pow(3, i, 31) for i, c in enumerate(body))
    return body + signs[-weighed % 31]


def iban(r: Random) -> str:
    body = f"DE{digits(r, 18)}"
    value = int("".join(str(int(c, 36)) for c in f"{body[2:]}DE00"))
    return f"DE{98 - value % 97:02}{body[2:]}"


def hktw_id(r: Random) -> str:
    if r.random() < 0.5:
        letter, number = r.choice("ABCDEGHKPRVYZ"), digits(r, 6)
        total = 36 * 9 + (ord(letter) - 55) * 8
        total += sum(int(d) * w for d, w in zip(number, range(7, 1, -1), strict=True))
        return f"{letter}{number}({'0123456789A'[-total % 11]})"
    codes = dict(zip("ABCDEFGHJKLMNPQRSTUVXYWZIO", range(10, 36), strict=True))
    letter, number = r.choice("ABCDEFGHJK"), r.choice("12") + digits(r, 7)
    total = codes[letter] // 10 + codes[letter] % 10 * 9
    total += sum(int(d) * w for d, w in zip(number, range(8, 0, -1), strict=True))
    return f"{letter}{number}{-total % 10}"


def dob(r: Random) -> str:
    y, m, d = date(r)
    return r.choice([f"{y}年{m}月{d}日", f"{y}-{m:02}-{d:02}", f"{y}/{m:02}/{d:02}"])


def person(r: Random) -> str:
    return r.choice(SURNAMES) + "".join(r.sample(GIVEN, 2))


def address(r: Random) -> str:
    return f"{r.choice(PLACES)}{r.choice(STREETS)}{r.randint(100, 999)}号{r.randint(2, 30)}栋{r.randint(101, 2999)}室"


def login_name(r: Random) -> str:
    return "".join(r.choice(string.ascii_lowercase) for _ in range(6)) + digits(r, 4)


MAKERS: dict[str, Callable[[Random], str]] = {
    "CN_ID": cn_id,
    "BANK_CARD": card,
    "MOBILE": mobile,
    "LANDLINE": lambda r: f"0{r.choice(['532', '571', '755', '28', '10'])}-{r.randint(2, 8)}{digits(r, 7)}",
    "PASSPORT": lambda r: f"{r.choice(['E', 'G', 'EA', 'EJ'])}{digits(r, 8)}"[:9],
    "PERMIT": lambda r: f"{r.choice('HMC')}{digits(r, 8)}",
    "HKTW_ID": hktw_id,
    "MILITARY_ID": lambda r: f"{r.choice('军海空')}字第{digits(r, 8)}号",
    "PLATE": lambda r: (
        f"{r.choice('鲁沪京粤浙苏')}{r.choice('ABCDEF')}{digits(r, 2)}{r.choice('KXYZ')}{digits(r, 2)}"
    ),
    "USCC": uscc,
    "EMAIL": lambda r: f"{login_name(r)}@{r.choice(['example.com', 'example.org', 'mail.example.cn'])}",
    "WECHAT": lambda r: f"wx_{login_name(r)}",
    "QQ": lambda r: f"{r.randint(2, 9)}{digits(r, 8)}",
    "ACCOUNT": lambda r: f"37{digits(r, 15)}",
    "IBAN": iban,
    "SWIFT": lambda r: (
        f"{''.join(r.choice(string.ascii_uppercase) for _ in range(4))}CNBJ{r.choice(['', '300', '110'])}"
    ),
    "PERSON": person,
    "ADDRESS": address,
    "DOB": dob,
    "IP": lambda r: f"121.{r.randint(20, 250)}.{r.randint(20, 250)}.{r.randint(20, 250)}",
    "MAC": lambda r: ":".join(f"{r.randint(16, 255):02X}" for _ in range(6)),
    "OTP": lambda r: digits(r, 6),
    "PASSWORD": lambda r: (
        f"{r.choice(['Hai', 'Sun', 'mei', 'Kq'])}{digits(r, 4)}{r.choice('!@#x')}{login_name(r)[:3]}"
    ),
    "CVV": lambda r: digits(r, 3),
    "EXPIRY": lambda r: f"{r.randint(1, 12):02}/{r.randint(27, 33)}",
}
KINDS = tuple(MAKERS)


def make(kind: str, r: Random) -> str:
    """A fresh value of this kind."""
    return MAKERS[kind](r)
