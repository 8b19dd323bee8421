"""What a notice ends or changes is no answer any more; what it leaves alone still is."""

from __future__ import annotations

import pytest

from appliance.ai.answering.likeness import abolishes
from appliance.ai.answering.revoked import Revoked
from appliance.ai.knowledge.hits import Hit, Source

RULES = "个人存款管理办法-2023年版"
NOTICE = "停办部分业务的通知-2026年"
TEXTS = [
    f"{RULES}\n第三条 存折年费每年3元。",
    f"{NOTICE} 一、停办\n序号=1; 业务=存折年费; 原条款=办法第三条; 说明=停止收取",
    f"{NOTICE} 一、停办\n序号=2; 业务=丰年储蓄; 原条款=2021年版手册第八条; 说明=停止新开",
    f"{NOTICE} 二、修订\n序号=1; 业务=预约取现; 原条款=《个人存款管理办法》第九条; 修订为=10万元以上提前1日",
    f"{RULES}\n本办法第十一条、第十二条已废止。违反第五条的，终止服务。",
    "收费表-2026年\n项目=保管箱; 说明=逾期不再退还押金",
]


@pytest.mark.parametrize(
    ("title", "unit", "ended"),
    [
        (RULES, "第三条 存折年费每年3元。", True),
        (RULES, "第九条 取现5万元以上预约。", True),
        (RULES, "第十一条 …", True),
        (RULES, "第十二条 …", True),
        (RULES, "第四条 …", False),
        (RULES, "第五条 …", False),  # only what follows from breaking it is said
        ("个人贷款手册-2026年版", "第八条 …", False),  # the 2021 edition's
        ("个人贷款手册-2026年版", "第三条 …", False),
        (RULES, "依照第三条办理。", False),
    ],
)
def test_articles(title: str, unit: str, ended: bool) -> None:
    assert Revoked(TEXTS).article(title, unit) is ended


@pytest.mark.parametrize(
    ("question", "thing"),
    [
        ("存折年费多少钱", "存折年费"),
        ("丰年储蓄怎么开", "丰年储蓄"),
        ("预约取现要几天", None),
        ("保管箱多少钱", None),
        ("多少积分能换一公里里程", "积分里程兑换"),  # said in other words than the notice's
        ("青砚卡年费多少钱", None),  # the card goes on, only its gift ended
        ("青砚卡开卡的礼物还有吗", "青砚卡开卡礼"),
        ("岫金贷怎么申请", "岫金贷"),
        ("公积金贷款利率", None),  # a short name is said whole
        ("正式挂失满几天领新卡", None),  # what ended is its fee
        ("正式挂失还收手续费吗", "正式挂失手续费"),
    ],
)
def test_things(question: str, thing: str | None) -> None:
    assert Revoked([*TEXTS, *MORE]).thing(question, _parts, lambda _: 1.0) == thing


MORE = [
    f"{NOTICE} 一、停办的事项\n序号={n}; 业务={name}; 说明=停止"
    for n, name in enumerate(["积分里程兑换", "青砚卡开卡礼", "岫金贷", "正式挂失手续费"], 3)
]
WORDS = {
    "积分里程兑换": "积分 里程 兑换",
    "青砚卡开卡礼": "青砚卡 开卡礼",
    "正式挂失手续费": "正式 挂失 手续费",
}


def _parts(name: str) -> frozenset[str]:
    words = WORDS.get(name, name).split()
    return frozenset(word[i : i + 2] for word in words for i in range(len(word) - 1))


@pytest.mark.parametrize(
    ("title", "heading", "unit", "abolishes_it"),
    [
        (NOTICE, "一、停办", "业务=存折年费; 说明=停止收取", True),
        (RULES, "第五章", "手环式硬钱包已于2026年1月停售。", True),
        (RULES, "第五章", "等待期内患病的，退还保费，合同终止。", False),  # a rule of how something ends
        (RULES, "第五章", "预约后3日不取的自动取消。", False),
    ],
)
def test_what_announces_an_end(title: str, heading: str, unit: str, abolishes_it: bool) -> None:
    hit = Hit("passage", "p", None, unit, heading, "zh", 0.9, 0.9, 1.0, title, Source("d", title))
    assert abolishes(hit, unit) is abolishes_it


SECTIONS = [
    "关于终止服务的公告 一、终止的服务\n序号=1; 服务=传真指令; 原规定=小企业细则6.5; 善后=不再接受",
    "关于终止服务的公告 一、终止的服务\n序号=2; 服务=旅行支票; 原规定=外汇指引E4; 善后=终止",
    "关于终止服务的公告 一、终止的服务\n序号=3; 服务=节节高; 原规定=存款规则§14; 善后=停止新开",
    "关于终止服务的公告 一、终止的服务\n序号=4; 服务=夜市专柜; 原规定=保险规范七; 善后=终止",
    "关于终止服务的公告 一、终止的服务\n序号=5; 服务=靠档计息; 原规定=存款规则§13第三段; 善后=终止",
    "关于终止服务的公告 二、调整\n序号=1; 服务=对账; 原规定=小企业细则6.3; 调整为=每月一次",
]


@pytest.mark.parametrize(
    ("title", "heading", "unit", "ended"),
    [
        ("小企业账户与结算服务细则", "6 票据 › 6.5 传真指令", "须电话确认。", True),
        ("小企业账户与结算服务细则", "6 票据 › 6.50 其他", "须电话确认。", False),
        ("小企业账户与结算服务细则", "6 票据 › 6.3 对账", "每季一次。", False),  # changed in one figure only
        ("个人外汇与跨境汇款指引", "E 其他 › E4 旅行支票", "手续费0.75%。", True),
        ("个人存款与结算规则-2024年版", "乙 存款 › §14 节节高", "5000元起存。", True),
        ("个人存款与结算规则-2024年版", "乙 存款", "§14 节节高：5000元起存。", True),
        (
            "个人存款与结算规则-2024年版",
            "乙 存款 › §13 年轮存",
            "100元起存。",
            False,
        ),  # but for its third paragraph
        ("保险柜台代销规范", "七、夜市专柜", "18:00至21:00。", True),
        ("信用卡手册", "七、夜市专柜", "18:00至21:00。", False),
    ],
)
def test_sections(title: str, heading: str, unit: str, ended: bool) -> None:
    assert Revoked(SECTIONS).ended(title, heading, unit) is ended
