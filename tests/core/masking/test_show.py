"""What people at work see in place of a value."""

from __future__ import annotations

import pytest

from appliance.core.masking import show
from appliance.core.masking.display import display, normalised
from appliance.core.masking.kinds import LABELS
from appliance.core.masking.reasons import reason
from appliance.core.masking.recognizers import registry
from appliance.core.masking.text import MaskedText

PARTIAL = [
    ("MOBILE", "138 1234-5678", "138****5678"),
    ("MOBILE", "+86 13812345678", "138****5678"),
    ("BANK_CARD", "6217 0057 3091 3623 782", "621700*********3782"),
    ("CN_ID", "110101199003071234", "110101********1234"),
    ("PERSON", "王小明", "王**"),
    ("PERSON", "王", "王*"),
    ("PERSON", "欧阳冬强", "欧阳**"),
    ("PERSON", "Wei Zhou", "W*** Z***"),
    ("EMAIL", "Zhang.San＠Example.com", "z***@example.com"),
    ("ADDRESS", "浙江省杭州市西湖区文三路90号1单元", "浙江省杭州市西湖区***"),
    ("DOB", "1990年5月3日", "1990-**-**"),
    ("QQ", "12345678", "******78"),
    ("IP", "10.1.2.3", "10.*.*.*"),
    ("PLATE", "粤B12345", "粤B***45"),
]


@pytest.mark.parametrize(("kind", "value", "expected"), PARTIAL)
def test_partial_forms(kind, value, expected):
    assert display(kind, value) == expected


def test_every_kind_that_can_be_found_has_labels():
    assert {kind for rule in registry.RECOGNIZERS for kind in rule.kinds} <= set(LABELS)
    assert (show.labels("MOBILE", "zh-CN"), show.labels("MOBILE", "en")) == ("手机", "Mobile")
    assert show.labels("OLDER_KIND", "zh") == "OLDER_KIND"


@pytest.mark.parametrize("kind", sorted(LABELS))
@pytest.mark.parametrize("value", ["", "x", "12", "某某某", "1234567890123456789"])
def test_odd_values_do_not_break_it(kind, value):
    assert isinstance(display(kind, value), str)
    assert isinstance(normalised(kind, value), str)


def test_segments_and_the_plain_line():
    masked = MaskedText.trusted("我的⟦MOBILE:01⟧和⟦OTP:dropped⟧，⟦PERSON:09⟧")
    parts = show.segments(masked, {"MOBILE:01": "138****5678"})
    assert [(p.kind, p.text, p.entity, p.dropped) for p in parts] == [
        ("text", "我的", "", False),
        ("token", "138****5678", "MOBILE", False),
        ("text", "和", "", False),
        ("token", "", "OTP", True),
        ("text", "，", "", False),
        ("token", "***", "PERSON", False),
    ]
    assert (
        show.plain(masked, {"MOBILE:01": "138****5678"}, "zh")
        == "我的手机 138****5678和验证码（已删除），姓名 ***"
    )
    assert show.plain(masked, {}, "en").endswith("Name ***")


def test_what_found_a_value_is_said_in_the_readers_language():
    assert reason("Mobile: mobile prefix and length", "zh-CN") == ("Mobile", "手机号段与位数")
    assert reason("Mobile: mobile prefix and length", "en") == ("Mobile", "mobile prefix and length")
    assert reason("Later: a rule of later", "zh") == ("Later", "a rule of later")
    assert reason("a recognizer failed", "zh") == ("", "识别器出错，整段隐去")
