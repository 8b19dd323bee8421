"""Visitors' messages are taken in the order in which they came, a few at once; what else is asked does not wait for them."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest

from appliance.core.kit.errors import BadInput, StorageFull
from appliance.doors.web.straight import TAKERS, in_thread, in_turn

PATIENCE = 60.0  # seconds; only a failure is that slow


class Held:
    """A message whose taking goes on until it is let go."""

    def __init__(self) -> None:
        self.begun, self._free, self.taken = threading.Event(), threading.Event(), threading.Event()

    def take(self) -> str:
        self.begun.set()
        assert self._free.wait(PATIENCE)
        self.taken.set()
        return "taken"

    def let_go(self) -> None:
        self._free.set()


@contextmanager
def held(count: int) -> Iterator[list[Held]]:
    """All are let go in the end, so that a test that fails keeps nobody else waiting."""
    each = [Held() for _ in range(count)]
    try:
        yield each
    finally:
        for one in each:
            one.let_go()


def told(story: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(story, PATIENCE))


async def has_come(work: Callable[[], Any]) -> asyncio.Future[Any]:
    """A message that has got its place: it is taken, or waits for those before it."""
    coming = asyncio.ensure_future(in_turn(work))
    await in_thread(int)  # by the time this is back, the message is in line
    return coming


async def begun(some: list[Held]) -> list[asyncio.Future[Any]]:
    coming = [await has_come(one.take) for one in some]
    for one in some:
        assert await in_thread(one.begun.wait, PATIENCE)
    return coming


def test_who_comes_first_is_done_first_and_each_is_given_its_own_answer() -> None:
    done: list[int] = []

    def take(number: int) -> int:
        done.append(number)
        return number * number

    async def story() -> None:
        with held(TAKERS) as before:
            taking = await begun(before)
            coming = [await has_come(partial(take, number)) for number in range(20)]
            assert done == [], f"{TAKERS} are being taken: who comes now waits"
            before[0].let_go()
            assert await asyncio.gather(*coming) == [number * number for number in range(20)]
            assert done == list(range(20))
        assert await asyncio.gather(*taking) == ["taken"] * TAKERS

    told(story())


def test_as_many_as_there_are_takers_are_taken_at_once() -> None:
    together = threading.Barrier(TAKERS)

    async def story() -> None:
        places = await asyncio.gather(*(in_turn(together.wait, PATIENCE) for _ in range(TAKERS)))
        assert sorted(places) == list(range(TAKERS)), "one masks while others wait for the disk"

    told(story())


def test_what_else_is_asked_goes_on_while_messages_wait() -> None:
    async def story() -> None:
        with held(TAKERS) as before:
            await begun(before)
            waiting = await has_come(lambda: "later")
            assert [await in_thread(int, number) for number in range(TAKERS)] == list(range(TAKERS))
            assert not waiting.done()
        assert await waiting == "later"

    told(story())


@pytest.mark.parametrize("problem", [BadInput("空的。", "Empty."), StorageFull(), ZeroDivisionError("x")])
def test_one_that_fails_says_so_to_who_sent_it_and_costs_no_other(problem: Exception) -> None:
    def fail() -> None:
        raise problem

    async def story() -> None:
        with held(TAKERS) as before:
            taking = await begun(before)
            coming = [
                await has_come(work) for work in (fail, lambda: "next", *[fail] * TAKERS, lambda: "last")
            ]
            before[0].let_go()
            answers = await asyncio.gather(*coming, return_exceptions=True)
            assert answers == [problem, "next", *[problem] * TAKERS, "last"]
        assert await asyncio.gather(*taking) == ["taken"] * TAKERS

    told(story())
    test_as_many_as_there_are_takers_are_taken_at_once()  # none of them has fallen with it


def test_who_goes_away_while_waiting_is_not_taken_and_those_behind_move_up() -> None:
    done: list[str] = []

    async def story() -> None:
        with held(TAKERS) as before:
            await begun(before)
            first, gone, last = [
                await has_come(partial(done.append, name)) for name in ("first", "gone", "last")
            ]
            gone.cancel()
            with pytest.raises(asyncio.CancelledError):
                await gone
            before[0].let_go()
            await asyncio.gather(first, last)
            assert done == ["first", "last"]

    told(story())


def test_who_goes_away_while_being_taken_is_taken_whole_and_keeps_the_place_until_then() -> None:
    done: list[str] = []

    async def story() -> None:
        with held(TAKERS) as before:
            leaving, *_ = await begun(before)
            behind = await has_come(lambda: done.append("behind"))
            leaving.cancel()
            with pytest.raises(asyncio.CancelledError):
                await leaving
            assert await in_thread(list, done) == [], "what has begun is not broken off"
            before[0].let_go()
            await behind
            assert before[0].taken.is_set()

    told(story())
