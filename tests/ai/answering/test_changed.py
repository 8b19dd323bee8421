"""A figure that a notice sets anew is not quoted from the text where it stood before."""

from __future__ import annotations

import pytest

from appliance.ai.answering.changed import Changed

RULES, GUIDE, NOTICE = "账户管理规则-2025年版", "商户指南", "调整部分规定的通知-2026年"
ROW = f"{NOTICE} 二、调整\n序号=%d; 事项=%s; 原规定=%s; 调整后=%s"
TEXTS = [
    ROW % (1, "口头挂失有效期", "5日", "10日"),
    ROW % (2, "小微商户免手续费额度", "每月交易2万元以内", "每月交易6万元以内"),
    ROW % (3, "取现预约", "5万元以上提前1日", "8万元以上提前1日"),
    ROW % (4, "存折工本费", "按规定收取", "不收"),
    f"{NOTICE}\n自六月起，吞卡保留期限由5个工作日延长至15个工作日，其余不变。",
    "费率表\n序号=1; 业务=转账; 现行标准=5元; 备注=柜台",
]


@pytest.mark.parametrize(
    ("title", "unit", "outdated"),
    [
        (RULES, "第六十六条 口头挂失可以打电话办理，有效期5日，期满解除。", True),
        (RULES, "第六十六条 口头挂失可以打电话办理，有效期十日，期满解除。", False),  # says what holds now
        (RULES, "口头挂失有效期5日，2026年起10日。", False),
        (NOTICE, "事项=口头挂失有效期; 原规定=5日; 调整后=10日", False),  # the notice stays the answer
        (RULES, "书面挂失满5日补发新卡。", False),  # the same figure of another thing
        (GUIDE, "农家和小微商户每月交易2万元以内免收扫码手续费。", True),
        (GUIDE, "酒店每月交易2万元以内免收扫码手续费。", False),  # other merchants
        (GUIDE, "大型商户每月可以申请2万元的临时额度。", False),
        (RULES, "第三十八条 取现5万元以上的，须提前1日预约。", True),
        (RULES, "存折工本费每本5元。", False),  # the notice gives no figure of before
        (RULES, "自助设备吞卡的，保留期限5个工作日。", True),
        (
            RULES,
            "吞卡保留期限：甲地5个工作日，乙地3日，丙地7日，丁地9日，戊地12日。",
            False,
        ),  # a list of much else
    ],
)
def test_figures(title: str, unit: str, outdated: bool) -> None:
    assert (Changed(TEXTS).in_force(title, "", unit, _parts, lambda _: 1.0) == "") is outdated


@pytest.mark.parametrize(
    ("unit", "left"),
    [
        (
            "第十条 存折遗失的，可以口头挂失，有效期5日；书面挂失满5日补发新卡。挂失不收费。",
            "第十条 书面挂失满5日补发新卡。挂失不收费。",
        ),
        (
            "第三十八条 存现不用预约。取现5万元以上的，须提前1日预约；",
            "第三十八条 存现不用预约。",
        ),
        (
            "设备=自助设备; 吞卡保留期限=5个工作日; 取款单笔=2000元",
            "设备=自助设备; 取款单笔=2000元",
        ),
        ("设备=自助设备; 吞卡保留期限=5个工作日", ""),  # a name alone says nothing
        (
            "项目=境外交易费; 蓝卡=1.3%; 白卡=1.3%",
            "项目=境外交易费; 白卡=1.3%",
        ),  # the notice speaks of the blue card alone
    ],
)
def test_the_rest_still_holds(unit: str, left: str) -> None:
    """Only the sentence, or the cell, that says the figure of before is left out."""
    texts = [*TEXTS, ROW % (5, "蓝卡境外交易费", "1.3%", "0.5%")]
    assert Changed(texts).in_force(RULES, "", unit, _parts, lambda _: 1.0) == left


def _parts(name: str) -> frozenset[str]:
    return frozenset(name[i : i + 2] for i in range(len(name) - 1))
