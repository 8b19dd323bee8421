"""A share survives paper and typing; whatever is wrong with one is said in one sentence, naming the place."""

from __future__ import annotations

import json
from itertools import combinations

import pytest

from appliance.core.kit.errors import ApplianceError, BadInput
from appliance.core.kit.ids import ALPHABET
from appliance.core.vault import shares
from appliance.core.vault.errors import BrokenVault
from appliance.core.vault.shares import BadShare, Collector, GivenTwice, Made, Share, make, read


@pytest.fixture(scope="module")
def made() -> Made:
    return make(3, 5)


def test_any_three_of_five_in_any_order_give_the_secret(made: Made) -> None:
    for chosen in combinations(made.shares, 3):
        for order in (chosen, chosen[::-1]):
            collector = Collector(made.params)
            for number, each in enumerate(order):
                assert not collector.complete
                assert len(collector.numbers) == number
                assert collector.add(each.text) == each.number
            assert collector.complete
            assert collector.secret() == made.secret


def test_a_share_reads_back_however_it_was_typed(made: Made) -> None:
    for each in made.shares:
        plain = each.text
        for typed in (
            plain,
            plain.lower(),
            plain.replace("-", ""),
            plain.replace("-", " - "),
            f"  {plain.replace('-', chr(10))}\n",
            plain.replace("0", "o").replace("1", "l"),
            "".join(chr(ord(letter) + 0xFEE0) if letter != "-" else "－" for letter in plain),
        ):
            assert read(typed) == each


def test_it_is_printed_without_look_alikes_in_groups_of_five(made: Made) -> None:
    groups = made.shares[0].text.split("-")
    assert [len(group) for group in groups] == [5] * 16
    assert set("".join(groups)) <= set(ALPHABET)
    assert not set("ILOU") & set(ALPHABET)


def test_every_single_wrong_character_is_named_by_its_group(made: Made) -> None:
    text = made.shares[2].text.replace("-", "")
    for at, right in enumerate(text):
        for letter in ALPHABET:
            if letter != right:
                with pytest.raises(BadShare, match=rf"Group {at // 5 + 1} "):
                    read(text[:at] + letter + text[at + 1 :])


def test_exchanged_neighbours_and_exchanged_groups_are_found(made: Made) -> None:
    text = made.shares[0].text.replace("-", "")
    for at in range(len(text) - 1):
        if text[at] != text[at + 1]:
            with pytest.raises(BadShare):
                read(text[:at] + text[at + 1] + text[at] + text[at + 2 :])
    groups = made.shares[0].text.split("-")
    for one, other in combinations(range(16), 2):
        moved = list(groups)
        moved[one], moved[other] = moved[other], moved[one]
        if moved != groups:
            with pytest.raises(BadShare):
                read("-".join(moved))


@pytest.mark.parametrize(
    ("spoil", "why", "told"),
    [
        (lambda text: text[:-1], "mistyped", "收到 79 个"),
        (lambda text: text + "7", "mistyped", "收到 81 个"),
        (lambda text: "", "mistyped", "收到 0 个"),
        (lambda text: "U" + text[1:], "mistyped", "第 1 组有误"),
        (lambda text: "好" + text[1:], "mistyped", "第 1 组有误"),
        (lambda text: make(3, 5).shares[0].text, "other set", "组"),
        (lambda text: make(2, 2).shares[0].text, "other set", "组"),
    ],
)
def test_a_share_that_cannot_be_used_is_one_sentence(made: Made, spoil, why: str, told: str) -> None:  # type: ignore[no-untyped-def]
    collector = Collector(made.params)
    with pytest.raises(BadShare) as said:
        collector.add(spoil(made.shares[0].text))
    assert said.value.why == why
    assert told in said.value.zh
    assert said.value.zh.count("。") == 1
    assert collector.numbers == []


def test_a_forged_share_of_the_right_set_is_refused_at_once(made: Made) -> None:
    real = made.shares[0]
    forged = [
        Share(real.number, real.threshold, real.set_id, bytes(32)),
        Share(real.number, 2, real.set_id, real.value),
        Share(6, real.threshold, real.set_id, real.value),
        Share(0, real.threshold, real.set_id, real.value),
        Share(2, real.threshold, real.set_id, real.value),
    ]
    for each in forged:
        with pytest.raises(BadShare) as said:
            Collector(made.params).add(each.text)
        assert said.value.why == "forged"


def test_the_same_share_twice_counts_once(made: Made) -> None:
    collector = Collector(made.params)
    collector.add(made.shares[0].text)
    collector.add(made.shares[1].text)
    with pytest.raises(GivenTwice, match="Share 1"):
        collector.add(made.shares[0].text.lower())
    assert collector.numbers == [1, 2]
    assert not collector.complete
    with pytest.raises(ValueError, match="too few"):
        collector.secret()


@pytest.mark.parametrize(("threshold", "count"), [(1, 5), (3, 2), (2, 16), (0, 0)])
def test_numbers_that_make_no_sense(threshold: int, count: int) -> None:
    with pytest.raises(BadInput, match="threshold"):
        make(threshold, count)


def test_what_is_kept_tells_nothing_of_a_share(made: Made) -> None:
    kept = json.dumps(made.params)
    for each in made.shares:
        assert each.value.hex() not in kept
        assert each.text not in kept
        assert each.value.hex() not in repr(each)
    assert made.secret.hex() not in kept + repr(made)


@pytest.mark.parametrize(
    "spoil",
    [
        {"threshold": 0},
        {"threshold": 6},
        {"threshold": "x"},
        {"shares": 4},
        {"set": "zz"},
        {"set": "00"},
        {"marks": None},
        {"marks": []},
    ],
    ids=str,
)
def test_damaged_parameters_are_said(made: Made, spoil: dict[str, object]) -> None:
    with pytest.raises(BrokenVault):
        Collector({**made.params, **spoil})
    assert issubclass(BadShare, ApplianceError)
    assert shares.MOST == 15
