"""The desk in a real browser: live, by keyboard, on a phone, without one violation of the policy."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select

from appliance.core.accounts.tables import Agent
from appliance.core.kit.actors import SYSTEM
from appliance.service.conversations import actions, queries
from tests.browser import chromium
from tests.doors.web.stage import PASSWORD, Stage

pytestmark = pytest.mark.browser

WATCH = """
window.__faults = [];
document.addEventListener("securitypolicyviolation", (e) => window.__faults.push(e.violatedDirective + " " + e.blockedURI));
document.addEventListener("htmx:evalDisallowedError", () => window.__faults.push("eval"));
window.addEventListener("error", (e) => window.__faults.push(String(e.message)));
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made


@pytest.fixture
def url(stage: Stage, waiting: str) -> Iterator[str]:
    with stage.served() as address:
        yield address


def enter(browser: Browser, url: str, login: str, **options: object) -> tuple[BrowserContext, Page]:
    context = browser.new_context(locale="zh-CN", **{"service_workers": "block", **options})  # type: ignore[arg-type]
    context.add_init_script(WATCH)
    page = context.new_page()
    page.goto(f"{url}/sign-in")
    page.fill("[name=login]", login)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("html[data-live=on][data-desk=ready]", state="attached")
    return context, page


def faults(page: Page) -> list[str]:
    found: list[str] = page.evaluate("window.__faults")
    return found


def test_an_agents_work_by_keyboard_alone(browser: Browser, url: str, waiting: str, stage: Stage) -> None:
    context, page = enter(browser, url, "linyue")
    page.keyboard.press("2")
    page.wait_for_selector(f"#row-{waiting}")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_selector(f'[data-conversation="{waiting}"]')
    page.keyboard.press("c")
    box = page.locator("#composer textarea")
    expect(box).to_be_focused()
    page.keyboard.type("您好，")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("我是林悦。")
    page.keyboard.press("Enter")
    expect(page.locator(".m.me .b")).to_have_text("您好，\n我是林悦。")
    expect(box).to_have_value("")
    stage.visitor_says("好的谢谢")
    expect(page.locator(".m.in").last).to_contain_text("好的谢谢")
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    expect(page.locator("#head")).to_contain_text("已结束")
    seqs = page.eval_on_selector_all("#log [data-seq]", "all => all.map(one => Number(one.dataset.seq))")
    assert seqs == list(range(1, len(seqs) + 1))
    assert faults(page) == []
    context.close()


def test_an_input_methods_enter_does_not_send(browser: Browser, url: str, waiting: str) -> None:
    context, page = enter(browser, url, "linyue")
    page.goto(f"{url}/desk/c/{waiting}")
    page.keyboard.press("c")
    expect(page.locator("#composer")).to_have_attribute("data-mode", "mine")
    page.fill("#composer textarea", "nihao")
    page.eval_on_selector(
        "#composer textarea",
        "box => box.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true}))",
    )
    page.eval_on_selector(
        "#composer textarea",
        "box => box.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', keyCode: 229, bubbles: true}))",
    )
    expect(page.locator("#composer textarea")).to_have_value("nihao")
    page.reload()
    expect(page.locator("#composer textarea")).to_have_value("nihao")  # the draft stays in this tab
    page.press("#composer textarea", "Enter")
    expect(page.locator(".m.me .b")).to_have_text("nihao")
    context.close()


def test_two_agents_see_each_other_live_and_cannot_both_have_it(
    browser: Browser, url: str, waiting: str
) -> None:
    (one, lin), (two, zhao) = enter(browser, url, "linyue"), enter(browser, url, "zhaomin")
    for page in (lin, zhao):
        page.goto(f"{url}/desk/c/{waiting}?view=waiting")
        page.wait_for_selector("html[data-live=on][data-desk=ready]", state="attached")
    claim = zhao.eval_on_selector("[data-key=c]", "one => one.getAttribute('hx-post')")
    lin.keyboard.press("c")
    expect(zhao.locator("#head")).to_contain_text("林悦 接待中")
    expect(zhao.locator("#list .row")).to_have_count(0)
    zhao.evaluate("path => htmx.ajax('POST', path, {swap: 'none'})", claim)
    expect(zhao.locator("#notices .notice")).to_contain_text("林悦")
    assert faults(lin) + faults(zhao) == []
    one.close()
    two.close()


def test_tabs_share_one_feed(browser: Browser, url: str, waiting: str, stage: Stage) -> None:
    context, first = enter(browser, url, "linyue")
    second = context.new_page()
    second.goto(f"{url}/desk/c/{waiting}")
    second.wait_for_selector("html[data-live=on][data-desk=ready]", state="attached")
    stage.visitor_says("还在吗")
    expect(second.locator(".m.in").last).to_contain_text("还在吗")
    assert stage.signals.open_feeds == 1
    first.close()  # the other tab takes over
    stage.visitor_says("有人吗")
    expect(second.locator(".m.in").last).to_contain_text("有人吗", timeout=20_000)
    context.close()


def test_a_lost_connection_is_said_and_nothing_written_is_lost(
    browser: Browser, url: str, waiting: str, stage: Stage
) -> None:
    context, page = enter(browser, url, "linyue")
    page.goto(f"{url}/desk/c/{waiting}")
    page.keyboard.press("c")
    expect(page.locator("#composer")).to_have_attribute("data-mode", "mine")
    context.set_offline(True)
    page.fill("#composer textarea", "请稍等")
    page.press("#composer textarea", "Enter")
    expect(page.locator("#notices .notice")).to_contain_text("没有发送成功")
    expect(page.locator("#composer textarea")).to_have_value("请稍等")
    context.set_offline(False)
    page.press("#composer textarea", "Enter")
    expect(page.locator(".m.me .b")).to_have_text("请稍等")
    # What happens while a menu is open is shown when it closes.
    page.keyboard.press("Escape")
    page.keyboard.press("m")
    expect(page.locator("#head [data-menu=more] button").first).to_be_focused()
    with stage.store.writing() as s:
        actions.close(s, waiting, SYSTEM)
    expect(page.locator("#composer")).to_have_attribute("data-mode", "closed")
    expect(page.locator("#head")).not_to_contain_text("已结束")
    page.keyboard.press("Escape")
    expect(page.locator("#head")).to_contain_text("已结束")
    context.close()


def test_the_palette_finds_conversations_and_commands(
    browser: Browser, url: str, waiting: str, stage: Stage
) -> None:
    context, page = enter(browser, url, "linyue")
    page.locator("#presence summary").click()
    stage.visitor_says("年费多少", "hua")  # the list and the top bar are made anew
    expect(page.locator("#tab-ai .num")).to_have_text("1")
    expect(page.locator("#presence a")).to_be_visible()  # and a menu that is open stays open
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.keyboard.type("等待")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"#row-{waiting}")
    page.keyboard.press("Control+k")
    page.keyboard.type("三遍")
    page.keyboard.press("Enter")
    page.wait_for_selector(f'[data-conversation="{waiting}"]')
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_it_is_one_column(browser: Browser, url: str, waiting: str, scheme: str) -> None:
    options = {"viewport": {"width": 390, "height": 844}, "color_scheme": scheme, "has_touch": True}
    context, page = enter(browser, url, "linyue", **options)
    page.tap("#tab-waiting")
    page.tap(f"#row-{waiting}")
    expect(page.locator(".list")).to_be_hidden()
    page.tap(".head [data-key=c]")
    expect(page.locator("#composer textarea")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.tap(".head [data-action=card]")
    expect(page.locator("#card")).to_contain_text("138****5678")
    page.tap("#card [data-action=card]")
    page.tap("[data-action=back]")
    expect(page.locator(".list")).to_be_visible()
    assert faults(page) == []
    context.close()


def state(stage: Stage, conversation: str) -> tuple[str, str]:
    with stage.store.reading() as s:
        row = queries.conversation(s, conversation)
    return row.state, row.agent_name


def test_the_first_letter_of_a_reply_takes_over_and_a_note_never_does(
    browser: Browser, url: str, stage: Stage
) -> None:
    conversation = stage.visitor_says("年费多少", "hua")
    context, page = enter(browser, url, "linyue")
    page.goto(f"{url}/desk/c/{conversation}?view=ai")
    page.wait_for_selector("html[data-live=on][data-desk=ready]", state="attached")
    page.keyboard.press("n")
    page.keyboard.type("先看看@赵敏")
    page.keyboard.press("Enter")
    expect(page.locator(".m.note .who")).to_contain_text("→ 赵敏")
    assert state(stage, conversation) == ("ai", "")
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    page.keyboard.type("您好，我是林悦")
    expect(page.locator("#composer")).to_have_attribute("data-mode", "mine")
    expect(page.locator("#composer textarea")).to_have_value("您好，我是林悦")
    assert state(stage, conversation) == ("human", "林悦")
    page.keyboard.press("Enter")
    expect(page.locator(".m.me .b")).to_have_text("您好，我是林悦")
    expect(page.locator("#tab-mine")).to_have_attribute("aria-current", "page")
    assert faults(page) == []
    context.close()


def test_who_is_full_writes_no_letter_and_reads_why(browser: Browser, url: str, stage: Stage) -> None:
    conversation = stage.visitor_says("年费多少", "hua")
    context, page = enter(browser, url, "linyue")
    page.goto(f"{url}/desk/c/{conversation}?view=ai")
    page.wait_for_selector("html[data-live=on][data-desk=ready]", state="attached")
    # The page was made while there was room: the refusal comes from the claim itself.
    with stage.store.writing() as s:
        s.scalars(select(Agent).where(Agent.name == "林悦")).one().capacity = 0
    page.keyboard.press("r")
    page.keyboard.type("您")
    expect(page.locator("#notices .notice")).to_contain_text("已达到同时接待上限")
    expect(page.locator("#composer textarea")).to_have_value("")
    page.reload()
    expect(page.locator("#composer .hint")).to_contain_text("已达到同时接待上限")
    page.keyboard.press("r")
    page.keyboard.type("您")
    expect(page.locator("#notices .notice")).to_contain_text("已达到同时接待上限")
    expect(page.locator("#composer textarea")).to_have_value("")
    assert state(stage, conversation) == ("ai", "")
    context.close()


def test_passing_on_tagging_and_newer_words_by_keyboard(
    browser: Browser, url: str, waiting: str, stage: Stage
) -> None:
    context, page = enter(browser, url, "linyue")
    page.goto(f"{url}/desk/c/{waiting}?view=waiting")
    page.wait_for_selector("html[data-live=on][data-desk=ready]", state="attached")
    page.keyboard.press("c")
    box = page.locator("#composer textarea")
    expect(box).to_be_focused()
    # The visitor writes while this tab hears nothing of it: the reply waits, and is sent at the second press.
    page.route("**/since?*", lambda route: route.abort())
    page.keyboard.type("已为您办理")
    stage.visitor_says("等等，是另一张卡")
    page.keyboard.press("Enter")
    expect(page.locator("#notices .notice")).to_contain_text("又写了消息")
    expect(box).to_have_value("已为您办理")
    page.unroute("**/since?*")  # it asks again by itself
    expect(page.locator(".m.in").last).to_contain_text("另一张卡")
    page.keyboard.press("Enter")
    expect(page.locator(".m.me .b")).to_have_text("已为您办理")
    page.keyboard.press("Escape")
    page.keyboard.press("l")
    page.keyboard.type("年费")
    page.keyboard.press("Enter")
    expect(page.locator("#card .tags")).to_contain_text("年费")
    page.keyboard.press("Escape")
    page.keyboard.press("t")
    note = page.locator(".pass textarea")
    expect(note).to_be_focused()
    page.keyboard.type("请接着核对")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#head")).to_contain_text("赵敏 接待中")
    expect(page.locator(".m.note .who").last).to_contain_text("→ 赵敏")
    assert faults(page) == []
    context.close()
