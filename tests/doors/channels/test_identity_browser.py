"""The bank's page says who is signed in: renewed when it has run out, gone when they sign out, the same on another device."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from appliance.core.kit import clock
from tests.doors.channels.bank_page import BankPage
from tests.doors.channels.test_identity import NUMBER, signer
from tests.doors.channels.test_widget_browser import enter, faults, mei, own, pages, say, stored  # noqa: F401
from tests.doors.web.stage import Stage

pytestmark = pytest.mark.browser


def test_signed_in_at_the_bank(mei: Any, bank: BankPage, open_house: Stage, browser: Browser) -> None:  # noqa: F811
    sign, now = signer(open_house), int(clock.now().timestamp())
    bank.body = bank.body.replace("<script ", '<script data-identity-url="/kefu-token" ')
    bank.answers["/kefu-token"] = sign()
    page, window = enter(mei, bank)
    say(window, "客户写的")
    expect(own(window)).to_have_text(["客户写的"])
    phone = browser.new_context(locale="zh-CN")
    _, second = enter(phone, bank)
    expect(own(second)).to_have_text(["客户写的"])
    phone.close()
    # What the page holds has run out; the bank gives a new one when it is asked.
    page.evaluate(
        "(old) => document.dispatchEvent(new CustomEvent('kefu:identity', {detail: old}))",
        sign(iat=now - 900, exp=now - 600),
    )
    say(window, "过期后写的")
    expect(own(window)).to_have_text(["客户写的", "过期后写的"])
    # The bank has none any more: what was written waits, and goes out once they are signed in again.
    bank.answers["/kefu-token"] = sign(iat=now - 900, exp=now - 600)
    page.evaluate(
        "(old) => document.dispatchEvent(new CustomEvent('kefu:identity', {detail: old}))",
        bank.answers["/kefu-token"],
    )
    say(window, "等登录后再发")
    expect(window.locator(".unsent small")).to_contain_text("登录凭证已过期")
    bank.answers["/kefu-token"] = sign()
    window.locator(".unsent small button").click()
    expect(own(window)).to_have_text(["客户写的", "过期后写的", "等登录后再发"])
    # Signed out: the next person at this screen sees nothing of it, and writes as somebody else.
    bank.answers["/kefu-token"] = ""
    page.evaluate("document.dispatchEvent(new CustomEvent('kefu:identity', {detail: ''}))")
    expect(own(window)).to_have_count(0)
    say(window, "下一位写的")
    expect(own(window)).to_have_text(["下一位写的"])
    conversations = {words: one for one, words in stored(open_house, "")}
    assert conversations["下一位写的"] != conversations["客户写的"]
    assert NUMBER not in page.content() + str(mei.storage_state())
    assert faults(page) == []
