"""The desk's pages as axe-core sees them: no violation, in light and dark, on a phone, with menus and drawers open."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from appliance.ai.reading.reader import Reader
from appliance.core.kit import clock
from appliance.service.conversations.tables import Conversation
from tests.browser import axe, chromium
from tests.doors.desk.test_desk_browser import enter
from tests.doors.web.stage import Stage

pytestmark = pytest.mark.browser


def read(text: Any, history: Any = ()) -> Any:
    """Half of them unhappy, so that every tone is drawn."""
    mood = ("neutral", "anxious", "dissatisfied", "angry")[len(str(text)) % 4]
    return SimpleNamespace(mood=mood, unhappy=0.5, worse=0.0, version="t")


def test_no_page_of_the_desk_shuts_anybody_out(stage: Stage, waiting: str) -> None:
    stage.person("hezong", "何组长", "team_lead")
    stage.parts.provide(Reader, SimpleNamespace(read=read))
    lin = stage.client("linyue")
    old = stage.visitor_says("上次的事", "bo")
    lin.post(f"/desk/c/{old}/claim")
    lin.post(f"/desk/c/{old}/close")
    with stage.store.writing() as s:
        row = s.get_one(Conversation, old)
        row.created_at = row.closed_at = clock.now() - timedelta(days=2)
    mine = stage.visitor_says("还是那件事", "bo")
    lin.post(f"/desk/c/{mine}/claim")
    lin.post(
        "/desk/replies", data={"name": "登记", "body": "已登记。", "tags": "年费", "ending": "close:resolved"}
    )
    lin.post(f"/desk/c/{mine}/tags", data={"name": "年费"})
    with chromium() as browser, stage.served() as url:
        wrong: dict[str, list[str]] = {}

        def look(page: Page, what: str) -> None:
            if found := axe(page):
                wrong[what] = found

        wide = {"viewport": {"width": 1440, "height": 900}}
        context, page = enter(browser, url, "linyue", **wide)
        page.goto(f"{url}/desk/c/{mine}")
        expect(page.locator("#impression .moods")).to_be_visible()
        page.locator(".twin summary").click()
        page.locator("#card a", has_text="合并").click()
        expect(page.locator("#source h2")).to_be_focused()
        page.locator("#composer textarea").fill("/登")
        expect(page.locator("#suggest .chip")).to_be_visible()
        look(page, "thread, merging, a macro offered")
        page.keyboard.press("Control+k")
        expect(page.locator("#palette .hit[aria-selected=true] small")).not_to_be_empty()
        look(page, "palette, a conversation chosen")
        for path in ("replies", "attention"):
            page.goto(f"{url}/desk/{path}")
            look(page, path)
        context.close()
        context, page = enter(browser, url, "hezong", color_scheme="dark", **wide)
        page.goto(f"{url}/desk/c/{waiting}?view=waiting")
        expect(page.locator("#impression .moods")).to_be_visible()
        page.locator(f'.choose[value="{waiting}"]').check()
        page.locator("#chosen summary").click()
        expect(page.locator("#reassign button").first).to_be_visible()
        look(page, "a lead chooses, dark")
        context.close()
        context, page = enter(browser, url, "linyue", viewport={"width": 390, "height": 844}, has_touch=True)
        page.goto(f"{url}/desk/c/{mine}")
        page.tap(".head [data-action=card]")
        expect(page.locator("#impression .moods")).to_be_visible()
        look(page, "phone, card open")
        context.close()
        assert wrong == {}
