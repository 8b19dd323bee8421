"""A model may not name anybody: personal data in a generated sentence stands in a published passage, or it is not sent."""

from __future__ import annotations

import pytest

from appliance.ai.answering.gate import judge
from appliance.core.masking.engine import Masker

PASSAGE = "个人住房贷款由客户经理王建国受理，服务热线 400-000-6288，地址在海岳市滨海区明珠路 18 号。"


@pytest.fixture(scope="module")
def masker() -> Masker:
    return Masker()


@pytest.mark.parametrize(
    ("sentence", "passes"),
    [
        ("个人住房贷款由客户经理王建国受理。", True),
        ("个人住房贷款由客户经理李志强受理。", False),
        ("个人住房贷款的服务热线是 400-000-6288。", True),
        ("个人住房贷款请找王建国，手机 13812345678。", False),
    ],
)
def test_only_published_people(masker: Masker, sentence: str, passes: bool) -> None:
    verdict = judge(sentence, [PASSAGE], "zh", frozenset(), None, None, masker.values)
    found = next(check for check in verdict.checks if check.name == "personal data")
    assert found.ok is passes, verdict.checks
    assert passes or not verdict.ok
    assert "李志强" not in found.detail
    assert "13812345678" not in found.detail
