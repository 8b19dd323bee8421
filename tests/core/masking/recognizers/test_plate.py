"""Vehicle plates."""

from __future__ import annotations

import pytest

from appliance.core.masking.recognizers.plate import Plate

FOUND = [
    ("车牌浙A8Q2K6ETC扣费重复", ["浙A8Q2K6"]),
    ("桂A·D8806挂", ["桂A·D8806挂"]),
    ("川，B，九二七，Q五", ["川，B，九二七，Q五"]),
    ("车牌冀AK0PP3，", ["冀AK0PP3"]),
    ("川EASV46", ["川EASV46"]),
    ("京A·12345", ["京A·12345"]),
    ("粤BD12345", ["粤BD12345"]),
    ("陕E-TZY40", ["陕E-TZY40"]),
    ("沪B七七K三二", ["沪B七七K三二"]),
    ("皖A 8T 226", ["皖A 8T 226"]),
    ("粤B D12345", ["粤B D12345"]),
    ("WJ京8944B", ["WJ京8944B"]),
    ("使224938", ["使224938"]),
    ("车牌苏AO82K3", ["苏AO82K3"]),
    ("鲁H829K挂ETC", ["鲁H829K挂"]),
    ("車牌WX 3829", ["WX 3829"]),
    ("台湾车牌ABC-3829", ["ABC-3829"]),
]
LEFT_ALONE = [
    "京ABCDEF",
    "苏宁",
    "新APPLE",
    "京A",
    "沪B股",
    "车牌2023年办的",
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_found(finds, text, expected):
    assert set(expected) <= set(finds(Plate(), text))


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_left_alone(finds, text):
    assert finds(Plate(), text) == []
