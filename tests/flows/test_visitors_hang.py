"""A visitors' process that hangs is noticed over the line, ended and started anew; one that is merely slow is left alone."""

from __future__ import annotations

import asyncio
import signal
import socket
import threading
from pathlib import Path
from typing import Any, cast

import httpx
import psutil

from appliance.beat import MISSES, Beat
from appliance.beside import Beside
from appliance.cli.serve import bind
from appliance.cli.visitors import Obedience, Visitors
from appliance.core.vault.seal import read_keyfile
from appliance.core.vault.vault import Vault
from appliance.doors.channels.apart import Apart
from appliance.line import Line
from tests.fixtures import small

PATIENCE = 120.0  # seconds; only a failure is that slow


def test_one_that_hangs_is_ended_and_visitors_are_served_again(tmp_path: Path) -> None:
    settings = small.settings(small.data(tmp_path), visitors_port="0")
    vault = Vault(settings.data_dir)
    vault.unseal(read_keyfile(settings.key_path))
    listener = bind("127.0.0.1", 0)
    apart = Apart("127.0.0.1", listener.getsockname()[1])
    beside = Beside(settings, vault, listener, apart, hangs=3.0)
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


def test_what_serves_visitors_answers_the_beat_not_a_thread_that_lives_on_beside_it() -> None:
    ours, theirs = (Line(end) for end in socket.socketpair())
    server = Visitors.__new__(Visitors)
    loop, stuck, free = asyncio.new_event_loop(), threading.Event(), threading.Event()

    def hang() -> None:
        stuck.set()
        free.wait(PATIENCE)

    class Sealing:
        def seal(self) -> None:
            pass

    Obedience(cast(Any, Sealing()), theirs, server, last=lambda: None)
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
