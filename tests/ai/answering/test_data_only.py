"""Data without a question gets a question back, not a passage about identity cards."""

from __future__ import annotations

import pytest

from appliance.ai.answering.data_only import asks_nothing

ID, MOBILE, CARD = "⟦CN_ID:a1⟧", "⟦MOBILE:b2⟧", "⟦BANK_CARD:c3⟧"


@pytest.mark.parametrize(
    ("text", "nothing"),
    [
        (MOBILE, True),
        (f"我的身份证{ID}，手机{MOBILE}，帮我看看", True),
        (f"我叫⟦PERSON:d4⟧，卡号{CARD}，麻烦您查一下", True),
        (f"my phone number is {MOBILE}, please check", True),
        (f"手机{MOBILE}，怎么换绑", False),
        (f"身份证{ID}过期了怎么办", False),
        (f"卡号{CARD}丢了", False),
        (f"my card {CARD} was stolen", False),
        (f"{MOBILE} 年费多少", False),
        ("我的身份证，手机，帮我看看", False),
        ("帮我看看", False),
    ],
)
def test_what_asks_nothing(text: str, nothing: bool) -> None:
    assert asks_nothing(text) is nothing
