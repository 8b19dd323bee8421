"""Live feeds: what is committed is told, to whom it concerns, and a feed ends when it must."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from fastapi import APIRouter, Depends, Request

from appliance.core.kit.actors import Actor
from appliance.core.kit.clock import monotonic
from appliance.core.masking.engine import Masked
from appliance.core.masking.text import MaskedText
from appliance.doors.web import feed as feeds
from appliance.doors.web import live, looking
from appliance.doors.web.depends import parts_of, public
from appliance.doors.web.feed import Feed
from appliance.doors.web.live import Signal, Signals
from appliance.doors.web.looking import Looking
from appliance.service.conversations import actions
from tests.doors.web.stage import Stage

Said = list[tuple[str, Any]]


def events(what: bytes) -> Said:
    """(event, data) of what came over the wire."""
    found = []
    for one in what.decode().split("\n\n"):
        lines = dict(line.split(": ", 1) for line in one.split("\n") if line and not line.startswith(":"))
        if "event" in lines:
            found.append((lines["event"], json.loads(lines["data"])))
    return found


async def follow(feed: Feed, said: Said, until: str) -> None:
    while (what := await feed.next()) is not None:
        said += events(what)
        if any(event == until for event, _ in said):
            return


def run(stage: Stage, act: Callable[[], object], until: str, **feed: Any) -> Said:
    """Open a feed, do `act` once it is open, and collect what it says until `until`."""
    said: Said = []

    async def story() -> None:
        stage.signals.start()
        made = Feed(**feed)
        stage.signals.enter(made)
        following = asyncio.create_task(follow(made, said, until))
        while not said:
            await asyncio.sleep(0)
        await asyncio.to_thread(act)
        await asyncio.wait_for(following, 20)
        stage.signals.leave(made)

    asyncio.run(story())
    return said


def signal(seq: int, kind: str, agent_id: str | None = None, state: str = "human") -> Signal:
    return Signal(seq, kind, "c", seq, None, "web_widget:mei", agent_id, state)


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
    assert said == [("hello", {}), ("conversation", {"seq": 1, "shown": 1})]


def test_a_visitor_hears_nothing_of_what_only_staff_see(stage: Stage) -> None:
    agent = stage.person("linyue", "林悦")

    def act() -> None:
        one = stage.visitor_says("你好", visitor="mei")
        note = Masked(MaskedText.trusted("客户着急"), [], [])
        with stage.store.writing() as s:
            actions.post_note(s, stage.vault, one, Actor("agent", agent.id, "林悦"), note, "note-00000001")
        stage.ask_for_person(one)

    said = run(stage, act, "conversation", channel_key="web_widget:mei")
    # The note is number 2 and the handoff 3; the visitor's own words come along with what is told after them.
    assert said == [("hello", {}), ("conversation", {"seq": 3})]


def test_a_reply_brings_the_visitors_own_words_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story() -> list[bytes]:
        feed = Feed(channel_key="web_widget:mei")
        said = [await feed.next() or b""]
        feed.say_own(b"own")
        feed.say_more(b"reply")
        said.append(await feed.next() or b"")
        feed.say_own(b"own again")  # nobody answers: it is told all the same
        said.append(await feed.next() or b"")
        return said

    monkeypatch.setattr(feeds, "OWN_PAUSE", 0.001)
    assert asyncio.run(story()) == [feeds.HELLO, b"reply", b"own again"]


def test_lists_follow_soon_for_who_has_it_in_hand_and_spread_out_for_others(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "LIST_COST", 1000.0)  # for others: not within this test

    async def story() -> list[Said]:
        mine, other = Feed(token="a", agent_id="lin"), Feed(token="b", agent_id="zhao")
        for feed in (mine, other):
            stage.signals.enter(feed)
        stage.signals._hand_out([signal(1, "MessageReceived", "lin")])
        said: Said = []
        await follow(mine, said, "lists")
        return [said, events(await other.next() or b"")]

    mine, other = asyncio.run(story())
    assert [event for event, _ in mine] == ["hello", "conversation", "lists"]
    assert [event for event, _ in other] == ["hello", "conversation"]


@pytest.mark.parametrize(
    ("number", "kind", "state", "hear", "list_anew"),
    [
        (
            2,
            "MessageReceived",
            "human",
            "lin zhao new",
            "lin zhao new",
        ),  # words: whose, on whose screen, of whom nothing is known
        (2, "MessageReceived", "queued", "lin zhao new", "lin sun new"),  # Sun's list is of those who wait
        (2, "AgentReplied", "human", "lin zhao new", "lin zhao new"),
        (
            1,
            "MessageReceived",
            "ai",
            "lin zhao sun wu new",
            "lin zhao sun wu new",
        ),  # a conversation begins: figures change
        (2, "Claimed", "human", "lin zhao sun wu new", "lin zhao sun wu new"),
        (2, "NotePosted", "human", "lin zhao sun wu new", "lin zhao sun wu new"),  # it may name anybody
    ],
)
def test_words_are_told_where_they_are_seen(
    stage: Stage, number: int, kind: str, state: str, hear: str, list_anew: str
) -> None:
    noted = stage.signals.looking
    for who, name in (("lin", "mine"), ("zhao", "team"), ("sun", "waiting"), ("wu", "mine")):
        noted.at_list(who, name)
    noted.at_conversation("zhao", "c")

    async def story() -> tuple[set[str], set[str]]:
        feeds = {who: Feed(token=who, agent_id=who) for who in ("lin", "zhao", "sun", "wu", "new")}
        for feed in feeds.values():
            stage.signals.enter(feed)
        stage.signals._hand_out([signal(number, kind, "lin", state)])
        heard = {who for who, feed in feeds.items() if b"event: conversation" in (await feed.next() or b"")}
        due = {who for who, feed in feeds.items() if feed._lists is not None}
        for feed in feeds.values():
            stage.signals.leave(feed)
        return heard, due

    heard, due = asyncio.run(story())
    assert (heard, due) == (set(hear.split()), set(list_anew.split()))


def test_who_has_not_asked_for_a_list_lately_is_told_of_everything_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = Looking()
    made.at_list("wu", "mine")
    assert made.lately() == {"wu"}
    assert made.listing(["closed"]) == {"wu"}
    monkeypatch.setattr(looking, "monotonic", lambda: monotonic() + looking.LATELY)
    assert not made.lately()
    assert not made.listing(["closed"])


def test_only_so_many_conversations_of_an_agent_count_as_open() -> None:
    made = Looking()
    for number in range(looking.OPENED + 1):
        made.at_conversation("wu", str(number))
    made.at_conversation("lin", "0")
    assert made.having(["0"]) == {"lin"}
    assert made.having(["1", "2"]) == {"wu"}


def test_sealing_ends_every_feed(stage: Stage) -> None:
    said = run(stage, stage.signals.stop, "bye")
    assert said[-1] == ("bye", {})
    assert stage.signals.open_feeds == 0


def test_a_feed_that_comes_after_the_seal_ends_at_once(stage: Stage) -> None:
    async def story() -> Said:
        stage.signals.stop()
        feed, said = Feed(), []
        stage.signals.enter(feed)
        await follow(feed, said, "never")
        return said

    assert asyncio.run(story()) == [("hello", {}), ("bye", {})]


def test_a_feed_ends_with_its_sign_in(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "CHECK_EVERY", 0.0)
    said = run(stage, lambda: None, "bye", token="ended-long-ago")
    assert said == [("hello", {}), ("bye", {})]


def test_a_feed_that_falls_behind_starts_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "BEHIND", 3)

    async def story() -> list[bytes]:
        feed = Feed()
        said = [await feed.next() or b""]
        for _ in range(4):
            feed.say(b"news")
        said.append(await feed.next() or b"")
        return said

    assert asyncio.run(story()) == [feeds.HELLO, feeds.HELLO]


def test_who_leaves_is_forgotten_and_a_server_that_goes_away_says_nothing(stage: Stage) -> None:
    """Over a real socket: the end of a connection is noticed, and hanging up ends the answer without a `bye`."""
    router = APIRouter(dependencies=[Depends(public)])

    @router.get("/feed")
    async def feed(request: Request) -> Any:
        return parts_of(request).get(Signals).response(request, channel_key="web_widget:mei")

    stage.app.include_router(router)
    with stage.served() as url:
        with httpx.stream("GET", f"{url}/feed") as answer:
            assert answer.headers["content-type"].startswith("text/event-stream")
            assert "content-length" not in answer.headers
            lines = answer.iter_lines()
            assert next(lines) == "event: hello"
            assert stage.signals.open_feeds == 1
        with httpx.stream("GET", f"{url}/feed") as answer:
            lines = answer.iter_lines()
            assert next(lines) == "event: hello"
            until = time.monotonic() + 20
            while stage.signals.open_feeds > 1:  # the end of the first one arrives by itself
                assert time.monotonic() < until, "who left is still told"
                time.sleep(0.01)
            stage.signals._in_loop(stage.signals.hang_up)
            assert [line for line in lines if line] == ["data: {}"]
