"""Identity card numbers of 18 and 15 digits."""

from __future__ import annotations

import pytest

from appliance.core.masking.recognizers.cn_id import CnId

FOUND = [
    ("身份证110101199003078515", ["110101199003078515"]),
    ("身份证110101 1990 0307 8515好", ["110101 1990 0307 8515"]),
    ("44011320141005001x", ["44011320141005001x"]),
    ("１１０１０１１９９００３０７８５１５", ["１１０１０１１９９００３０７８５１５"]),
    ("110101900307851", ["110101900307851"]),
    ("身份证1101052002212128102", ["1101052002212128102"]),
    ("证号42011619910630224", ["42011619910630224"]),
    ("身份证 11010519490312002叉", ["11010519490312002叉"]),
]
LEFT_ALONE = [
    "990101199003078515",
    "110101199013078515",
    "订单20240315123456789",
    "A110101199003078515",
    "110101901307851",
    "流水号110108202406180031，按这个查",
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_found(finds, text, expected):
    assert set(expected) <= set(finds(CnId(), text))


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_left_alone(finds, text):
    assert finds(CnId(), text) == []
