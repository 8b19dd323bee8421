"""A number sent in two messages: the second one masks the first, in the store, in the search file and on open pages."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser import chromium, person
from tests.fixtures import small
from tests.flows.test_five_people import open_widget, say, sign_in, widget
from tests.house import House, Visitor

expect.set_options(timeout=30_000)

HEAD, TAIL = "6228 4871", "03156403755"
CARD = (HEAD + TAIL).replace(" ", "")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with small.house(tmp_path_factory.mktemp("house")).running() as running:
        yield running


def read(visitor: Visitor) -> list[str]:
    return [
        "".join(part["text"] for part in one["segments"])
        for one in visitor.messages()["messages"]
        if one["who"] == "visitor"
    ]


def found(officer: Any, words: str) -> int:
    """How many messages a search finds; the search file follows a moment behind the store."""
    page = officer.get("/oversight", params={"q": words})
    assert page.status_code == 200
    return int(page.text.count('<td class="words">'))


def until(look: Any, wanted: Any, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while (seen := look()) != wanted:
        assert time.monotonic() < deadline, (seen, wanted)
        time.sleep(0.1)


def test_the_tail_masks_the_head_with_the_ais_turn_between(house: House) -> None:
    visitor, officer = house.visitor(), house.staff("chenzheng")
    visitor.write(f"先发卡号的前一半 {HEAD}")
    assert HEAD in read(visitor)[0], "half a number is nobody's yet"
    visitor.until(lambda answer: not answer["thinking"])
    before = visitor.messages()["remasked"]
    assert visitor.write(f"后面是{TAIL}").status_code == 200
    first, second = read(visitor)
    assert HEAD not in first
    assert TAIL not in second
    assert "622848*********3755" in first, "both halves carry the token of the whole"
    assert "622848*********3755" in second
    assert visitor.messages()["remasked"] == before + 1, "an open window knows that it must read again"
    # The whole number, typed by an officer, finds both messages by their token; the halves find nothing.
    until(lambda: found(officer, CARD), 2)
    until(lambda: found(officer, HEAD), 0)
    trail = officer.get("/oversight/audit", params={"verb": "message.remasked"})
    assert trail.text.count('<td class="verb">') == 1
    assert HEAD not in trail.text


def test_a_secret_named_afterwards_is_thrown_away_and_the_visitor_told(house: House) -> None:
    visitor = house.visitor()
    visitor.write("770521")
    visitor.write("这个是我的取款密码")
    assert "770521" not in str(visitor.messages())
    assert any(one["warn"] for one in visitor.messages()["messages"])


def test_a_repeated_second_half_masks_nothing_twice(house: House) -> None:
    visitor = house.visitor()
    visitor.write(f"卡号前一半 {HEAD}")
    same = "00000000-0000-4000-8000-000000000001"
    first, again = (visitor.write(f"后面是{TAIL}", same).json() for _ in range(2))
    assert (first["duplicate"], again["duplicate"]) == (False, True)
    assert visitor.messages()["remasked"] == 1


@pytest.mark.browser
def test_open_pages_of_visitor_and_agent_change_at_once(house: House) -> None:
    with chromium() as browser:
        visitor, agent = person(browser, house.url), person(browser, house.url)
        visitor.goto("/sample")
        open_widget(visitor)
        say(visitor, f"先发卡号的前一半 {HEAD}")
        own = widget(visitor).locator(".m.v:not(.wait)")
        expect(own.first).to_contain_text(HEAD)
        widget(visitor).locator("#person").click()
        sign_in(agent, "linyue")
        agent.goto("/desk?view=waiting")
        agent.locator("#list .row", has_text=re.compile("6228 4871|转人工")).last.click()
        expect(agent.locator("#log")).to_contain_text(HEAD)
        say(visitor, f"后面是{TAIL}")
        for page_part in (own.first, agent.locator("#log")):
            expect(page_part).to_contain_text("622848*********3755")
            expect(page_part).not_to_contain_text(HEAD)
        for page in (visitor, agent):
            assert page.complaints == []  # type: ignore[attr-defined]


def test_nothing_of_it_is_in_any_file(house: House, tmp_path: Path) -> None:
    """Last: the halves and the whole, as bytes, in everything the house has written."""
    for path in house.folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            for value in (HEAD, TAIL, CARD, "770521"):
                assert value.encode() not in data, path.name
