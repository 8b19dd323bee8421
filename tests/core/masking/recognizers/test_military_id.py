"""Military certificates."""

from __future__ import annotations

import pytest

from appliance.core.masking.recognizers.military_id import MilitaryId

FOUND = [
    ("WJ字第6102938号", ["WJ字第6102938号"]),
    ("军官证沈字第0025240号", ["沈字第0025240号"]),
    ("军官证:42702711", ["42702711"]),
    ("空字第 0382 910 号", ["空字第 0382 910 号"]),
    ("军官证 政治字第0192837号", ["政治字第0192837号"]),
    ("北字第（4699487）号", ["北字第（4699487）号"]),
    ("军字4757438号", ["军字4757438号"]),
    ("我是文职，证号W0192837", ["W0192837"]),
]
LEFT_ALONE = [
    "合同字第三条",
    "第123456号",
    "（2023）房贷字第00871号",
    "军官证5年有效",
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_found(finds, text, expected):
    assert set(expected) <= set(finds(MilitaryId(), text))


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_left_alone(finds, text):
    assert finds(MilitaryId(), text) == []
