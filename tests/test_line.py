"""Words between our own two processes."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from appliance.line import MOST_OFFERED, Line


@pytest.fixture
def ends() -> Iterator[tuple[Line, Line]]:
    ours, theirs = (Line(end) for end in socket.socketpair())
    yield ours, theirs
    ours.close()
    theirs.close()


def test_what_is_offered_is_heard_between_what_is_said(ends: tuple[Line, Line]) -> None:
    ours, theirs = ends
    ours.say("open")
    assert ours.offer("echo", '{"text": "每年 300 元。"}')
    ours.say("seal")
    heard = [theirs.hear() for _ in range(3)]
    assert heard == [("open", ""), ("echo", '{"text": "每年 300 元。"}'), ("seal", "")]


def test_one_that_hangs_holds_nobody_up(ends: tuple[Line, Line]) -> None:
    """It reads nothing: offers come to an end, room for what must be said is left, and nothing is cut in two."""
    ours, theirs = ends
    offered = 0
    while ours.offer("echo", "x" * 2_000):
        offered += 1
    assert 0 < offered < 1_000
    ours.say("beat")
    heard = [theirs.hear() for _ in range(offered + 1)]
    assert heard == [("echo", "x" * 2_000)] * offered + [("beat", "")]
    assert ours.offer("echo", "again"), "once it reads on"


def test_what_is_too_long_or_comes_too_late_is_not_said(ends: tuple[Line, Line]) -> None:
    ours, theirs = ends
    assert not ours.offer("echo", "x" * MOST_OFFERED)
    theirs.close()
    ours.offer("echo", "to nobody")
    ours.close()
    assert not ours.offer("echo", "from nobody")
