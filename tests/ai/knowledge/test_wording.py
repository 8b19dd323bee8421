"""Other words for a question, and the order and confidence that come of them."""

from __future__ import annotations

import numpy as np
import pytest

from appliance.ai.knowledge import calibration, signals
from appliance.ai.knowledge.index.snapshot import Entry, plain
from appliance.ai.knowledge.index.spread import FEWEST, spread_of
from appliance.ai.knowledge.looking import in_memory, look
from appliance.ai.knowledge.ranking import rank
from appliance.ai.knowledge.signals import Signals
from appliance.ai.knowledge.wording import other_words


@pytest.mark.parametrize(
    ("question", "finds"),
    [
        ("Is there a penalty interest on my mortgage?", "罚息"),
        ("how much are the Annual Fees", "年费"),
        ("国外刷卡怎么收", "境外"),
        ("提前还款 fee 多少", "手续费"),
    ],
)
def test_other_words_are_found_for_everyday_and_english_ones(question: str, finds: str) -> None:
    assert finds in other_words(question)


def test_words_inside_others_are_left_alone_and_a_base_brings_its_own() -> None:
    assert other_words("the feeble tariffs") == []
    assert other_words("岫金宝怎么买") == []
    assert other_words("岫金宝怎么买", [["岫金宝", "现金管理"]]) == ["现金管理"]


@pytest.mark.parametrize(
    ("asked", "pair"),
    [("请问 金卡年费是多少？", "金卡年费是多少"), ("ＡＴＭ能取多少呢", "atm能取多少？"), ("吗", "吗")],
)
def test_politeness_marks_and_width_do_not_make_another_question(asked: str, pair: str) -> None:
    assert plain(asked) == plain(pair)


def _base(count: int = 90, groups: int = 9) -> tuple[list[Entry], np.ndarray]:
    """Wordings in groups that lie near one another, with a direction that all share, as E5 has."""
    chance = np.random.default_rng(3)
    centres = chance.normal(size=(groups, 16))
    rows = centres[np.arange(count) % groups] + 0.5 * chance.normal(size=(count, 16))
    rows[:, 0] += 12
    rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    entries = [
        Entry(f"p:{number:03}", f"wording {number} of group{number % groups}") for number in range(count)
    ]
    return entries, rows


def test_taking_out_what_all_share_tells_groups_apart() -> None:
    _, rows = _base()
    raw = rows @ rows[0]
    spread = spread_of(rows, [str(number) for number in range(len(rows))])
    assert spread is not None
    own = spread.likeness(spread.question(rows[0]), rows)
    same = np.arange(len(rows)) % 9 == 0
    assert own[same].mean() - own[~same].mean() > 5 * (raw[same].mean() - raw[~same].mean())
    assert spread_of(rows[: FEWEST - 1], ["x"] * (FEWEST - 1)) is None


def test_a_base_learns_from_its_own_wordings_what_its_scores_mean() -> None:
    entries, rows = _base()
    view = in_memory(entries, rows)
    by_text = {entry.text: row for entry, row in zip(entries, rows, strict=True)}
    asked = [(entry.key, entry.text) for entry in entries]
    learned = calibration.learn(view, asked, lambda texts: np.stack([by_text[text] for text in texts]))
    assert learned is not None
    assert learned.asked == len(entries)
    assert learned.auc > 0.8

    def sure(vector: np.ndarray, words: str) -> float:
        found = rank([look(view, words, vector / np.linalg.norm(vector), None)], words).signals
        assert found is not None
        return learned.confidence(found)

    stranger = rows.mean(axis=0) + 0.3 * np.eye(16, dtype=np.float32)[5]
    assert sure(rows[4] + rows[13], "wording of group4") > 0.5 > sure(stranger, "nothing like it")
    assert calibration.learn(view, asked[:20], lambda texts: rows[:20]) is None


ENGLISH = [13 * 5 / 3] * 8 + [52] + [70]
"""As customers write in English: most in a dozen words, a sixth in more than 80 characters."""
ROWS = [44, 50, 55, 60, 63, 66, 70, 72, 76, 79]
"""Rows of a bank's tables under their headings: none longer than a wording may be, none a wording."""


@pytest.mark.parametrize(
    ("lengths", "pairs", "shape"),
    [
        ([10] * 200, 0, "wordings"),
        (ENGLISH * 20, 0, "wordings"),
        (ENGLISH * 20, 50, "wordings"),
        ([], 200, "wordings"),
        ([120] * 20, 200, "wordings"),
        ([120] * 200, 0, "texts"),
        (ROWS * 20, 0, "texts"),
        (ROWS * 20, 10, "texts"),
        (ROWS * 20, 200, "mixed"),
        ([10] * 150 + [120] * 50, 0, "texts"),
    ],
)
def test_a_base_is_known_by_what_it_is_made_of(lengths: list[float], pairs: int, shape: str) -> None:
    assert calibration.shape_of(lengths, pairs) == shape


def test_meaning_and_words_that_find_one_place_agree() -> None:
    """The nearest text is of group 4: words that lead into its group agree with it, words that lead elsewhere do not."""
    entries, rows = _base()
    view = in_memory(entries, rows)
    near = rows[4] + rows[13]
    near /= np.linalg.norm(near)
    same, other = (look(view, f"wording of group{group}", near, None).agreement for group in (4, 7))
    assert same is not None
    assert other is not None
    assert same.most > 0.5 > other.most
    assert same.mean > other.mean
    assert look(view, "nothing like it", near, None).agreement is None, (
        "without words there is nothing to compare"
    )
    assert look(view, "wording of group4", None, None).agreement is None


def test_figures_far_outside_what_was_learned_decide_nothing_alone() -> None:
    size = len(signals.NAMES)
    made = calibration.Calibration("texts", (0.0,) * size, (1.0,) * size, (1.0,) + (0.0,) * (size - 1), 0.0)
    far, farther = (Signals(near, *(0.0,) * (size - 1)) for near in (4.0, 400.0))
    assert made.confidence(far) == made.confidence(farther) < 0.99
