"""Values told by the field they stand in: keys of JSON, YAML and queries, columns of tables and of SQL."""

from __future__ import annotations

import pytest

from appliance.core.masking.recognizers.fields import Fields

FOUND = [
    ("序号|户名|户号|应缴金额\n1|闵秀珍|3207741802|86.40\n2|牟大海|3207741956|112.75",
     ["闵秀珍", "3207741802", "牟大海", "3207741956"]),
    ("id,name,email,created\n1008,Noor al-Hadi,noor_h@outlook.ae,2025-01-05", ["Noor al-Hadi"]),
    ("客户\tQQ\t微信\n马到\t38271940\tmadaocg", ["马到", "38271940", "madaocg"]),
    ("| 姓名 | 客户号 |\n|---|---|\n| 单雄信 | 80192837 |", ["单雄信", "80192837"]),
    ('{"name": "钱多多", "idcard": "320502198811170048"}', ["钱多多"]),
    ('{"realName":"高兴","birthday":"1991-02-03"}', ["高兴", "1991-02-03"]),
    ('"im":{"type":"qq","no":"2750183946"}', ["2750183946"]),
    ('birth_date:"19791204"', ["19791204"]),
    ("customer_name: 归云飞", ["归云飞"]),
    ("INSERT INTO cust(name,phone,acct) VALUES ('归云飞','13800138019','80192837465');", ["归云飞", "80192837465"]),
    ("<name>Hồ Thị Lan</name><phone>+84 912 480 377</phone>", ["Hồ Thị Lan"]),
    ("login fail user=liangzhiwei ip=172.16.44.109", ["liangzhiwei"]),
]  # fmt: skip
LEFT_ALONE = [
    '{"name":"大额存单","id":"31"}',
    '{"name":"张江支行","phone":"021-58881234"}',
    "序号|产品|利率\n1|黄金|2.3\n2|白银|1.8",
    "日期,金额,对方户名\n2024-03-01,200.00,中国移动公司",
    "姓名\t手机\n金额\t备注",
    "账户：活期\n余额：20384.50",
    "user=bankadmin status=ok",
    '{"account":"13800138019"}',
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_found(finds, text, expected):
    assert set(expected) <= set(finds(Fields(), text))


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_left_alone(finds, text):
    assert finds(Fields(), text) == []
