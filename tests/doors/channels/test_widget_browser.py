"""The window in a real browser, on a bank's page with a strict policy: offline, over tabs, after a reload, in step both ways."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page, Route, expect
from sqlalchemy import select

from appliance.core.kit import clock
from appliance.core.kit.actors import SYSTEM, Actor
from appliance.core.masking.text import RawText
from appliance.service.conversations import actions
from appliance.service.conversations.tables import Conversation, Message
from appliance.service.inboxes import actions as inboxes
from appliance.service.inboxes.look import Look
from tests.doors.channels.bank_page import BankPage
from tests.doors.desk.test_acts import FindsNumbers
from tests.doors.web.stage import Stage

pytestmark = pytest.mark.browser
expect.set_options(timeout=30_000)

WATCH = """
window.__faults = [];
document.addEventListener("securitypolicyviolation", (e) => window.__faults.push(e.violatedDirective + " " + e.blockedURI));
window.addEventListener("error", (e) => window.__faults.push(String(e.message)));
"""


@pytest.fixture(autouse=True)
def pages(open_house: Stage, bank: BankPage) -> None:
    with open_house.store.writing() as s:
        inboxes.change(s, "main", title="主", pages=[bank.url], look=Look(), enabled=True, actor=SYSTEM)


@pytest.fixture
def mei(browser: Browser) -> Any:
    context = browser.new_context(locale="zh-CN")
    context.set_default_timeout(30_000)
    context.add_init_script(WATCH)
    yield context
    context.close()


def enter(mei: BrowserContext, bank: BankPage) -> tuple[Page, FrameLocator]:
    """Mei opens the window on the bank's page."""
    page = mei.new_page()
    page.goto(bank.url)
    window = page.frame_locator("iframe")
    window.locator("#launch").click()
    expect(window.locator("#box")).to_be_visible()
    return page, window


def say(window: FrameLocator, words: str) -> None:
    window.locator("#box").fill(words)
    window.locator("#send").click()


def own(window: FrameLocator) -> Any:
    return window.locator(".m.v:not(.unsent) .w")


def stored(stage: Stage, start: str) -> list[tuple[str, str]]:
    """(conversation, words) of visitors' messages that begin so, in order."""
    from appliance.service.conversations import queries

    with stage.store.reading() as s:
        ids = s.scalars(
            select(Message.conversation_id).where(Message.author_kind == "visitor").distinct()
        ).all()
        found = [(m.seq, i, str(m.text)) for i in sorted(ids) for m in queries.thread(s, stage.vault, i)]
    return [(i, words) for _, i, words in found if words.startswith(start)]


def lin_says(stage: Stage, conversation: str, words: str) -> None:
    with stage.store.reading() as s:
        from appliance.core.accounts.tables import Agent

        row = s.scalars(select(Agent).where(Agent.login == "linyue")).one()
        lin, state = Actor("agent", row.id, row.name), s.get(Conversation, conversation).state  # type: ignore[union-attr]
    with stage.store.writing() as s:
        if state != "human":
            actions.claim(s, conversation, lin)
        masked = FindsNumbers().mask(RawText(words), hasher=stage.vault.value_hash)
        actions.post_agent_message(s, stage.vault, conversation, lin, masked, f"lin-{words}")


def faults(page: Page) -> list[str]:
    """What any document of the page broke: its own policy, ours, or a script."""
    return [fault for frame in page.frames for fault in frame.evaluate("window.__faults || []")]


def test_it_works_under_the_banks_strict_policy_and_on_no_other_page(
    mei: BrowserContext, bank: BankPage, open_house: Stage
) -> None:
    page, window = enter(mei, bank)
    say(window, "严格一：年费多少")
    expect(own(window)).to_have_text(["严格一：年费多少"])
    expect(window.locator("#log")).to_have_attribute("role", "log")
    assert faults(page) == []
    assert page.evaluate("Object.keys(window).filter((name) => /kefu/i.test(name))") == ["__kefuWidget"]
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.locator("iframe").bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 800}
    with open_house.store.writing() as s:
        inboxes.change(
            s, "main", title="主", pages=["https://else.example"], look=Look(), enabled=True, actor=SYSTEM
        )
    page.reload()
    expect(page.frame_locator("iframe").locator("p")).to_contain_text(
        f"网页 {bank.url} 不在入口“主”允许的来源之内"
    )
    # What it claims to be does not help: the browser asks who really frames it.
    with page.expect_event("framenavigated", lambda frame: frame.parent_frame is not None):
        page.evaluate(
            "(src) => { const f = document.createElement('iframe'); f.src = src; document.body.append(f); }",
            f"{bank.home}/widget/frame?host=https://else.example",
        )
    assert page.frame_locator("iframe >> nth=1").locator("#launch").count() == 0


def test_what_is_written_offline_goes_out_once_and_in_order(
    mei: BrowserContext, bank: BankPage, open_house: Stage
) -> None:
    page, window = enter(mei, bank)
    say(window, "离线零")
    expect(own(window)).to_have_count(1)
    mei.set_offline(True)
    for number in ("一", "二", "三"):
        say(window, f"离线{number}")
    expect(window.locator(".unsent")).to_have_count(3)
    expect(window.locator(".unsent small").first).to_contain_text("恢复后自动发送")
    mei.set_offline(False)
    page.reload()  # the window is open again by itself, and what was not sent is still there
    window = page.frame_locator("iframe")
    expect(own(window)).to_have_text([f"离线{number}" for number in "零一二三"])
    expect(window.locator(".unsent")).to_have_count(0)
    assert [words for _, words in stored(open_house, "离线")] == [f"离线{number}" for number in "零一二三"]


def test_an_answer_that_got_lost_stores_nothing_twice(
    mei: BrowserContext, bank: BankPage, open_house: Stage
) -> None:
    page, window = enter(mei, bank)
    lost: list[str] = []

    def lose(route: Route) -> None:
        if not lost and route.request.method == "POST":
            lost.append(route.fetch().text())  # it arrived; the answer does not
            route.abort()
        else:
            route.continue_()

    page.route("**/widget/api/messages*", lose)
    say(window, "丢失一")
    expect(own(window)).to_have_text(["丢失一"])
    expect(window.locator(".unsent")).to_have_count(0)
    assert len(lost) == 1
    assert [words for _, words in stored(open_house, "丢失")] == ["丢失一"]


def test_several_tabs_are_one_visitor_with_one_feed(
    mei: BrowserContext, bank: BankPage, open_house: Stage
) -> None:
    gone = time.monotonic() + 30
    while open_house.signals.open_feeds:  # those of the test before are ended by the browser, in its own time
        assert time.monotonic() < gone
        time.sleep(0.02)
    one, first = enter(mei, bank)
    say(first, "两页一")
    expect(own(first)).to_have_count(1)
    other, second = enter(mei, bank)
    expect(own(second)).to_have_text(["两页一"])
    say(second, "两页二")
    expect(own(first)).to_have_text(["两页一", "两页二"])
    conversation = stored(open_house, "两页")[0][0]
    lin_says(open_house, conversation, "您好，我是林悦")
    for window in (first, second):
        expect(window.locator(".m.agent .w")).to_have_text(["您好，我是林悦"])
        expect(window.locator("#state")).to_contain_text("林悦")
    assert open_house.signals.open_feeds == 1
    one.close()  # the one that listened goes; the other takes over
    lin_says(open_house, conversation, "还在吗")
    expect(second.locator(".m.agent .w")).to_have_text(["您好，我是林悦", "还在吗"])
    other.reload()
    expect(second.locator(".m .w")).to_have_text(
        ["您好，请问想了解什么？", "两页一", "两页二", "您好，我是林悦", "还在吗"]
    )
    assert faults(other) == []


def test_a_tab_left_open_finds_the_next_conversation(
    mei: BrowserContext, bank: BankPage, open_house: Stage
) -> None:
    page, window = enter(mei, bank)
    for letter in "甲乙丙":
        say(window, f"旧{letter}")
    expect(own(window)).to_have_count(3)
    conversation = stored(open_house, "旧")[0][0]
    with open_house.store.writing() as s:
        actions.close(s, conversation, SYSTEM)
        s.get(Conversation, conversation).closed_at = clock.now() - timedelta(hours=25)  # type: ignore[union-attr]
    say(window, "新的问题")
    expect(own(window)).to_have_text(["旧甲", "旧乙", "旧丙", "新的问题"])
    expect(window.locator(".sys", has_text="以上是之前的会话")).to_have_count(1)
    assert stored(open_house, "新的问题")[0][0] != conversation
    assert faults(page) == []


def test_who_waits_may_go_on_with_the_ai(mei: BrowserContext, bank: BankPage, open_house: Stage) -> None:
    mei.clock.install()
    page, window = enter(mei, bank)
    resume = window.get_by_role("button", name="继续问 AI")
    say(window, "等候一：年费多少")
    expect(own(window)).to_have_text(["等候一：年费多少"])
    expect(resume).to_be_hidden()
    window.locator("#person").click()
    expect(resume).to_be_visible()
    ((conversation, _),) = stored(open_house, "等候一")
    # Who waits asks for their place now and then, also after one of these looks got lost.
    lost: list[str] = []

    def lose(route: Route) -> None:
        if lost:
            route.continue_()
        else:
            lost.append(route.request.url)
            route.abort()

    page.route("**/widget/api/messages?*", lose)
    mei.clock.fast_forward(20_000)
    while not lost:
        page.wait_for_timeout(20)
    with page.expect_response("**/widget/api/messages?*"):
        mei.clock.fast_forward(3_000)
    page.unroute("**/widget/api/messages?*")
    resume.click()
    expect(resume).to_be_hidden()
    expect(window.locator("#log")).to_contain_text("已转由 AI 继续为您解答")
    with open_house.store.reading() as s:
        assert s.get(Conversation, conversation).state == "ai"  # type: ignore[union-attr]


def test_no_broken_frame_where_the_service_is_down_and_the_window_comes_by_itself(
    mei: BrowserContext, bank: BankPage
) -> None:
    page = mei.new_page()
    page.clock.install()
    down = "**/widget/frame*"
    page.route(
        down, lambda route: route.fulfill(status=503, body="down", headers={"X-Frame-Options": "DENY"})
    )
    page.goto(bank.url)
    expect(page.locator("iframe")).to_be_attached()
    expect(page.locator("iframe")).to_be_hidden()
    page.unroute(down)
    page.clock.fast_forward(21_000)
    expect(page.locator("iframe")).to_be_visible()
    expect(page.frame_locator("iframe").locator("#launch")).to_be_visible()
