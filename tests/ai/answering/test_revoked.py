"""What a notice ends or changes is no answer any more; what it leaves alone still is."""

from __future__ import annotations

import pytest

from appliance.ai.answering.revoked import Revoked

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
    ],
)
def test_things(question: str, thing: str | None) -> None:
    pairs = frozenset(question[i : i + 2] for i in range(len(question) - 1))
    assert Revoked(TEXTS).thing(pairs, lambda _: 1.0) == thing
