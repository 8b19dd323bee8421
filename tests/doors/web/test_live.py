"""Live feeds: what is committed is told, to whom it concerns, and a feed ends when it must."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from appliance.doors.web import live
from appliance.doors.web.live import Feed, Signals
from tests.doors.web.stage import Stage


async def follow(signals: Signals, feed: Feed, said: list[tuple[str, Any]], until: str) -> None:
    async for message in signals.stream(feed):
        if "event" in message:
            said.append((message["event"], json.loads(message["data"])))
            if message["event"] == until:
                return


def run(stage: Stage, act: Any, until: str, **feed: Any) -> list[tuple[str, Any]]:
    """Open a feed, do `act` once it is open, and collect what it says until `until`."""
    said: list[tuple[str, Any]] = []

    async def story() -> None:
        stage.signals.start()
        made = Feed(asyncio.get_running_loop(), **feed)
        following = asyncio.create_task(follow(stage.signals, made, said, until))
        while not said:
            await asyncio.sleep(0)
        await asyncio.to_thread(act)
        await asyncio.wait_for(following, 20)

    asyncio.run(story())
    return said


def test_an_agent_hears_of_a_message_and_then_of_the_lists(stage: Stage) -> None:
    made: list[str] = []
    said = run(stage, lambda: made.append(stage.visitor_says("你好")), "lists")
    assert said[0] == ("hello", {})
    assert ("conversation", {"id": made[0], "kind": "MessageReceived", "seq": 1}) in said
    assert said[-1][0] == "lists"


def test_a_visitor_hears_only_of_their_own(stage: Stage) -> None:
    def act() -> None:
        stage.visitor_says("别人的", visitor="other")
        stage.visitor_says("我的", visitor="mei")

    said = run(stage, act, "conversation", channel_key="web_widget:mei")
    assert said == [("hello", {}), ("conversation", {"seq": 1})]


def test_a_reply_brings_the_visitors_own_words_with_it(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def signal(seq: int, kind: str) -> live.Signal:
        return live.Signal(seq, kind, "c", seq, "web_widget:mei")

    async def story() -> list[dict[str, Any]]:
        feed = Feed(asyncio.get_running_loop(), channel_key="web_widget:mei")
        stream = stage.signals.stream(feed)
        said = [await anext(stream)]
        feed._take(signal(1, "MessageReceived"))
        feed._take(signal(2, "ReplyPosted"))
        said.append(await anext(stream))
        feed._take(signal(3, "MessageReceived"))  # nobody answers: it is told all the same
        said.append(await anext(stream))
        await stream.aclose()
        return said

    monkeypatch.setattr(live, "OWN_PAUSE", 0.001)
    assert [each.get("id") for each in asyncio.run(story())] == [None, "2", "3"]


def test_sealing_ends_every_feed(stage: Stage) -> None:
    said = run(stage, stage.signals.stop, "bye")
    assert said[-1] == ("bye", {})
    assert stage.signals.open_feeds == 0


def test_a_feed_ends_with_its_sign_in(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "CHECK_EVERY", 0.0)
    said = run(stage, lambda: None, "bye", token="ended-long-ago")
    assert said == [("hello", {}), ("bye", {})]


def test_a_feed_that_falls_behind_starts_over(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "BEHIND", 3)

    async def story() -> list[str]:
        feed = Feed(asyncio.get_running_loop())
        said: list[str] = []
        stream = stage.signals.stream(feed)
        said.append((await anext(stream))["event"])
        for seq in range(1, 10):
            feed._take(live.Signal(seq, "MessageReceived", "c", seq, None))
        said.append((await anext(stream))["event"])
        await stream.aclose()
        return said

    assert asyncio.run(story()) == ["hello", "hello"]
