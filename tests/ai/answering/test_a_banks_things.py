"""With little or nothing published, 银行卡 is still a card and not the name of another bank."""

from __future__ import annotations

import pytest

from appliance.ai.answering.scope import outside


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("怎么挂失银行卡", None),
        ("怎么打印银行流水", None),
        ("枫林银行的存款利率多少", "other_bank"),
    ],
)
def test_a_banks_thing_is_not_a_banks_name(question: str, found: str | None) -> None:
    assert outside(question) == found
