"""Names that are nobody's: the famous, shops, products, places, English words. The same words stay names beside a cue."""

from __future__ import annotations

import pytest

from appliance.core.masking.recognizers.person import Person

NOBODY = [
    "白求恩医院的缴费怎么没到",
    "I use a Suzuki Swift, does your car loan cover it",
    "孔子像纪念币还能预约不",
    "“周杰伦演唱会购票满减”",
    "跟着巴菲特买可口可乐行吗",
    "诸葛亮来了也算不清你们这利息",
    "泰勒·斯威夫特演唱会外币支付",
    "app里“钱大掌柜”那个入口不见了",
    "杨国福麻辣烫能用券吗",
    "老王烧烤店的刷卡机坏了怎么报修",
    "张记牛肉面扫码满10减2还有吗",
    "伊讲是五百块",
    "杨梅贷是啥，农户能办？",
    "Error 504 Gateway Timeout when I open the app",
    "Invalid Signature Algorithm",
    "Is the branch at IFC mall open on Sundays?",
]
SOMEBODY = [
    ("我叫诸葛亮，别笑", "诸葛亮"),
    ("收款人刘德华，尾号8821", "刘德华"),
    ("王菲的卡丢了", "王菲"),
    ("张学友13800138000", "张学友"),
    ("王芳开的店要办POS机", "王芳"),
    ("张伟贷款批了吗", "张伟"),
]


@pytest.mark.parametrize("text", NOBODY)
def test_left_alone(finds, text):
    assert finds(Person(), text) == []


@pytest.mark.parametrize(("text", "expected"), SOMEBODY)
def test_somebody(finds, text, expected):
    assert expected in finds(Person(), text)
