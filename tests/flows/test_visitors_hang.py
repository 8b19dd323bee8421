"""A visitors' process that hangs is noticed over the line, ended and started anew; one that is merely slow is left alone."""

from __future__ import annotations

import asyncio
import signal
import socket
import threading
from pathlib import Path
from typing import Any, TypeVar, cast

import httpx
import psutil

from appliance.beat import MISSES, Beat
from appliance.beside import Beside
from appliance.cli.serve import bind
from appliance.cli.visitors import Obedience, Visitors
from appliance.core.kit import stacks
from appliance.core.vault.seal import read_keyfile
from appliance.core.vault.vault import Vault
from appliance.doors.channels.apart import Apart
from appliance.line import Line
from tests.fixtures import small

B = TypeVar("B", bound=Beside)
PATIENCE = 120.0  # seconds; only a failure is that slow


def keeper(kind: type[B], folder: Path, **more: float) -> B:
    """A keeper of a visitors' process on a small data folder that is open here."""
    settings = small.settings(small.data(folder), visitors_port="0")
    vault = Vault(settings.data_dir)
    vault.unseal(read_keyfile(settings.key_path))
    listener = bind("127.0.0.1", 0)
    return kind(settings, vault, listener, Apart("127.0.0.1", listener.getsockname()[1]), **more)


def test_one_that_hangs_is_ended_and_visitors_are_served_again(tmp_path: Path) -> None:
    beside = keeper(Beside, tmp_path, hangs=3.0)
    apart = beside.apart
    beside.start()
    try:
        beside.opened()
        assert beside.until_ready(PATIENCE)
        assert apart.pid is not None
        hanging = psutil.Process(apart.pid)
        hanging.send_signal(signal.SIGSTOP)
        hanging.wait(PATIENCE)
        # Who comes meanwhile waits and is served by the next one.
        made = httpx.post(f"{apart.address}/widget/api/session", json={"lang": "zh"}, timeout=PATIENCE)
        assert made.status_code == 200
        assert apart.pid not in (None, hanging.pid)
        assert apart.hangs >= 1
        assert apart.falls >= 1
    finally:
        beside.stop()


class MissesOne(Beside):
    """The first time that the root key is asked for, no answer comes."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.missed = threading.Event()

    def _answer(self, line: Line, word: str) -> None:
        if word == "again" and not self.missed.is_set():
            self.missed.set()
        else:
            super()._answer(line, word)


def test_one_that_hangs_while_it_opens_says_where_and_visitors_are_served_by_the_next(tmp_path: Path) -> None:
    beside = keeper(MissesOne, tmp_path)
    apart = beside.apart
    beside.start()
    try:
        beside.opened()
        assert beside.missed.wait(PATIENCE)
        hanging = beside._process
        assert hanging is not None
        beside._hung(hanging)  # as after so many questions that were not answered: minutes, while it loads
        assert hanging.returncode == -stacks.ASK
        assert beside.until_ready(PATIENCE)
        assert apart.hangs == 1
        told = (tmp_path / "data" / "logs" / "visitors-stacks.before.log").read_text("utf-8")
        assert "in again" in told
        assert "in join" in told
    finally:
        beside.stop()


def test_what_serves_visitors_answers_the_beat_not_a_thread_that_lives_on_beside_it() -> None:
    ours, theirs = (Line(end) for end in socket.socketpair())
    server = Visitors.__new__(Visitors)
    loop, stuck, free = asyncio.new_event_loop(), threading.Event(), threading.Event()

    def hang() -> None:
        stuck.set()
        free.wait(PATIENCE)

    class Orders:
        obeyed = threading.Event()

        def seal(self) -> None:
            pass

        def join(self, again: object) -> None:
            assert self.obeyed.wait(PATIENCE)

        def start(self) -> None:
            pass

    orders = Orders()
    obedience = Obedience(cast(Any, orders), theirs, server, last=lambda: None)
    ours.say("beat")
    assert ours.hear() == ("beat", ""), "nobody is served yet: still alive"
    server.loop = loop
    serving = threading.Thread(target=loop.run_forever, daemon=True)
    serving.start()
    loop.call_soon_threadsafe(hang)
    assert stuck.wait(PATIENCE)
    ours.say("beat")
    ours.say("seal")
    assert ours.hear() == ("sealed", ""), "the threads live, the loop does not"
    free.set()
    assert ours.hear() == ("beat", "")
    orders.obeyed.clear()
    ours.say("open")
    ours.say("beat")
    ours.say("root", "00")
    assert obedience.again() == b"\0", "all of this has been heard"
    assert ours.hear() == ("again", "")
    looked = threading.Event()
    loop.call_soon_threadsafe(looked.set)
    assert looked.wait(PATIENCE)
    orders.obeyed.set()
    assert ours.hear() == ("ready", ""), "who is still at what it was told does not answer"
    assert ours.hear() == ("beat", "")
    loop.call_soon_threadsafe(loop.stop)
    serving.join(PATIENCE)
    loop.close()
    ours.hang_up()


def test_each_answer_buys_the_same_time_and_it_is_asked_anew_only_after_one() -> None:
    asked: list[None] = []
    beat = Beat(lambda: asked.append(None), lambda: None)
    for _ in range(2 * MISSES):
        assert beat.lives(), "it is still loading"
    assert asked == []
    for count in range(1, 4):
        beat.answered()
        looks = [beat.lives() for _ in range(MISSES)]
        assert all(looks), "late is not hung"
        assert len(asked) == count
    assert not beat.lives()
    assert len(asked) == 3


def test_who_is_told_to_load_has_as_long_as_at_first_until_it_has() -> None:
    asked: list[None] = []
    beat = Beat(lambda: asked.append(None), lambda: None, hangs=6.0, loads=60.0)
    beat.answered()
    assert beat.lives()
    beat.loads()
    beat.answered()  # to what was asked before it was told
    for _ in range(5 * MISSES):
        assert beat.lives(), "it is still loading"
    beat.answered()  # to what was asked behind it
    assert all(beat.lives() for _ in range(MISSES))
    assert not beat.lives(), "loaded long ago"


def test_who_says_that_it_has_loaded_owes_its_answer_in_time() -> None:
    """It may stop in the moment between: nobody waits five minutes for it."""
    beat = Beat(lambda: None, lambda: None, hangs=6.0, loads=60.0)
    beat.answered()
    assert beat.lives()
    beat.loads()
    assert beat.lives()
    beat.loaded()
    assert all(beat.lives() for _ in range(MISSES - 1))
    assert not beat.lives()
