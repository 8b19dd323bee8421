"""Card numbers by Luhn, prefix and length."""

from __future__ import annotations

import pytest

from appliance.core.masking.recognizers.bank_card import BankCard

FOUND = [
    ("卡号6217005730913623782挂失", ["6217005730913623782"]),
    ("6217 0057 3091 3623 782", ["6217 0057 3091 3623 782"]),
    ("4111-1111-1111-1111", ["4111-1111-1111-1111"]),
    ("６２１７００５７３０９１３６２３７８２", ["６２１７００５７３０９１３６２３７８２"]),
    ("卡6217005730913623780", ["6217005730913623780"]),
    ("6217，0057，3091，3623，782", ["6217，0057，3091，3623，782"]),
    ("6217/0057/3091/3623/782", ["6217/0057/3091/3623/782"]),
    ("查6217005730913623782和4111 1111 1111 1111两张", ["6217005730913623782"]),
    ("卡号6217005730913623780", ["6217005730913623780"]),
    ("6217005730913623780", ["6217005730913623780"]),
]
LEFT_ALONE = [
    "4111111111111112",
    "1717171717171717",
    "000000000000000",
    "金额6217元",
    "6217，0057，3091，3623，783",
    "订单6217005730913623780",
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_found(finds, text, expected):
    assert set(expected) <= set(finds(BankCard(), text))


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_left_alone(finds, text):
    assert finds(BankCard(), text) == []
