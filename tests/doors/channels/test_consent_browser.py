"""The notice in a real window: read first, agreed to once for all tabs, what was typed is kept, and taken back."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from appliance.core.kit.actors import SYSTEM
from appliance.service.consent import actions as consent
from tests.doors.channels.bank_page import BankPage
from tests.doors.channels.test_widget_browser import enter, faults, mei, own, pages, say, stored  # noqa: F401
from tests.doors.web.stage import Stage

pytestmark = pytest.mark.browser


def test_the_notice_comes_first_and_can_be_taken_back(
    mei: Any,  # noqa: F811
    bank: BankPage,
    open_house: Stage,
    browser: Browser,
) -> None:
    with open_house.store.writing() as s:
        consent.publish(s, "告知第一条\n\n第二条 <b>不是标签</b>", "Notice", actor=SYSTEM)
    page, window = enter(mei, bank)
    card = window.locator("#consent")
    expect(card.locator("h2")).to_have_text("隐私告知")
    expect(card.locator(".text")).to_contain_text("<b>不是标签</b>")
    card.get_by_role("button", name="暂不同意").click()
    say(window, "同意前写的")
    expect(card).to_be_visible()  # what was written waits in the window
    expect(window.locator(".unsent .w")).to_have_text(["同意前写的"])
    assert stored(open_house, "同意前") == []
    _, other = enter(mei, bank)
    expect(other.locator("#consent")).to_be_visible()
    card.get_by_role("button", name="同意并继续").dblclick()
    expect(own(window)).to_have_text(["同意前写的"])
    expect(other.locator("#consent")).to_be_hidden()
    expect(own(other)).to_have_text(["同意前写的"])
    window.get_by_role("button", name="隐私告知").click()
    expect(card).to_contain_text("您已于")
    card.get_by_role("button", name="撤回同意").click()
    expect(card).to_contain_text("确定吗")
    card.get_by_role("button", name="确定撤回").click()
    expect(window.locator(".sys", has_text="您已撤回同意")).to_be_visible()
    say(window, "撤回后写的")
    expect(card.locator("h2")).to_be_focused()
    assert stored(open_house, "撤回后") == []
    card.get_by_role("button", name="同意并继续").click()
    expect(own(window)).to_have_text(["同意前写的", "撤回后写的"])
    assert faults(page) == []
