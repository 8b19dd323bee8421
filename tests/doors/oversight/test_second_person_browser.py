"""Asking and looking in a real browser: by keyboard, nothing left in the page afterwards, no violation of its policy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

import appliance.core.approvals.tables
import appliance.governance.compliance.reveal_tables  # noqa: F401
from appliance.core.entities.watch import PolicyWatch
from appliance.core.masking.engine import Found, Masker
from appliance.core.masking.text import RawText
from appliance.core.store.search_index import SearchIndex
from appliance.doors import admin, oversight
from tests.browser import axe, chromium, person
from tests.doors.web.stage import PASSWORD, Stage

pytestmark = pytest.mark.browser

MOBILE, TOKEN = "13900005555", "MOBILE:9f31"
WATCH = """
window.__faults = [];
document.addEventListener("securitypolicyviolation", (e) => window.__faults.push(e.violatedDirective));
window.addEventListener("error", (e) => window.__faults.push(String(e.message)));
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    made = Stage(tmp_path, oversight.router, admin.router)
    index = SearchIndex(tmp_path / "data" / "store" / "search.db", made.vault.search_key())
    made.parts.provide(SearchIndex, index)
    for login, role in (("chen", "compliance_officer"), ("he", "administrator")):
        made.person(login, login, role)
    yield made
    index.close()
    made.close()


def enter(browser: Browser, url: str, login: str, **options: bool) -> Page:
    page = person(browser, url, **options)
    page.add_init_script(WATCH)
    page.goto("/sign-in")
    page.fill("[name=login]", login)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "sign-in" not in address)
    return page


def faults(page: Page) -> list[str]:
    found: list[str] = page.evaluate("window.__faults")
    return found


def test_an_original_is_asked_for_allowed_seen_and_gone(browser: Browser, stage: Stage) -> None:
    phone = Found(TOKEN, "MOBILE", RawText(MOBILE), "139****5555", "Mobile: mobile prefix and length", 0.9)
    mei = stage.visitor_says(f"手机 ⟦{TOKEN}⟧", found=[phone])
    with stage.served() as url:
        chen, he = enter(browser, url, "chen"), enter(browser, url, "he")
        chen.goto(f"/oversight/c/{mei}")
        chen.focus(".transcript a.tok")
        chen.keyboard.press("Enter")
        expect(chen.locator("#field-reason")).to_be_focused()
        chen.keyboard.type("投诉回访")
        chen.keyboard.press("Tab")
        chen.keyboard.press("Enter")
        expect(chen.locator("#value")).to_contain_text("等待另一位")
        chen.keyboard.press("Escape")
        expect(chen.locator("#value")).to_be_hidden()

        he.goto("/approvals")
        expect(he.locator(".rail a[href='/approvals'] .count")).to_have_text("1")
        he.click(".requests .btn.p")
        expect(he.locator(".rail a[href='/approvals'] .count")).to_have_text("")

        chen.click(".values a")
        chen.click("#value .btn.p")
        expect(chen.locator("#value .raw")).to_have_text(MOBILE)
        chen.keyboard.press("Escape")
        expect(chen.locator("#value-body")).to_be_empty()
        assert MOBILE not in chen.content()
        assert faults(chen) + faults(he) == []
        chen.context.close()
        he.context.close()


def every_place_is_reached(page: Page) -> None:
    """Four places and the way to the rest; where one is, is always among them."""
    page.goto("/admin/people")
    rail, more = page.locator("#rail"), page.locator("#rail .more")
    hrefs = rail.locator("a").evaluate_all("all => all.map((one) => one.getAttribute('href'))")
    assert len(hrefs) > 8
    assert [one.get_attribute("href") for one in rail.locator("a:visible").all()] == [
        *hrefs[:3],
        "/admin/people",
    ]
    assert axe(page) == []
    more.focus()
    page.keyboard.press("Enter")
    expect(more).to_have_attribute("aria-expanded", "true")
    expect(rail.locator("a:visible")).to_have_count(len(hrefs))
    boxes = [box for one in rail.locator("a").all() if (box := one.bounding_box())]
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= 390 and box["height"] >= 44 for box in boxes)
    assert axe(page) == []
    page.keyboard.press("Escape")
    expect(more).to_be_focused()
    expect(more).to_have_attribute("aria-expanded", "false")
    more.click()
    rail.locator("a[href='/admin/routing']").click()
    page.wait_for_url("**/admin/routing")


@pytest.mark.parametrize("phone", [False, True])
def test_a_policy_is_drafted_by_choosing_and_previewed(browser: Browser, stage: Stage, phone: bool) -> None:
    masker = Masker()
    stage.parts.provide(Masker, masker)
    stage.parts.provide(PolicyWatch, PolicyWatch(stage.store, masker.adopt))
    with stage.served() as url:
        he = enter(browser, url, "he", phone=phone)
        he.goto("/admin/masking")
        row = he.locator(".kind", has=he.locator("#way-MOBILE"))
        he.select_option("#way-MOBILE", "redact")
        expect(row.locator(".example")).to_have_text("■■■")
        expect(row).to_have_class("kind changed")
        he.click(".act .btn.p")
        expect(he.locator("#pending")).to_contain_text("1 处更改")
        expect(he.locator("#pending")).to_be_in_viewport()
        he.fill("#field-reason", "内审")
        he.click("#pending .btn.p")
        expect(he.locator("#pending h2")).to_have_text("等待审批的更改")
        expect(he.locator("#way-MOBILE")).to_be_disabled()
        width = he.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert width[0] == width[1]
        if phone:
            every_place_is_reached(he)
        assert faults(he) == []
        he.context.close()
