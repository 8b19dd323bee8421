"""Words that look like names and are nobody's: products, the famous, phrases of error pages, what somebody is."""

from __future__ import annotations

from random import Random

from appliance.core.masking.training.lists import words


def fund(r: Random) -> str:
    """What banks call their products: 月月鑫, 稳健盈, 成长宝."""
    first = (
        "天天",
        "月月",
        "周周",
        "季季",
        "年年",
        "日日",
        "步步",
        "稳健",
        "安心",
        "成长",
        "鑫",
        "随心",
        "乐享",
        "安盈",
        "半年",
        "金",
        "富",
        "聚",
        "稳",
        "添",
        "惠",
    )
    last = (
        "利",
        "鑫",
        "红",
        "发",
        "宝",
        "盈",
        "增",
        "高",
        "赚",
        "利宝",
        "成长",
        "享",
        "有礼",
        "添利",
        "通",
        "盈宝",
        "优选",
        "存",
        "贷",
        "丰",
    )
    return r.choice(first) + r.choice(last)


def figure(r: Random) -> str:
    """Somebody whom everybody knows."""
    return r.choice(words("figures")).replace("_", " ")


def product(r: Random) -> str:
    """Names of loans, cards and savings: 杨梅贷, 苏农贷, 时光卡, 钱大掌柜."""
    chars = words("given_chars")
    roll = r.random()
    if roll < 0.3:
        head = r.choice(words("wordlike_names"))[:2]
    elif roll < 0.45:
        head = r.choice(words("surnames_common")) + r.choice("农惠商科才税易信易微快")
    elif roll < 0.6:
        head = r.choice(words("world")[:60])
    else:
        head = r.choice(chars[:300]) + r.choice(chars[:300])
    tail = r.choice(
        (
            "贷",
            "贷",
            "贷",
            "快贷",
            "惠农贷",
            "科创贷",
            "e贷",
            "借",
            "卡",
            "联名卡",
            "分期",
            "宝",
            "盈",
            "存",
            "通",
            "付",
            "享",
            "利",
            "得利",
            "优选",
            "掌柜",
            "大掌柜",
            "管家",
            "钱包",
            "积存",
            "金条",
            "保",
            "纪念币",
            "纪念钞",
            "邮票",
        )
    )
    return head + tail


def english_phrase(r: Random) -> str:
    """Words of error pages, receipts and products: Gateway Timeout, PRIORITY BANKING, Green Bond."""
    chosen = r.sample(words("english_words"), r.choice((1, 2, 2, 2, 3, 3, 4)))
    roll = r.random()
    if roll < 0.6:
        return " ".join(w.capitalize() for w in chosen)
    if roll < 0.75:
        return " ".join(chosen).upper()
    if roll < 0.85:
        return "".join(w.capitalize() for w in chosen)
    return " ".join([chosen[0].capitalize(), *chosen[1:]])


def role(r: Random) -> str:
    """Who somebody is, without a name."""
    return r.choice(
        [
            "家长",
            "学生",
            "业主",
            "员工",
            "患者",
            "股东",
            "会员",
            "考生",
            "村民",
            "居民",
            "职工",
            "司机",
            "骑手",
            "军人",
            "海军",
            "空军",
            "武警",
            "文职",
            "消防员",
            "公务员",
            "退休老人",
            "低保户",
            "个体户",
            "法人",
            "财务",
            "房东",
            "租客",
            "中介",
            "外国人",
            "留学生",
            "华侨",
            "港人",
            "台胞",
            "马籍华人",
            "越南人",
            "日本人",
            "韩国人",
            "大学生",
            "研究生",
            "小姨",
            "大姨",
            "二舅",
            "表姐",
            "堂弟",
            "干妈",
            "后妈",
        ]
    )
