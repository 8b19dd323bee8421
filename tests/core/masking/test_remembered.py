"""What a turn asks for is worked out once, and its words are not kept for it."""

from __future__ import annotations

import gc

from appliance.core.masking import remembered
from appliance.core.masking.context import NOW, Turn, read


def test_the_same_turn_is_read_once_and_its_words_are_not_kept():
    done = []

    @remembered.remembered
    def length(text: str) -> int:
        done.append(len(text))
        return len(text)

    said = "".join(["请提供", "您的验证码"])
    assert [length(said), length("好"), length(said)] == [8, 1, 8]
    assert done == [8, 1]
    kept = [cell.cell_contents for cell in length.__closure__ or ()]
    assert not any(said in (str(each), *map(str, each if isinstance(each, dict) else ())) for each in kept)
    assert said not in [str(each) for each in gc.get_referents(*kept)]


def test_no_more_than_so_many(monkeypatch):
    monkeypatch.setattr(remembered, "MOST", 3)
    length = remembered.remembered(len)
    for n in range(10):
        assert length("a" * n) == n
    assert max(len(c.cell_contents) for c in length.__closure__ if isinstance(c.cell_contents, dict)) <= 3


def test_what_one_dialogue_adds_does_not_reach_the_next():
    """A long number told in pieces makes a card of the last question: only in that dialogue."""
    piece = Turn("agent", "好的，前面收到了，继续")
    assert read([Turn("visitor", "62284896"), piece]).wants["BANK_CARD"] == NOW
    asked = Turn("agent", "请问您的手机号")
    assert "BANK_CARD" not in read([asked, Turn("visitor", "稍等"), piece]).wants
