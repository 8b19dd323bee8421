"""Identity cards of Hong Kong and Taiwan."""

from __future__ import annotations

import pytest

from appliance.core.masking.recognizers.hktw_id import HkTwId

FOUND = [
    ("P950919(8)", ["P950919(8)"]),
    ("A123456789", ["A123456789"]),
    ("台湾身份证字号H229447023", ["H229447023"]),
]
LEFT_ALONE = [
    "A123456780",
    "业务编号A12345678",
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_found(finds, text, expected):
    assert set(expected) <= set(finds(HkTwId(), text))


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_left_alone(finds, text):
    assert finds(HkTwId(), text) == []
