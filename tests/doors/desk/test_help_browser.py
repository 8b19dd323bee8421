"""Help at the desk in a real browser, by keyboard alone; and the visitor's opinion after the end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, expect

import appliance.service.quick_replies.tables  # noqa: F401
from appliance.ai.answering.ladder import Answerer
from appliance.core.kit.actors import SYSTEM
from appliance.core.masking.engine import Masker
from appliance.doors import desk
from appliance.doors.channels.inbound import Entrance
from appliance.doors.channels.web_widget.routes import router as widget
from appliance.doors.desk import helping
from appliance.service.conversations import actions
from appliance.service.conversations.tables import Conversation
from tests.browser import chromium, picture
from tests.doors.desk.test_desk_browser import enter, faults
from tests.doors.desk.test_helping import Scripted
from tests.doors.web.stage import PlainMasker, Stage

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    monkeypatch.setattr(helping.bases, "for_channel", lambda *_: ["main"])
    made = Stage(tmp_path, widget, desk.router)
    made.person("linyue", "林悦")
    made.parts.provide(Answerer, Scripted())
    made.parts.provide(Entrance, Entrance(made.store, made.vault, made.parts.get(Masker)))
    yield made
    made.close()


def test_quick_replies_and_a_draft_by_keyboard(browser: Browser, stage: Stage) -> None:
    assert isinstance(stage.parts.get(Masker), PlainMasker)
    conversation = stage.visitor_says("年费能退吗")
    lin = stage.client("linyue")
    for name, body in (("稍等", "请稍等，我是{客服}。"), ("稍后", "稍后回复您。")):
        lin.post("/desk/replies", data={"name": name, "body": body})
    with stage.served() as url:
        context, page = enter(browser, url, "linyue")
        page.goto(f"{url}/desk/c/{conversation}?view=ai")
        page.wait_for_selector("html[data-live=on][data-desk=ready]", state="attached")
        page.keyboard.press("c")
        box = page.locator("#composer textarea")
        expect(box).to_be_focused()
        with page.expect_response(lambda one: one.url.endswith("q=" + quote("稍"))):
            page.keyboard.type("/稍")  # “/” alone offers the same two
        options = page.locator("#suggest [role=option]")
        expect(options).to_have_count(2)
        picture(page, "desk-quick-replies")
        chosen = options.nth(1).locator("b").inner_text()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(box).to_have_value({"稍等": "请稍等，我是林悦。", "稍后": "稍后回复您。"}[chosen])
        expect(page.locator(".m.me")).to_have_count(0)  # chosen, not sent
        page.keyboard.press("Enter")
        expect(page.locator(".m.me .b")).to_have_count(1)
        page.keyboard.press("Escape")
        page.keyboard.press("d")
        expect(page.locator(".draft-text")).to_contain_text("申请退回")
        expect(box).to_be_focused()
        picture(page, "desk-draft")
        page.keyboard.press("Tab")
        expect(box).to_have_value("可为 手机 *** 申请退回。")
        expect(page.locator(".draft")).to_have_count(0)
        expect(page.locator(".m.me .b")).to_have_count(1)
        page.keyboard.press("Control+j")
        expect(page.locator("#know-q")).to_be_focused()
        page.set_viewport_size({"width": 1280, "height": 800})
        picture(page, "desk-drawer-1280")
        # Beside an open drawer there is as much room to write as beside the card.
        send, form = page.locator("#composer [type=submit]").bounding_box(), box.bounding_box()
        assert form is not None
        assert send is not None
        assert form["width"] >= 500, form
        assert send["x"] + send["width"] <= form["x"] + form["width"] + 1, (send, form)
        page.goto(f"{url}/desk/replies")
        expect(page.locator(".reply")).to_have_count(2)
        picture(page, "desk-replies")
        assert faults(page) == []
        context.close()


def test_the_visitor_is_asked_after_the_end(browser: Browser, stage: Stage) -> None:
    with stage.served() as url:
        context = browser.new_context(viewport={"width": 400, "height": 640}, locale="zh-CN")
        page = context.new_page()
        broken: list[Any] = []
        page.on("pageerror", lambda error: broken.append(error))
        page.goto(f"{url}/widget/frame?open=1")
        page.fill("#box", "年费多少")
        page.keyboard.press("Enter")
        expect(page.locator(".m.v:not(.wait)")).to_have_count(1)
        with stage.store.reading() as s:
            conversation = s.query(Conversation.id).one()[0]
        with stage.store.writing() as s:
            actions.close(s, conversation, SYSTEM)
        card = page.locator("#rate")
        expect(card).to_be_visible()
        card.locator("input[value='4']").check(force=True)
        card.locator("textarea").fill("回复很快")
        picture(page, "widget-rating")
        card.locator("button").click()
        expect(card).to_contain_text("谢谢您的评价")
        assert broken == []
        assert "回复很快" in stage.client("linyue").get(f"/desk/c/{conversation}").text
        context.close()


def test_a_macro_by_slash_and_by_palette(browser: Browser, stage: Stage) -> None:
    conversation = stage.visitor_says("年费能退吗")
    lin = stage.client("linyue")
    lin.post("/desk/replies", data={"name": "登记", "body": "已登记，我是{客服}。", "tags": "年费"})
    lin.post("/desk/replies", data={"name": "没回", "body": "", "ending": "close:no_answer"})
    with stage.served() as url:
        context, page = enter(browser, url, "linyue")
        page.goto(f"{url}/desk/c/{conversation}?view=ai")
        page.wait_for_selector("html[data-live=on][data-desk=ready]", state="attached")
        page.keyboard.press("Control+k")
        page.keyboard.type("登记")
        page.keyboard.press("Enter")  # takes over from the AI, answers and tags
        expect(page.locator(".m.me .b")).to_have_text("已登记，我是林悦。")
        expect(page.locator("#card .tags")).to_contain_text("年费")
        expect(page.locator("#composer")).to_have_attribute("data-mode", "mine")
        box = page.locator("#composer textarea")
        box.focus()
        page.keyboard.type("/没")
        expect(page.locator("#suggest .chip")).to_have_text(["一键"])  # one is left
        picture(page, "desk-macro")
        page.keyboard.press("Enter")
        expect(page.locator("#head")).to_contain_text("已结束")
        expect(box).to_have_value("")
        expect(page.locator(".m.me .b")).to_have_count(1)
        page.goto(f"{url}/desk/replies")
        picture(page, "desk-macro-page")
        assert faults(page) == []
        context.close()
