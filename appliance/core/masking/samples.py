"""Sentences as customers type them, all made up: what a changed policy would make of them is shown before it holds."""

from __future__ import annotations

from typing import Final

SAMPLES: Final = (
    "我叫王小明，手机13812345678，想改一下预留号码",
    "身份证11010519491231002X，生日1949年12月31日，护照E12345678",
    "卡号6222 0202 0000 0000 017，年费怎么又扣了",
    "我的账号是370212345678901，户名张丽华",
    "住青岛市市南区海岳路18号3单元502，离崂山支行近吗",
    "我在济南出差，附近有没有工商银行的网点",
    "我们公司是青岛海纳商贸有限公司，统一社会信用代码92340621MA2PBMKK45",
    "邮箱wang.xm@example.com，微信号wxm_2026，QQ号是123456789",
    "座机0532-85556677转801，客服热线95588一直打不通",
    "车牌鲁B12345，明天去网点办业务",
    "My name is John Smith, please call +86 139 1234 5678 or 400-820-8788",
    "验证码482913，密码是Abc123456，帮我看看",
)
