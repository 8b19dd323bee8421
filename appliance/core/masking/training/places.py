"""Addresses that lead to a door, and places that do not."""

from __future__ import annotations

from random import Random

from appliance.core.masking.training.lists import regions, words
from appliance.core.masking.training.places_abroad import (
    english,
    english_building,
    hong_kong,
    singapore,
    taiwan,
)

_HAN = "零一二三四五六七八九"


def number(r: Random, top: int, spoken: bool) -> str:
    """A house or room number; spoken: 一百二十三, 四零二, 两千零三."""
    n = r.randint(1, top)
    if not spoken:
        return str(n)
    if r.random() < 0.5 and n > 99:
        return "".join(_HAN[int(d)] for d in str(n))
    return _spoken(n)


def _spoken(n: int) -> str:
    out, zero = "", False
    for place, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, n = divmod(n, place)
        if digit:
            out += ("零" if zero and out else "") + _HAN[digit] + unit
            zero = False
        else:
            zero = bool(out)
    return out.removeprefix("一") if out.startswith("一十") else out


def district(r: Random) -> str:
    """北京市朝阳区, 朝阳区, 成都武侯: no door in it."""
    top, low = r.choice(regions())
    city = low.split("市")[0] + "市" if "市" in low else ""
    short = low.split("市", 1)[1] if city and low != city else low
    forms = [
        top + low,
        low,
        short,
        city + short,
        top.rstrip("省市") + low,
        (city or top).rstrip("市省") + short,
    ]
    if r.random() < 0.15:
        forms = [top.rstrip("省") + r.choice(words("counties"))]
    return r.choice(forms)


def _building(r: Random, spoken: bool, gap: str) -> str:
    hao = r.choice(("号楼", "栋", "幢", "座", "号", "栋", "号楼"))
    which = r.choice("ABCDEF甲乙") if hao == "座" or r.random() < 0.08 else number(r, 40, spoken)
    unit = f"{gap}{number(r, 6, spoken)}{r.choice(('单元', '单元', '门', '梯'))}" if r.random() < 0.55 else ""
    floor = f"{gap}{number(r, 30, spoken)}{r.choice('楼层')}" if r.random() < 0.15 else ""
    inner = room(r, spoken)
    return f"{which}{hao}{unit}{floor}{gap if inner else ''}{inner}"


def room(r: Random, spoken: bool = False) -> str:
    """402, 402室, A1203, 12楼F室, or nothing."""
    n = number(r, 9, spoken) if r.random() < 0.03 else number(r, 3300, spoken)
    roll = r.random()
    if roll < 0.35:
        return n
    if roll < 0.7:
        return n + r.choice(("室", "室", "房", "号", "户"))
    if roll < 0.8:
        return r.choice(
            (
                "东户",
                "西户",
                "左手边",
                "门面房",
                "负一层",
                f"{r.choice('ABCD')}{r.randint(101, 2909)}",
                "后门",
            )
        )
    return ""


def street(r: Random, spoken: bool = False) -> str:
    """From the road on: 建国路88号院3号楼2单元401."""
    gap = r.choice(("", "", "", "", " ", "，")) if not spoken else ""
    road = r.choice(words("roads"))
    n = number(r, 2200 if r.random() < 0.3 else 300, spoken)
    if r.random() < 0.06:
        n = r.choice("甲乙丙") + n
    if r.random() < 0.1:
        n += f"弄{number(r, 60, spoken)}"
    n += r.choice(
        ("号", "号", "号", "号", "号院", f"附{number(r, 9, spoken)}号", f"号之{number(r, 9, spoken)}", "弄")
    )
    tail = r.random()
    estate = r.choice(words("estates"))
    if tail < 0.3:
        return f"{road}{n}{gap}{estate}{gap}{_building(r, spoken, gap)}"
    if tail < 0.6:
        return f"{road}{n}{gap}{_building(r, spoken, gap)}"
    if tail < 0.75 and (inner := room(r, spoken)):
        return f"{road}{n}{gap}{inner}"
    if tail < 0.85:
        return f"{road}{r.choice(('和', '与'))}{r.choice(words('roads'))}交{r.choice(('叉口', '汇处', '口'))}{estate}{_building(r, spoken, gap)}"
    return f"{road}{n}"


def estate(r: Random, spoken: bool = False) -> str:
    """An estate with building and room."""
    gap = r.choice(("", "", "", " ", "-")) if not spoken else ""
    phase = r.choice(("一期", "二期", "三期", "东区", "南区", "A区", "2期")) if r.random() < 0.2 else ""
    if r.random() < 0.22 and not spoken:
        short = "-".join(str(r.randint(1, n)) for n in r.choice(((30, 3302), (30, 6, 3302))))
        return f"{r.choice(words('estates'))}{phase}{gap.strip('-')}{short}"
    return f"{r.choice(words('estates'))}{phase}{gap}{_building(r, spoken, gap)}"


def village(r: Random, spoken: bool = False) -> str:
    """城关镇李家村3组12号."""
    group = f"{number(r, 20, spoken)}{r.choice(('组', '组', '社', '队', '屯', '小组'))}"
    door = f"{number(r, 200, spoken)}号" if r.random() < 0.75 else ""
    name = r.choice(words("villages"))
    if r.random() < 0.4:
        name = r.choice("王李张刘陈杨赵黄周吴徐孙马朱胡郭何高林罗上下前后东西南北大小石白清") + r.choice(
            (
                "家村",
                "家庄",
                "家湾",
                "庄",
                "坝",
                "坪村",
                "沟村",
                "家屯",
                "家坪",
                "塘村",
                "岭村",
                "桥村",
                "店村",
                "家寨",
            )
        )
    return f"{name}{group if r.random() < 0.8 or not door else ''}{door}"


def address(r: Random, spoken: bool = False) -> str:
    """Leads to a door; with more or less of the region in front."""
    roll = r.random()
    if not spoken and r.random() < 0.16:
        return r.choice((rural, rural, campus, english_building, english_building, singapore))(r)
    if not spoken and r.random() < 0.1:
        return address(r) + _beside(r)
    if roll < 0.05 and not spoken:
        return english(r)
    if roll < 0.13:
        return hong_kong(r)
    if roll < 0.2:
        return taiwan(r)
    gap = r.choice(("", "", "", "", "", " ", "，")) if not spoken else ""
    head = district(r) if r.random() < 0.75 else ""
    if head and r.random() < 0.25:
        head += gap + r.choice(words("towns"))
    if roll < 0.35:
        return f"{head or district(r)}{gap}{r.choice(words('towns')) if r.random() < 0.6 else ''}{village(r, spoken)}"
    body = street(r, spoken) if roll < 0.75 else estate(r, spoken)
    return f"{head}{gap if head else ''}{body}"


def tail(r: Random) -> str:
    """The second half of an address, sent by itself."""
    return r.choice((street, estate, village, lambda r: _building(r, False, ""), street))(r)


def _hamlet(r: Random) -> str:
    chars = words("given_chars")[:300]
    return (
        r.choice(("上", "下", "东", "西", "大", "小", "老", "新", "前", "后", ""))
        + r.choice(chars)
        + r.choice("家坪坝坡沟湾塘岭桥店寨河溪洞坳冲田林水")
    )


def rural(r: Random) -> str:
    """贵州省毕节市织金县以那镇大田村田坝组: no number leads to the door there."""
    top, low = r.choice(regions())
    county = r.choice(
        (top + low, low, top + r.choice(words("counties")), r.choice(words("counties")), district(r))
    )
    town = r.choice((r.choice(words("towns")), _hamlet(r) + r.choice("镇乡"), _hamlet(r) + r.choice("镇乡")))
    place = _hamlet(r) + r.choice(("村", "村", "村", "屯", "嘎查", "庄村", "自然村"))
    tail = r.choice(
        (
            f"{_hamlet(r)}{r.choice(('组', '组', '屯', '社', '湾', '自然村'))}",
            "",
            f"{number(r, 20, r.random() < 0.4)}{r.choice(('组', '社', '队', '组'))}",
            r.choice(
                (
                    "村委会旁",
                    "小学对面",
                    "大街中段路北",
                    "卫生室隔壁",
                    "村口第一家",
                    "老街供销社楼上",
                    "桥头",
                    "代销店",
                    "加油站斜对面",
                )
            ),
        )
    )
    if r.random() < 0.12:
        return f"{county}{r.choice(('红星', '建三江', '八五九', '前进'))}农场第{number(r, 9, True)}管理区{r.randint(1, 30)}{r.choice(('连', '队', '作业站'))}"
    return f"{county}{town}{place}{tail}"


def campus(r: Random) -> str:
    """武汉大学信息学部14舍307, 中国矿业大学南湖校区竹3-A4012."""
    city = r.choice(words("org_cities"))
    school = city + r.choice(
        ("大学", "理工大学", "师范大学", "医科大学", "职业技术学院", "外国语学院", "交通大学")
    )
    part = r.choice(("", "南湖校区", "东校区", "信息学部", "本部", "新校区", "西区", "研究生院"))
    hall = r.choice(
        (
            f"{r.randint(1, 30)}舍",
            f"{r.choice('桃李竹梅松兰东西南北')}{r.randint(1, 12)}",
            f"{r.choice('桃李竹梅松兰')}园{r.randint(1, 12)}栋",
            f"学生公寓{r.randint(1, 20)}号楼",
            f"{r.randint(1, 20)}号宿舍楼",
        )
    )
    where = district(r) if r.random() < 0.4 else ""
    return f"{where}{school}{part}{hall}{r.choice(('', '-', ' '))}{r.choice(('', 'A', 'B'))}{r.randint(101, 4012)}{r.choice(('', '室', '宿舍'))}"


def _beside(r: Random) -> str:
    """What may follow the last number."""
    return r.choice(
        (
            "甲",
            "乙",
            "左",
            "右",
            "东户",
            "西门",
            "南侧",
            "地下",
            "地铺",
            "院内",
            "院内二楼",
            "楼上",
            "后院",
            "对面平房",
            "门面",
            "菜鸟驿站",
            "丰巢柜",
            f"{r.choice(words('shops'))}",
            f" {r.choice(words('shops'))}",
            f"{r.randint(1, 9)}号铺{r.choice(words('shops'))}",
            f"{r.choice('ABCDEFGH')}",
            f"{r.choice('ABCDEFGH')}座",
            f" {r.choice(words('org_parts'))}公司{r.randint(1, 9)}楼",
            "门卫室",
            "传达室",
            "物业",
        )
    )
