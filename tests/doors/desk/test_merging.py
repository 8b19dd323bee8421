"""Merging at the desk: asked first, then done; either code leads to what is left; the visitor's window reads on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select, update

from appliance.core.kit import clock
from appliance.core.masking.engine import Masker
from appliance.doors import desk
from appliance.doors.channels.inbound import Entrance
from appliance.doors.channels.web_widget.routes import router as widget
from appliance.service.conversations import queries
from appliance.service.conversations.tables import Conversation, Message
from tests.browser import chromium, picture
from tests.doors.desk.test_desk_browser import enter, faults
from tests.doors.web.stage import Stage


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    made = Stage(tmp_path, widget, desk.router)
    made.person("linyue", "林悦")
    made.person("zhaomin", "赵敏")
    made.parts.provide(Entrance, Entrance(made.store, made.vault, made.parts.get(Masker)))
    yield made
    made.close()


def again(stage: Stage, visitor: str) -> tuple[str, str]:
    """A visitor's conversation of the day before yesterday, and the one of now, which Lin has."""
    first = stage.visitor_says("年费多少", visitor)
    lin = stage.client("linyue")
    lin.post(f"/desk/c/{first}/claim")
    lin.post(f"/desk/c/{first}/close")
    with stage.store.writing() as s:
        row = s.get_one(Conversation, first)
        row.created_at = row.closed_at = clock.now() - timedelta(days=2)
    second = stage.visitor_says("还是年费", visitor)
    lin.post(f"/desk/c/{second}/claim")
    return first, second


def test_it_is_asked_first_and_both_lead_there_afterwards(stage: Stage) -> None:
    first, second = again(stage, "mei")
    lin, zhao = stage.client("linyue"), stage.client("zhaomin")
    assert f'href="/desk/c/{second}/merge/{first}"' in lin.get(f"/desk/c/{second}").text
    with stage.store.reading() as s:
        codes = [queries.code_of(s, one) for one in (first, second)]
    asked = lin.get(f"/desk/c/{second}/merge/{first}").text
    assert asked.index(f"访客 {codes[0]}") < asked.index(f"访客 {codes[1]}")
    assert "确认合并" in asked
    with stage.store.reading() as s:
        assert queries.merged_into(s, second) is None  # nothing is done by looking
    both = {"one": second, "other": first}
    assert zhao.post("/desk/merge", data=both).status_code == 409
    done = lin.post("/desk/merge", data=both)
    assert (done.status_code, done.headers["location"]) == (303, f"/desk/c/{first}")
    for way in (f"/desk/c/{second}", *(f"/desk/code/{code.lower()}" for code in codes)):
        assert lin.get(way).headers["location"] == f"/desk/c/{first}"
    assert lin.get(f"/desk/c/{second}/since?after=0").headers["X-Kefu-Merged"] == first
    assert lin.get("/desk/code/0000").status_code == 404
    page = lin.get(f"/desk/c/{first}").text
    assert f"会话 {codes[1]} 已并入，以下是其内容" in page
    assert "还是年费" in page
    assert f"/merge/{second}" not in page
    assert f'id="row-{second}"' not in lin.get("/desk?view=closed").text
    assert lin.post("/desk/merge", data=both).status_code == 409
    assert lin.post(f"/desk/c/{second}/messages", data={"text": "好", "client_id": "x"}).status_code == 409


@pytest.mark.browser
def test_agent_and_visitor_read_on_in_one(stage: Stage) -> None:
    with chromium() as browser, stage.served() as url:
        _walk(browser, stage, url)


def _walk(browser: Browser, stage: Stage, url: str) -> None:
    window = browser.new_context(viewport={"width": 400, "height": 640}, locale="zh-CN").new_page()
    window.goto(f"{url}/widget/frame?open=1")
    window.fill("#box", "在吗")
    window.keyboard.press("Enter")
    expect(window.locator(".m.v:not(.wait)")).to_have_count(1)
    with stage.store.reading() as s:
        visitor = s.scalars(select(Conversation.channel_key)).one().partition(":")[2]
        begun = s.scalars(select(Conversation.id)).one()
    lin = stage.client("linyue")
    lin.post(f"/desk/c/{begun}/claim")
    lin.post(f"/desk/c/{begun}/close")
    with stage.store.writing() as s:
        row = s.get_one(Conversation, begun)
        row.created_at = row.closed_at = then = clock.now() - timedelta(days=2)
        s.execute(update(Message).where(Message.conversation_id == begun).values(created_at=then))
    second = stage.visitor_says("还是年费", visitor)
    expect(window.locator(".m.v").last).to_contain_text("还是年费")
    lin.post(f"/desk/c/{second}/claim")
    context, page = enter(browser, url, "linyue")
    page.goto(f"{url}/desk/c/{second}")
    page.wait_for_selector("html[data-live=on][data-desk=ready]", state="attached")
    page.locator("#card a", has_text="合并").click()
    expect(page.locator("#source h2")).to_be_focused()
    picture(page, "desk-merge")
    page.locator("#source button", has_text="确认合并").press("Enter")
    page.wait_for_url(f"{url}/desk/c/{begun}")
    expect(page.locator(".m.in .b")).to_have_text(["在吗", "还是年费"])
    expect(page.locator("#log .day")).to_have_count(2)  # the day before yesterday's, and today's
    expect(window.locator(".m.v")).to_contain_text(["在吗", "还是年费"])
    expect(window.locator(".m.v")).to_have_count(2)
    stage.client("linyue").post(f"/desk/c/{begun}/messages", data={"text": "您好", "client_id": "a"})
    expect(window.locator(".m.agent")).to_have_count(1)
    window.fill("#box", "好的")
    window.keyboard.press("Enter")
    expect(page.locator(".m.in .b")).to_have_text(["在吗", "还是年费", "好的"])
    expect(window.locator(".m.v:not(.wait)")).to_have_count(3)
    assert faults(page) == []
    context.close()
