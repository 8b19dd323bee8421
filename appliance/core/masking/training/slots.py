"""Values for the slots of `told/*.txt`: those that are somebody's, and numbers that mean nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from random import Random
from typing import Final

from appliance.core.masking.training.refill import made_password

_SAID: Final = "零一二三四五六七八九"


def digits(r: Random, n: int) -> str:
    """`n` digits."""
    return "".join(r.choice("0123456789") for _ in range(n))


def written(value: str, r: Random) -> str:
    """A code as people write it: plain, parted, said, wide."""
    roll, half = r.random(), (len(value) + 1) // 2
    if roll < 0.62:
        return value
    if roll < 0.72:
        return f"{value[:half]}{r.choice('  -.')}{value[half:]}"
    if roll < 0.8:
        return r.choice((" ", "-", "、", ",", "  ", ".")).join(value)
    if roll < 0.92:
        said = "".join(("洞幺两三四五六拐八勾" if r.random() < 0.15 else _SAID)[int(c)] for c in value)
        return said if r.random() < 0.7 else f"{said[:half]}{r.choice(' ,、')}{said[half:]}"
    if roll < 0.95:
        return value.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    return " ".join(value[i : i + 2] for i in range(0, len(value), 2))


def _otp(r: Random) -> str:
    roll = r.random()
    if roll < 0.05:
        return "".join(r.choice("ABCDEFGHJKMNPQRSTUVWXYZ23456789") for _ in range(6))
    if roll < 0.08:
        return f"G-{digits(r, 6)}"
    return written(digits(r, r.choice((6, 6, 6, 6, 6, 6, 4, 4, 8, 5))), r)


def _expiry(r: Random) -> str:
    m, y = r.randint(1, 12), r.randint(24, 36)
    han = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")[m - 1]
    said_year = "".join(_SAID[int(c)] for c in str(y))
    return r.choice(
        (
            f"{m:02d}/{y}",
            f"{m:02d}/{y}",
            f"{m:02d}{y}",
            f"{m}/{y}",
            f"{m:02d}/20{y}",
            f"20{y}年{m}月",
            f"{y}年{m}月",
            f"20{y}-{m:02d}",
            f"20{y}/{m:02d}",
            f"{m:02d}-{y}",
            f"{m:02d} {y}",
            f"{m:02d} / {y}",
            f"{m}月{y}年",
            f"{han}月{said_year}年",
            f"{said_year}年{han}月",
            f"{m:02d}／{y}",
            f"20{y}年{m}月份",
            f"{y}年的{m}月",
            f"{m:02d}.{y}",
        )
    )


def _password(r: Random) -> str:
    return made_password(r) if r.random() < 0.85 else digits(r, r.choice((6, 6, 8)))


_WORDS: Final = [
    "芝麻开门",
    "梅花三弄",
    "天王盖地虎",
    "一帆风顺",
    "花好月圆",
    "平安是福",
    "向阳小学",
    "实验二小",
    "王桂芳",
    "毛豆",
    "旺财",
    "咪咪",
    "东方红",
    "春暖花开",
    "守株待兔",
    "红烧肉",
    "外婆家",
    "海阔天空",
    "大展宏图",
    "长江七号",
    "桂花树",
    "育才中学",
    "李素珍",
    "小白",
    "张老师",
    "人民路小学",
    "岁岁平安",
    "皮蛋",
    "来福",
    "石桥小学",
    "何桂英",
    "贺老师",
    "蓝色的自行车",
    "糖醋排骨",
    "景德镇",
    "第三中学",
    "外滩",
    "大黄",
    "豆包",
    "绍兴",
    "桑塔纳",
    "赵敏老师",
    "宁波",
    "圣玛丽中学",
    "长江长江",
    "六六大顺",
    "床前明月光",
    "陈秀兰",
    "小熊饼干",
    "周老师",
    "年年有余",
    "开心果",
    "猪猪侠",
]


def _words(r: Random) -> str:
    word = r.choice(_WORDS)
    if r.random() < 0.25:
        word += digits(r, r.choice((2, 2, 3, 4)))
    return r.choice((word, word, f"“{word}”"))


def _card(r: Random) -> str:
    n = r.choice(("62", "4", "5", "622", "6217")) + digits(r, 17)
    n = n[: r.choice((16, 19, 19))]
    return n if r.random() < 0.6 else " ".join(n[i : i + 4] for i in range(0, len(n), 4))


def _amount(r: Random) -> str:
    n = r.choice(("{}", "{}", "{}.{}", "{}00", "{}000"))
    n = n.format(r.randint(1, 999), digits(r, 2))
    return r.choice((f"{n}元", f"{n}块", f"{n}块钱", f"¥{n}", f"{n}", f"{r.randint(1, 90)}万", f"{n}元钱"))


def _bare_amount(r: Random) -> str:
    return r.choice(
        (
            str(r.randint(1, 99)) + "0" * r.randint(2, 4),
            f"{r.randint(100, 99999)}",
            f"{r.randint(1, 9999)}.{digits(r, 2)}",
            f"{r.randint(1, 99)},{digits(r, 3)}",
            f"{r.randint(1, 90)}万",
        )
    )


def _birth(r: Random) -> str:
    y, m, d = r.randint(1940, 2012), r.randint(1, 12), r.randint(1, 28)
    return r.choice((f"{y}年{m}月{d}日", f"{y}{m:02d}{d:02d}", f"{y}.{m}.{d}", f"{y}-{m:02d}-{d:02d}"))


def _order(r: Random) -> str:
    return r.choice(
        (
            digits(r, r.choice((8, 9, 10, 12))),
            r.choice(("SF", "GD", "TS", "NO", "DD", "EX", "A", "Q", "BD")) + digits(r, r.choice((6, 8, 10))),
            f"{r.choice(('GD', 'HT', 'XY'))}-{r.randint(2018, 2026)}-{digits(r, 4)}",
            f"20{r.randint(20, 26)}{r.randint(1, 12):02d}{r.randint(1, 28):02d}{digits(r, 4)}",
            digits(r, 6),
        )
    )


def _error(r: Random) -> str:
    return r.choice(
        (
            r.choice(("E", "GW-", "ERR", "P", "B", "X", "EC", "0x", "T-"))
            + digits(r, r.choice((2, 3, 4, 5))),
            digits(r, r.choice((3, 4, 5, 6))),
            f"-{digits(r, 4)}",
        )
    )


def _number(n: int, r: Random) -> str:
    return str(r.randint(10 ** (n - 1), 10**n - 1))


def _user(r: Random) -> str:
    head = "".join(r.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(r.randint(3, 8)))
    return r.choice(
        (head + r.choice(("", "_", "-")) + digits(r, r.randint(2, 6)), f"wxid_{head}{digits(r, 3)}")
    )


_SYLLABLES: Final = (
    "wo", "de", "mi", "ma", "ai", "ni", "xiao", "bao", "bei", "tiger", "sunny", "happy", "lucky", "ruo", "xi", "hao", "yun", "jia", "le", "fei", "fu", "lai",
    "mei", "li", "tian", "kong", "da", "hai", "summer", "dragon", "monkey", "apple", "qwer", "asdf", "admin", "pass", "word", "let", "me", "in", "love",
)  # fmt: skip


def _mixed(r: Random, n: int) -> str:
    """K8mP2w: letters and at least one digit."""
    letters = r.choice(("ABCDEFGHJKMNPQRSTUVWXYZ", "abcdefghjkmnpqrstuvwxyz", "ABCDEFGHJKmnpqrstuvwxyz"))
    made = [r.choice(letters + "23456789") for _ in range(n)]
    made[r.randrange(n)] = r.choice("23456789")
    made[r.randrange(n - 1)] = r.choice(letters)
    return "".join(made)


def _login(r: Random) -> str:
    head = r.choice(("user", "admin", "guest", "test", "root", "fin", "oper", "kj", "cn", "czy"))
    return r.choice((f"{head}{digits(r, r.choice((2, 3, 3, 4)))}", f"{head}_{digits(r, 2)}", _user(r)))


def _serial(r: Random) -> str:
    """TX-40917, FB61 830 472, NEW8210, DK20260412."""
    head = "".join(r.choice("ABCDEFGHJKLMNPQRSTUVWXYZ") for _ in range(r.choice((1, 2, 2, 2, 3))))
    return r.choice(
        (
            f"{head}-{digits(r, r.choice((3, 4, 5)))}",
            f"{head}{digits(r, r.choice((3, 4, 6, 8)))}",
            f"{head}{digits(r, 2)} {digits(r, 3)} {digits(r, 3)}",
            f"{head}-{r.choice('ABCX')}{digits(r, 3)}",
            f"{head}-{digits(r, 3)}-{digits(r, 3)}",
            f"{head} {digits(r, 4)}",
            f"{digits(r, 2)}{r.choice('ABCDF')}",
        )
    )


MADE: Final[dict[str, Callable[[Random], str]]] = {
    "OTP": _otp,
    "OTP3": lambda r: digits(r, 3),
    "CVV": lambda r: written(digits(r, 3), r),
    "CVV4": lambda r: digits(r, 4),
    "EXPIRY": _expiry,
    "EXPY": lambda r: r.choice(("20{}", "{}", "{}年", "20{}年", "二零二{n}")).format(r.randint(25, 36), n=r.choice("六七八九")),
    "EXPEN": lambda r: (
        r.choice("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec January March April June July August".split())  # noqa: SIM905
        + r.choice((" ", " ", "/", "-"))
        + r.choice(("20", "20", "'", ""))
        + str(r.randint(25, 36))
    ),
    "PASSWORD": _password,
    "PIN": lambda r: written(digits(r, r.choice((6, 6, 6, 6, 4))), r),
    "PW": _words,
    "ACCOUNT": lambda r: digits(r, r.choice((8, 9, 10, 11, 12, 14, 17))),
    "QQ": lambda r: str(r.randint(10_000_000, 3_999_999_999)),
    "WECHAT": _user,
    "MOBILE": lambda r: "1" + r.choice("3456789") + digits(r, 9),
    "MOBILETAIL": lambda r: r.choice(("", " ")).join(digits(r, 8)),
    "CARD": _card,
    "CARDTAIL": lambda r: digits(r, r.choice((4, 7, 8))),
    "CN_ID": lambda r: f"{r.randint(110101, 659001)}{r.randint(1940, 2008)}{r.randint(1, 12):02d}{r.randint(1, 28):02d}{digits(r, 4)}",
    "DOB": _birth,
    "DOBY": lambda r: f"{r.randint(1940, 2010)}",
    "HKID": lambda r: f"{r.choice('ABCDEFGHKMPRSVYZ')}{digits(r, 6)}({digits(r, 1)})",
    "PASSPORT": lambda r: f"{r.choice(('E', 'EA', 'G', 'EJ'))}{digits(r, 8)}",
    "LANDLINE": lambda r: f"0{r.choice(('10', '21', '571', '755'))}{r.choice('- ')}{digits(r, 8)}",
    "MILITARY": lambda r: digits(r, 8),
    "PERMIT": lambda r: f"{r.choice('HMC')}{digits(r, 8)}",
    "OTPA": lambda r: _mixed(r, r.choice((4, 6, 6, 6, 8))),
    "PASSWORDW": lambda r: "".join(r.choice(_SYLLABLES) for _ in range(r.choice((2, 2, 3)))),
    "PASSWORDL": lambda r: "".join(r.choice("abcdefghjklmnpqrstwxyz") for _ in range(r.choice((4, 5, 6)))),
    "PWL": lambda r: r.choice(_WORDS) + r.choice(("", "", "我是")) + r.choice(_WORDS),
    "PWE": lambda r: r.choice(("rosewood", "fluffy", "barnaby", "st mary's", "whiskers", "blue bicycle", "penrose", "oak hill primary", "mr tomlin")),
    "USER": _login,
    "EXPDATE": lambda r: r.choice(("{y}{m:02d}", "{m:02d}{y}", "{m:02d}/{y}", "20{y}{m:02d}", "20{y}-{m:02d}")).format(y=r.randint(25, 36), m=r.randint(1, 12)),
    "PLATE": lambda r: f"{r.choice('京沪粤浙苏')}{r.choice('ABCD')}{digits(r, 5)}",
}  # fmt: skip
LABEL: Final = {
    "OTP3": "OTP", "OTPA": "OTP", "PASSWORDW": "PASSWORD", "PASSWORDL": "PASSWORD", "PWL": "PASSWORD", "PWE": "PASSWORD", "CVV4": "CVV", "EXPY": "EXPIRY", "EXPEN": "EXPIRY", "PIN": "PASSWORD", "PW": "PASSWORD", "MOBILETAIL": "MOBILE",
    "USER": "ACCOUNT", "EXPDATE": "EXPIRY", "CARD": "BANK_CARD", "CARDTAIL": "BANK_CARD", "DOBY": "DOB", "HKID": "HKTW_ID", "MILITARY": "MILITARY_ID",
}  # fmt: skip
HARMLESS: Final[dict[str, Callable[[Random], str]]] = {
    **{f"n{n}": partial(_number, n) for n in range(1, 9)},
    "amt": _amount,
    "amtN": _bare_amount,
    "amtE": lambda r: r.choice(("$", "", "£", "HK$", "")) + f"{r.randint(10, 9999)}" + r.choice(("", " USD", " yuan", ".50")),
    "year": lambda r: str(r.randint(1998, 2027)),
    "date": lambda r: r.choice(("{}月{}号", "{}.{}", "{}月{}日", "{}/{}")).format(r.randint(1, 12), r.randint(1, 28)),
    "time": lambda r: r.choice((f"{r.randint(0, 23)}:{r.randint(0, 59):02d}", f"{r.randint(1, 12)}点{r.randint(1, 59)}")),
    "tail": lambda r: digits(r, 4),
    "phone": lambda r: r.choice(("95588", "95533", "95555", "12378", "110", "96110", "400-8" + digits(r, 2) + "-" + digits(r, 4), "1065" + digits(r, 6))),
    "order": _order,
    "err": _error,
    "ver": lambda r: ".".join(str(r.randint(0, 18)) for _ in range(r.choice((2, 3, 3)))),
    "fund": lambda r: r.choice(("60", "00", "30", "16", "11", "51")) + digits(r, 4),
    "rate": lambda r: r.choice((f"{r.randint(0, 9)}.{digits(r, 2)}", f"{r.randint(300, 999)}", f"{r.randint(1, 9)}.{digits(r, 4)}")),
    "my": lambda r: r.choice(("20{y}年{m}月", "{m}月", "{m:02d}/20{y}", "20{y}-{m:02d}", "20{y}年底", "20{y}.{m}")).format(y=r.randint(24, 36), m=r.randint(1, 12)),
    "model": lambda r: r.choice(("HP", "TP-LINK_", "ChinaNet-", "CMCC-", "AX", "RT", "MI ")) + digits(r, 4),
    "date2": lambda r: r.choice(("20{y}{m:02d}{d:02d}", "20{y}-{m:02d}-{d:02d}", "20{y}.{m:02d}.{d:02d}", "20{y}年{m}月{d}日", "20{y}/{m}/{d}", "20{y}-{m:02d}-{d:02d}到期")).format(y=r.randint(10, 36), m=r.randint(1, 12), d=r.randint(1, 28)),
    "STOCK": lambda r: r.choice(("五粮液", "茅台", "国债", "蓝筹精选", "沪深300", "宁德时代", "白酒指数", "招行转债", "天天成长", "中证500", "医疗混合", "国债ETF", "比亚迪", "那只债基", "余额增利", "平安银行")),
    "code": _serial,
    "dec": lambda r: r.choice(("{a}.{b:02d}", "{a}.{b}", "{a}.{b:02d}{b:02d}", "{a},{c:03d}.{b:02d}", ".{c:03d}", "-{a}.{b:02d}")).format(a=r.randint(1, 999), b=r.randint(0, 99), c=r.randint(0, 999)),
    "EXPM": lambda r: r.choice(("七月", "3月", "11月", "八月份", "09")),
}  # fmt: skip
