"""Taking over with an input method, as it is written in Chinese: composing counts as the first character. In Chromium, by the
same messages that an input method sends (CDP Input.imeSetComposition)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from sqlalchemy import select

from appliance.core.accounts.tables import Agent
from appliance.service.conversations import queries
from tests.browser import chromium
from tests.doors.desk.test_desk_browser import enter, faults, state
from tests.doors.web.stage import Stage

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made


class InputMethod:
    """Pinyin in the page's focus: `compose` shows letters that are not text yet, `commit` makes them text."""

    def __init__(self, page: Page) -> None:
        self._cdp = page.context.new_cdp_session(page)

    def compose(self, *letters: str) -> None:
        for each in letters:
            at = {"selectionStart": len(each), "selectionEnd": len(each)}
            self._cdp.send("Input.imeSetComposition", {"text": each, **at})

    def commit(self, words: str) -> None:
        self._cdp.send("Input.insertText", {"text": words})


def opened(browser: Browser, url: str, stage: Stage) -> tuple[str, Page]:
    conversation = stage.visitor_says("年费多少", "hua")
    _, page = enter(browser, url, "linyue")
    page.goto(f"{url}/desk/c/{conversation}?view=ai")
    page.wait_for_selector("html[data-live=on][data-desk=ready]", state="attached")
    return conversation, page


def said(stage: Stage, conversation: str) -> list[str]:
    with stage.store.reading() as s:
        thread = queries.visitor_thread(s, stage.vault, conversation)
    return [str(m.text) for m in thread if m.author_kind == "agent"]


def test_the_first_letter_of_pinyin_takes_over_and_nothing_is_lost(browser: Browser, stage: Stage) -> None:
    with stage.served() as url:
        conversation, page = opened(browser, url, stage)
        ime = InputMethod(page)
        page.keyboard.press("n")  # a note never claims, however it is written
        ime.compose("k", "ka")
        ime.commit("看")
        expect(page.locator("#composer textarea")).to_have_value("看")
        assert state(stage, conversation) == ("ai", "")
        page.fill("#composer textarea", "")
        page.keyboard.press("Escape")
        page.keyboard.press("n")
        page.keyboard.press("Escape")
        page.keyboard.press("r")
        ime.compose("n")
        expect(page.locator("#composer")).to_have_attribute("data-mode", "mine")
        assert state(stage, conversation) == ("human", "林悦")  # before there is any text
        assert said(stage, conversation) == []
        ime.compose("ni", "nih", "nihao")
        ime.commit("你好")
        expect(page.locator("#composer textarea")).to_have_value("你好")
        page.keyboard.press("Enter")
        expect(page.locator(".m.me .b")).to_have_text("你好")
        assert faults(page) == []
        page.context.close()


def test_a_slow_claim_comes_before_the_words_all_the_same(browser: Browser, stage: Stage) -> None:
    with stage.served() as url:
        conversation, page = opened(browser, url, stage)
        held: list[Route] = []
        page.route("**/claim", lambda route: held.append(route))
        ime = InputMethod(page)
        page.keyboard.press("r")
        ime.compose("n", "ni")
        ime.commit("你")
        page.keyboard.press("Enter")
        ime.compose("h")
        ime.commit("好")
        expect(page.locator("#composer textarea")).to_have_value("你好")
        while not held:  # told by the browser, in its own time
            page.wait_for_timeout(20)
        assert (len(held), said(stage, conversation), state(stage, conversation)[0]) == (1, [], "ai")
        held[0].continue_()
        expect(page.locator(".m.me .b")).to_have_count(1)
        assert said(stage, conversation) == ["你好"]
        page.context.close()


def test_who_is_full_composes_nothing(browser: Browser, stage: Stage) -> None:
    with stage.served() as url:
        conversation, page = opened(browser, url, stage)
        with stage.store.writing() as s:  # the page was made while there was room
            s.scalars(select(Agent).where(Agent.name == "林悦")).one().capacity = 0
        ime = InputMethod(page)
        box = page.locator("#composer textarea")
        for _ in range(2):  # the second time the page knows it beforehand
            page.keyboard.press("r")
            ime.compose("n")
            expect(page.locator("#notices .notice")).to_contain_text("已达到同时接待上限")
            expect(box).to_have_value("")
            expect(box).not_to_be_focused()
            page.reload()
            page.wait_for_selector("html[data-live=on][data-desk=ready]", state="attached")
            expect(box).to_have_value("")
        assert state(stage, conversation) == ("ai", "")
        assert said(stage, conversation) == []
        page.context.close()
