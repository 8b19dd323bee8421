"""Worked out once, however many ask at the same moment."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from appliance.core.kit.once import once


def test_of_two_who_want_it_at_once_one_does_it_and_both_have_it() -> None:
    together = threading.Barrier(2)
    done: list[str] = []

    @once
    def made(name: str) -> str:
        done.append(name)
        try:
            together.wait(0.3)  # a second one at the same work would end the wait
        except threading.BrokenBarrierError:
            return name * 2
        return "twice at it"

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(made, ["ab", "ab"])) == ["abab", "abab"]
    assert made("ab") is made("ab")
    assert done == ["ab"]


def test_each_name_has_its_own_and_one_may_be_made_of_another() -> None:
    @once
    def length(name: str) -> int:
        return 1 + length(name[1:]) if name else 0

    assert (length("abc"), length("c"), length("")) == (3, 1, 0)


def test_what_failed_is_tried_again() -> None:
    answers = iter([OSError("the file is not there yet"), None])

    @once
    def opened() -> str:
        if (problem := next(answers)) is not None:
            raise problem
        return "open"

    with pytest.raises(OSError, match="not there"):
        opened()
    assert opened() == opened() == "open"
