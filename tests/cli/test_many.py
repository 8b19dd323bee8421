"""Many lines on every core: the answers stand in the order of the lines, whatever happens to one of them."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading

import pytest

from appliance.cli.many import HERE, answers
from appliance.core.kit.errors import BadInput, Unavailable

HERE_PID = os.getpid()


def who(item):
    return f"{item} {os.getpid()}"


def test_order_is_kept_and_all_cores_take_part():
    meeting = multiprocessing.get_context("fork").Barrier(2)
    met = []

    def work(item):
        if os.getpid() != HERE_PID and not met:
            met.append(meeting.wait(60))
        return who(item)

    done = [line.split() for line in answers(work, range(1000), cores=2)]
    assert [int(item) for item, _ in done] == list(range(1000))
    assert {int(pid) for _, pid in done[:HERE]} == {HERE_PID}
    assert len({int(pid) for _, pid in done[HERE:]} - {HERE_PID}) == 2


@pytest.mark.parametrize(("count", "cores"), [(0, 2), (1, 2), (HERE, 2), (300, 1)])
def test_a_few_lines_or_one_core_start_no_process(count, cores):
    done = [line.split() for line in answers(who, range(count), cores=cores)]
    assert [int(item) for item, _ in done] == list(range(count))
    assert {int(pid) for _, pid in done} <= {HERE_PID}


def test_work_may_hold_what_cannot_be_sent():
    lock = threading.Lock()

    def work(item):
        with lock:
            return str(item * 2)

    assert list(answers(work, range(100), cores=2)) == [str(2 * n) for n in range(100)]


def test_what_a_line_raises_comes_behind_the_answers_before_it():
    def lines():
        yield from range(200)
        raise BadInput("第 201 行不可用。", "Line 201 cannot be used.")

    got = []
    with pytest.raises(BadInput, match="201"):
        got.extend(answers(str, lines(), cores=2))
    assert got == [str(n) for n in range(200)]


def test_what_the_work_raises_comes_through():
    def work(item):
        return str(1 // (item - 150))

    got = []
    with pytest.raises(ZeroDivisionError):
        got.extend(answers(work, range(1000), cores=2))
    assert len(got) <= 150


def test_whoever_waits_for_each_answer_gets_it_before_the_next_line_comes():
    seen: list[str] = []
    come = threading.Event()

    def lines():
        for n in range(HERE + 40):
            yield n
            assert come.wait(30), f"no answer to line {n}"
            come.clear()

    for answer in answers(str, lines(), cores=2):
        seen.append(answer)
        come.set()
    assert seen == [str(n) for n in range(HERE + 40)]


def test_a_process_that_dies_is_named_and_nothing_is_made_up():
    def work(item):
        if item == 500:
            os.kill(os.getpid(), signal.SIGKILL)
        return str(item)

    got = []
    with pytest.raises(Unavailable, match="ended unexpectedly"):
        got.extend(answers(work, range(1000), cores=2))
    assert got == [str(n) for n in range(len(got))]
    assert len(got) <= 500
