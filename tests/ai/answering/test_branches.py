"""A branch that the bank does not have is told nothing of another one's hours."""

from __future__ import annotations

import pytest

from appliance.ai.answering.branches import Branches

TEXTS = [
    "网点=柳溪支行; 电话=1",
    "网点=东渡口支行; 电话=2",
    "网点=石桥分理处; 电话=3",
    "总行营业部设在城中。南站有自助机。",
]


@pytest.mark.parametrize(
    ("question", "branch"),
    [
        ("南站支行的电话是几号", "南站支行"),
        ("柳溪支行几点开门", None),
        ("渡口支行几点开门", None),  # a part of a name
        ("离我最近的支行在哪", None),
        ("附近支行几点开门", None),
        ("你们哪个支行周日开门", None),
        ("总行营业部电话", None),
    ],
)
def test_a_branch_that_the_bank_does_not_name(question: str, branch: str | None) -> None:
    assert Branches(TEXTS).absent(question) == branch


def test_a_bank_that_names_few_may_have_others() -> None:
    assert Branches(TEXTS[:2]).absent("南站支行的电话是几号") is None
