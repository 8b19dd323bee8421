"""WeChat names."""

from __future__ import annotations

import pytest

from appliance.core.masking.recognizers.wechat import WeChat

FOUND = [
    ("薇信 lx19940612（拼音首字母）", ["lx19940612"]),
    ("客服加个微rainy7day，发我表", ["rainy7day"]),
    ("薇♥：chen_daxia", ["chen_daxia"]),
    ("加我微信dabao76436详细说", ["dabao76436"]),
    ("wxid_d061cdeah648", ["wxid_d061cdeah648"]),
    ("微信是15501143710，", ["15501143710"]),
    ("我微信就手机号13988776655，加吧", ["13988776655"]),
    ("微信号：sunshine", ["sunshine"]),
    ("加v：xiaoyu-9527", ["xiaoyu-9527"]),
    ("我卫星：sunny0623sz", ["sunny0623sz"]),
    ("薇信 tt_2011", ["tt_2011"]),
    ("lulu_0917是我微信", ["lulu_0917"]),
    ("微信号就是我名字拼音加生日 hanmeiling1102", ["hanmeiling1102"]),
    ("微信是 tanaka.m_osaka", ["tanaka.m_osaka"]),
    ("VXBank_Helper01，说能提额", ["Bank_Helper01"]),
    ("群里那人叫我加hongyun_9527", ["hongyun_9527"]),
    ("加微 yhjl2023zs", ["yhjl2023zs"]),
    ("“yuanyuan_mama”是我微信", ["yuanyuan_mama"]),
    ("微信两个：panda_sc、panda_sc2", ["panda_sc2"]),
    ("微信是zhangweiwei", ["zhangweiwei"]),
    ("我V是hongdou1986，有事说", ["hongdou1986"]),
    ("微我：t_t_zhang", ["t_t_zhang"]),
    ("微信号不是手机号，是dalongxia777", ["dalongxia777"]),
    ("有事V我dxh-19k77", ["dxh-19k77"]),
    ("微信改了，以前q_tulip77，现在tulip--0808", ["tulip--0808"]),
]
LEFT_ALONE = [
    "WX123456(9)",
    "微信支付",
    "微信android版",
    "wechat account",
    "微信搜不到",
    "加我一个好友",
    "微信转账50000元",
    "微信扣了我300000",
    "微信小程序v2.10.1",
    "QQ30419582，微信不用了",
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_found(finds, text, expected):
    assert set(expected) <= set(finds(WeChat(), text))


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_left_alone(finds, text):
    assert finds(WeChat(), text) == []
