"""A lead at the desk in a real browser: chooses by key and by mouse, passes on, takes over."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import chromium, picture
from tests.doors.desk.test_desk_browser import enter, faults, state
from tests.doors.web.stage import Stage

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made


def test_a_lead_chooses_several_passes_them_on_and_takes_one_over(
    browser: Browser, waiting: str, stage: Stage
) -> None:
    stage.person("hezong", "何组长", "team_lead")
    second, third = stage.visitor_says("卡丢了", "hua"), stage.visitor_says("利率多少", "bo")
    for one in (second, third):
        stage.ask_for_person(one)
    with stage.served() as url:
        context, page = enter(browser, url, "hezong")
        page.goto(f"{url}/desk?view=waiting")
        page.wait_for_selector("html[data-live=on][data-desk=ready]", state="attached")
        bar = page.locator("#chosen")
        page.keyboard.press("j")
        page.keyboard.press("x")
        page.keyboard.press("j")
        page.keyboard.press("x")
        expect(bar).to_contain_text("已选 2 个")
        stage.visitor_says("还有人吗", "an")  # the list is made anew; what was chosen stays chosen
        expect(page.locator("#tab-ai .num")).to_have_text("1")
        expect(page.locator(".choose:checked")).to_have_count(2)
        page.locator(f'.choose[value="{third}"]').check()
        page.locator(f'.choose[value="{waiting}"]').uncheck()
        expect(bar).to_contain_text("已选 2 个")
        picture(page, "desk-lead-chosen")
        page.locator(f"#row-{third}").focus()
        page.keyboard.press("a")
        expect(page.locator("#reassign button").first).to_be_focused()
        picture(page, "desk-lead-reassign")
        page.locator("#reassign button", has_text="赵敏").press("Enter")
        expect(page.locator("#notices .notice")).to_contain_text("2 个会话已改派给 赵敏。")
        expect(bar).to_contain_text("选择多个")
        expect(page.locator("#list .row")).to_have_count(1)
        assert [state(stage, one)[1] for one in (waiting, second, third)] == ["", "赵敏", "赵敏"]
        page.keyboard.press("7")
        page.locator(f"#row-{second}").click()
        page.wait_for_selector(f'[data-conversation="{second}"]')
        page.locator("#log").focus()
        page.keyboard.press("c")
        expect(page.locator("#composer")).to_have_attribute("data-mode", "mine")
        expect(page.locator("#tab-mine")).to_have_attribute("aria-current", "page")
        assert state(stage, second) == ("human", "何组长")
        assert faults(page) == []
        context.close()
