"""An agent may sign with the name that the visitor sees anyway; everybody else's name stays masked."""

from __future__ import annotations

import pytest

from appliance.core.masking.engine import Masker
from appliance.core.masking.text import RawText


@pytest.mark.parametrize(
    ("words", "shown", "hidden"),
    [
        ("您好，我是客服林悦，马上为您核对。", "林悦", ""),
        ("林悦已转告王建国经理", "林悦", "王建国"),
        ("请联系王建国，手机13812345678", "", "王建国"),
    ],
)
def test_only_the_writers_own_name_stays(words: str, shown: str, hidden: str) -> None:
    masked = str(Masker().mask(RawText(words), hasher=lambda kind, value: "x", own_names={"林悦"}).text)
    assert shown in masked
    assert not hidden or hidden not in masked
    assert "13812345678" not in masked
