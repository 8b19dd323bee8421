"""A masked text read once more: tokens stay, what the first look missed becomes one, and known values are known everywhere."""

from __future__ import annotations

import pytest

from appliance.core.masking.again import mask_again
from appliance.core.masking.context import Turn
from appliance.core.masking.display import normalised
from appliance.core.masking.known import mask_known
from appliance.core.masking.text import MaskedText, tokens_in

TOKEN = "⟦PERSON:" + "a" * 26 + "⟧"


def kinds(masked):
    return [token.kind for token in tokens_in(masked.text)]


def test_what_was_missed_becomes_a_token_and_tokens_stay(masker, hasher):
    text = MaskedText.trusted(f"我叫{TOKEN}，手机13812345678，谢谢{TOKEN}")
    again = mask_again(masker, text, hasher=hasher)
    assert again is not None
    assert kinds(again) == ["PERSON", "MOBILE", "PERSON"]
    assert str(again.text).count(TOKEN) == 2
    assert [one.kind for one in again.entities] == ["MOBILE"]
    assert mask_again(masker, again.text, hasher=hasher) is None, "twice changes nothing"


NOTHING_NEW = [
    "年费多少？",
    f"{TOKEN}",
    f"我叫{TOKEN}，想办卡",
    "⟦OTP:dropped⟧然后呢",
    "",
    "\U00100000手机13812345678",
]


@pytest.mark.parametrize("text", NOTHING_NEW)
def test_nothing_new(masker, hasher, text):
    assert mask_again(masker, MaskedText.trusted(text), hasher=hasher) is None


def test_no_find_swallows_a_token(masker, hasher):
    text = MaskedText.trusted(f"住址：滨江大道290弄{TOKEN}26号111室，电话13812345678")
    again = mask_again(masker, text, hasher=hasher)
    assert again is not None
    assert TOKEN in str(again.text)
    assert not any("\U00100000" in one.value.expose() for one in again.entities)


def test_the_context_counts_as_at_the_first_look(masker, hasher):
    asked = [Turn("agent", "请输入短信验证码")]
    again = mask_again(masker, MaskedText.trusted(f"{TOKEN} 556677"), hasher=hasher, context=asked)
    assert again is not None
    assert again.dropped == ["OTP"]


def test_a_value_known_elsewhere_is_found_by_its_hash_alone(hasher):
    known = {
        f"PERSON:{hasher('PERSON', '王小明')}",
        f"WECHAT:{hasher('WECHAT', normalised('WECHAT', 'wx_abc123'))}",
    }
    seen = mask_known(
        MaskedText.trusted("王小明的卡呢？王小明是不是加过wx_abc123这个号"), known, hasher=hasher
    )
    assert seen is not None
    assert kinds(seen) == ["PERSON", "PERSON", "WECHAT"]
    assert "王小明" not in str(seen.text)


def test_known_words_that_are_an_agents_name_stay(hasher):
    known = {f"PERSON:{hasher('PERSON', '林悦')}"}
    assert mask_known(MaskedText.trusted("谢谢林悦"), known, hasher=hasher, skip={"林悦"}) is None
    assert mask_known(MaskedText.trusted("年费多少"), known, hasher=hasher) is None
