"""Account numbers, and long numbers nothing explains."""

from __future__ import annotations

import pytest

from appliance.core.masking.recognizers.account import Account

FOUND = [
    ("存折账号是633307281271928，", ["633307281271928"]),
    ("account no. 62563494928461200", ["62563494928461200"]),
    ("484117570328不见了", ["484117570328"]),
    ("4367 4206 4277 8344", ["4367 4206 4277 8344"]),
    ("水费户号1029381123", ["1029381123"]),
    ("客户号C20887310045", ["C20887310045"]),
    ("用户名chen_xx01", ["chen_xx01"]),
    ("贷款账号LN-2023-00481927", ["LN-2023-00481927"]),
    ("保单GP0200113467/GP0200113468", ["GP0200113468"]),
    ("贷款合同编号：（2023）房贷字第00871号", ["2023）房贷字第00871号"]),
    ("授信合同 SX-GZ-2024-0071", ["SX-GZ-2024-0071"]),
    ("燃气号6008812375", ["6008812375"]),
    ("收款行：汇丰；HSBCSGSG；141-382910-492", ["141-382910-492"]),
    ('{"acctNo":"382910471"}', ["382910471"]),
    ("3990306这是我收款账号", ["3990306"]),
]
LEFT_ALONE = [
    "订单号20240315123456789",
    "日志里显示1717171717171这个",
    "发票代码044001900111",
    "Ref no. 171717171717",
    "账户余额123456789012.50",
    "100000000000元",
    "流水号20250311093017",
    "账户异常",
    "工单20250101001001",
    "106575258192144发来的",
    "EMS 1098237746512",
    "交易流水号2024071522001478391405612345",
    "1069 8000 9555 5",
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_found(finds, text, expected):
    assert set(expected) <= set(finds(Account(), text))


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_left_alone(finds, text):
    assert finds(Account(), text) == []
