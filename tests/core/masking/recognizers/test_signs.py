"""Whether the talk about a number is of a password or of a code that came."""

from __future__ import annotations

import pytest

from appliance.core.masking.recognizers._signs import by_signs

TOLD = [
    (["头两回一样，第三回手抖"], "PASSWORD"),
    (["用了十几年了"], "PASSWORD"),
    (["以前是这个", "新的想改成什么"], "PASSWORD"),
    (["再来一遍"], None),
    (["不正确，还可尝试2次"], None),
    (["老伴的生日"], "PASSWORD"),
    (["是这个", "机子把我的卡吞了，吞卡了"], "PASSWORD"),
    (["倒计时还有二十"], "OTP"),
    (["刚到的"], "OTP"),
    (["嗯", "重新发了一条给您"], "OTP"),
    (["短信里的，是老婆生日"], None),
    (["嗯", "好的"], None),
    ([], None),
]


@pytest.mark.parametrize(("turns", "kind"), TOLD)
def test_the_nearest_turn_that_tells_decides(turns, kind):
    assert by_signs(turns) == kind
