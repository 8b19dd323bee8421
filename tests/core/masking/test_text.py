"""Raw words do not show by accident; masked words do not change."""

from __future__ import annotations

import json
import pickle

import pytest

from appliance.core.masking.text import MaskedText, RawText, tokens_in


def test_raw_text_never_shows_its_content():
    raw = RawText("13812345678")
    shown = [repr(raw), str(raw), f"{raw}", f"{raw:>4}", f"{raw}", repr([raw])]
    assert not any("138" in each for each in shown)
    assert raw.expose() == "13812345678"
    for leak in (pickle.dumps, json.dumps):
        with pytest.raises(TypeError):
            leak(raw)


def test_masked_text_is_made_by_masking_or_trusted():
    with pytest.raises(TypeError):
        MaskedText()
    masked = MaskedText.trusted("好 ⟦MOBILE:0abc⟧")
    assert str(masked) == "好 ⟦MOBILE:0abc⟧"
    with pytest.raises(AttributeError):
        masked._content = "x"
    assert pickle.loads(pickle.dumps(masked)) == masked


def test_tokens_are_found_in_order():
    masked = MaskedText.trusted("⟦PERSON:01⟧的⟦OTP:dropped⟧⟦lower:01⟧⟦NO⟧")
    assert [(t.token_id, t.start, t.end) for t in tokens_in(masked)] == [
        ("PERSON:01", 0, 11),
        ("OTP:dropped", 12, 25),
    ]
