"""The window from the visitors' own port in a real browser, on a bank's page of a third origin under a strict policy."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import axe, chromium, person, picture
from tests.doors.channels.bank_page import BankPage
from tests.fixtures import small

pytestmark = pytest.mark.browser


def test_what_an_administrator_copies_serves_visitors_from_their_own_port(tmp_path: Path) -> None:
    house = small.house(tmp_path, VISITORS_PORT="0")
    with house.running(), chromium() as browser, BankPage(house.visitors_url).served() as bank:
        staff = house.staff("heqing")
        look = {"title": "主入口", "origins": bank.url, "enabled": "on", "colour": "#0b6b57", "away": "20"}
        assert staff.post("/admin/channels/main", data=look).status_code == 303

        page = person(browser, house.url)
        page.context.add_cookies(
            [{"name": name, "value": value, "url": house.url} for name, value in staff.cookies.items()]
        )
        page.goto("/admin/channels")
        copied = page.locator("#code-script").inner_text()
        policy = page.locator("#code-policy").inner_text()
        assert re.findall(r"https?://[\w.:]+", copied + policy) == [house.visitors_url] * 3
        bank.body = copied

        mei = person(browser, bank.url, dark=True, phone=True)
        asked: list[str] = []
        mei.on("request", lambda request: asked.append(request.url))
        mei.goto(bank.url)
        window = mei.frame_locator("iframe")
        window.locator("#launch").click()
        expect(window.locator("#starters button").first).to_be_visible()
        window.locator("#box").fill("年费多少")
        window.locator("#send").click()
        expect(window.locator(".m.v:not(.unsent) .w")).to_have_text(["年费多少"])
        expect(window.locator(".m.ai .w")).to_have_count(2)  # the greeting, and an answer
        said = window.locator(".m .w").all_inner_texts()

        mei.reload()  # it is open again, with what was said
        expect(window.locator(".m .w")).to_have_text(said)
        expect(window.locator("#starters")).to_have_count(0)
        (frame,) = mei.main_frame.child_frames
        assert axe(frame) == []
        picture(mei, "visitors-own-port")
        assert mei.complaints == []  # type: ignore[attr-defined]
        assert page.complaints == []  # type: ignore[attr-defined]
        assert [url for url in asked if url.startswith(house.url)] == [], (
            "nothing of a visitor's goes to staff's port"
        )
        assert any(url.startswith(house.visitors_url) for url in asked)
